"""The figures of a meeting: who is counted, who is not, at a constant price."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.organizations.models import Kind
from jcmevents.record.figures import Figures, Group
from jcmevents.record.rule import CountingRule
from jcmevents.registration.states import Capacity
from tests.factories import NOW, make_attendee, make_delegation, make_meeting, make_registration
from tests.record.samples import make_body

pytestmark = pytest.mark.usefixtures("session")


def group(people: int, **values: Any) -> Group:
    details = {"country": None, "state": "attended", "capacity": "delegate", "mode": "on_site", "gender": "not_said"}
    return Group(**(details | values), people=people)


def counted(*groups: Group) -> Figures:
    return Figures(CountingRule(), frozenset({"MN"}), groups)


def exclude_online(meeting: Meeting) -> None:
    meeting.count_by(CountingRule(online_counts=False).as_stored(), by=None, at=NOW)


@pytest.mark.parametrize(("attended", "published"), [(84, 80), (85, 90), (94, 90), (95, 100)])
def test_published_total_is_rounded_half_up(attended: int, published: int) -> None:
    figures = counted(group(attended))
    assert (figures.participants, figures.participants_rounded) == (attended, published)
    assert figures.participants_written == f"about {published}"


def test_country_with_somebody_present_is_counted() -> None:
    meeting = make_meeting()
    make_attendee(make_delegation(meeting, "MN"))
    assert Figures.of(meeting).partners_attending == {"MN"}


def test_country_whose_delegates_did_not_come_is_not_counted() -> None:
    meeting = make_meeting()
    absent = make_registration(make_delegation(meeting, "MN"))
    absent.confirm(by=None, at=NOW)
    absent.mark_no_show(by=None, at=NOW)
    make_registration(make_delegation(meeting, "GE"))
    figures = Figures.of(meeting)
    assert (figures.partners_attending, figures.participants) == (frozenset(), 0)
    assert (figures.nominated, figures.confirmed) == (2, 1)


def test_country_that_was_only_online_is_counted_if_online_counts() -> None:
    meeting = make_meeting()
    make_attendee(make_delegation(meeting, "MN"), mode="online")
    make_attendee(make_delegation(meeting, "GE"))
    assert Figures.of(meeting).partners_attending == {"MN", "GE"}
    assert Figures.of(meeting).partners_online_only == {"MN"}
    exclude_online(meeting)
    assert Figures.of(meeting).partners_attending == {"GE"}
    assert Figures.of(meeting).participants == 1


def test_country_with_one_delegate_on_site_is_not_online_only() -> None:
    meeting = make_meeting()
    mongolia = make_delegation(meeting, "MN")
    make_attendee(mongolia, mode="online")
    make_attendee(mongolia)
    figures = Figures.of(meeting)
    assert (figures.partners_online_only, figures.on_site, figures.online) == (frozenset(), 1, 1)


def test_host_and_countries_without_memorandum_are_never_partners() -> None:
    meeting = make_meeting()
    for iso2 in ("JP", "DE"):
        make_attendee(make_delegation(meeting, iso2))
    figures = Figures.of(meeting)
    assert (figures.partners_attending, figures.participants) == (frozenset(), 2)
    assert "JP" not in figures.partners


def test_people_of_bodies_count_as_participants_and_not_as_countries() -> None:
    meeting = make_meeting()
    make_attendee(make_body(meeting, "moej", "Ministry"))
    make_attendee(make_body(meeting, "mongolian", "Agency", Kind.IMPLEMENTING_AGENCY, country_iso2="MN"))
    figures = Figures.of(meeting)
    assert (figures.participants, figures.partners_attending) == (2, frozenset())


@pytest.mark.parametrize("capacity", [Capacity.INTERPRETER, Capacity.PRESS, Capacity.SECRETARIAT])
def test_country_represented_by_nobody_counted_is_not_counted(capacity: Capacity) -> None:
    meeting = make_meeting()
    make_attendee(make_delegation(meeting, "MN"), capacity=capacity)
    figures = Figures.of(meeting)
    assert (figures.partners_attending, figures.participants, figures.present_not_counted) == (frozenset(), 0, 1)
    meeting.count_by(CountingRule(not_counted=()).as_stored(), by=None, at=NOW)
    assert Figures.of(meeting).partners_attending == {"MN"}


@pytest.mark.parametrize(("day", "total"), [(date(2025, 2, 17), 29), (date(2025, 6, 18), 30), (date(2025, 9, 1), 31)])
def test_partners_are_those_of_the_first_day(day: date, total: int) -> None:
    assert len(Figures.of(make_meeting(start=day, end=day)).partners) == total


def test_another_meetings_people_are_not_counted() -> None:
    make_attendee(make_delegation(make_meeting(), "MN"))
    assert Figures.of(make_meeting()).participants == 0


@pytest.mark.parametrize(
    ("women", "others", "percent"), [(3, 3, 50), (3, 5, 38), (2, 50, None), (50, 2, None), (0, 9, None), (1, 199, None)]
)
def test_share_of_women_is_not_shown_where_it_tells_of_fewer_than_three(
    women: int, others: int, percent: int | None
) -> None:
    figures = counted(group(women, gender="female"), group(others, gender="male"), group(7))
    assert figures.women_percent == percent
    assert figures.as_data()["women_percent"] == percent


def test_women_are_counted_among_the_heads_and_among_the_delegates() -> None:
    figures = counted(
        *(group(people, gender=gender, capacity="head") for gender, people in (("female", 4), ("male", 16))),
        *(group(people, gender=gender) for gender, people in (("female", 20), ("male", 20))),
        *(group(people, gender=gender, capacity="speaker") for gender, people in (("female", 9), ("male", 3))),
    )
    assert (figures.women_percent_of_heads, figures.women_percent_of_delegates) == (20, 40)
    assert figures.women_percent == 46


def test_share_of_women_among_heads_is_withheld_where_few_are_women() -> None:
    genders = (("female", 2), ("male", 16))
    figures = counted(*(group(people, gender=gender, capacity="head") for gender, people in genders), group(9))
    assert figures.women_percent_of_heads is None


def test_figures_take_two_queries_however_many_people_come(queries: Callable[[], Any]) -> None:
    meeting = make_meeting()
    for size, iso2 in ((1, "MN"), (30, "GE")):
        delegation = make_delegation(meeting, iso2, seats=30)
        for _ in range(size):
            make_attendee(delegation)
        db.session.flush()
        with queries() as statements:
            figures = Figures.of(meeting)
        assert len(statements) == 2
    assert figures.participants == 31
