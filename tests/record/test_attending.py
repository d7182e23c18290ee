"""Which delegations are named, in which order."""

import pytest

from jcmevents.extensions import db
from jcmevents.organizations.models import Kind
from jcmevents.record.attending import Stage, attending
from jcmevents.record.rule import CountingRule
from jcmevents.registration.states import Capacity
from tests.factories import NOW, make_attendee, make_delegation, make_meeting, make_registration
from tests.record.samples import make_body

pytestmark = pytest.mark.usefixtures("session")

# The house order of the release of 6 March 2025 in its three deviations from the order of dictionaries.
HOUSE_ORDER = ["ID", "CL", "TN", "VN", "PH", "MN", "MV", "MD", "LA"]


def codes(delegations: tuple) -> list[str]:
    return [delegation.country_iso2 or delegation.organization.key for delegation in delegations]


def test_countries_stand_in_the_order_of_the_meeting() -> None:
    meeting = make_meeting()
    for iso2 in sorted(HOUSE_ORDER):
        make_attendee(make_delegation(meeting, iso2))
    assert codes(attending(meeting).countries) == HOUSE_ORDER
    meeting.order_policy = "en_un"
    assert codes(attending(meeting).countries) == ["CL", "ID", "LA", "MV", "MN", "PH", "MD", "TN", "VN"]
    meeting.order_moves = [["VN", "before", "CL"]]
    assert codes(attending(meeting).countries)[:2] == ["VN", "CL"]


def test_heads_of_higher_rank_come_first_in_the_protocol_order() -> None:
    meeting = make_meeting(order_policy="protocol")
    for iso2, rank in (("MN", 2), ("GE", None), ("VN", 1)):
        delegation = make_delegation(meeting, iso2)
        make_attendee(delegation)
        delegation.rank = rank
    db.session.flush()
    assert codes(attending(meeting).countries) == ["VN", "MN", "GE"]


def test_bodies_are_told_apart_and_stand_by_rank() -> None:
    meeting = make_meeting(country_iso2="DE")  # wherever it is held, Japan's ministries are listed under Japan
    for key, kind, rank, country in (
        ("maff", Kind.MINISTRY, 3, "JP"),
        ("moej", Kind.MINISTRY, 1, "JP"),
        ("jcma", Kind.IMPLEMENTING_AGENCY, None, "JP"),
        ("center", Kind.SECRETARIAT, None, "JP"),
        ("adb", Kind.INTERNATIONAL_ORGANIZATION, 1, None),
        ("german", Kind.MINISTRY, 2, "DE"),
    ):
        make_attendee(make_body(meeting, key, key, kind, rank=rank, country_iso2=country))
    there = attending(meeting)
    assert codes(there.host_bodies) == ["moej", "maff", "jcma"]
    assert codes(there.others) == ["adb", "german", "center"]
    assert codes(tuple(there)) == ["moej", "maff", "jcma", "adb", "german", "center"]


def test_delegation_without_anybody_counted_is_not_named() -> None:
    meeting = make_meeting()
    make_registration(make_delegation(meeting, "MN"))
    make_attendee(make_delegation(meeting, "GE"), capacity=Capacity.INTERPRETER)
    make_attendee(make_delegation(meeting, "VN"), mode="online")
    make_attendee(make_body(meeting, "paper", "A newspaper", Kind.COMPANY), capacity=Capacity.PRESS)
    meeting.count_by(CountingRule(online_counts=False).as_stored(), by=None, at=NOW)
    assert list(attending(meeting)) == []


def test_secretariat_is_named_although_its_staff_are_not_counted() -> None:
    meeting = make_meeting()
    make_attendee(make_body(meeting, "center", "Center", Kind.SECRETARIAT), capacity=Capacity.SECRETARIAT)
    assert codes(attending(meeting).others) == ["center"]


def test_provisional_list_has_the_confirmed_whether_they_came_or_not() -> None:
    meeting = make_meeting()
    make_registration(make_delegation(meeting, "MN"))
    for iso2 in ("GE", "VN"):
        make_registration(make_delegation(meeting, iso2)).confirm(by=None, at=NOW)
    absent = make_attendee(make_delegation(meeting, "LA"))
    absent.mark_no_show(by=None, at=NOW)
    db.session.flush()
    assert set(codes(attending(meeting, Stage.PROVISIONAL).countries)) == {"GE", "VN", "LA"}
    assert codes(attending(meeting).countries) == []
