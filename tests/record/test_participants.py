"""The list of participants: order, consent, stages, and its three formats."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest

from jcmevents.document import plain_text
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.organizations.models import Kind
from jcmevents.record.attending import Stage
from jcmevents.record.participants import Part, ParticipantList, Readers
from jcmevents.record.participants_export import exported
from jcmevents.record.participants_list import participants_document
from jcmevents.registration.states import Capacity
from tests.factories import NOW, make_attendee, make_delegation, make_meeting, make_registration
from tests.record.samples import a_meeting_held, make_body, words_of_pdf

pytestmark = pytest.mark.usefixtures("session")

LATER = datetime(2025, 3, 6, tzinfo=UTC)


def the_list(meeting: Meeting, stage: Stage = Stage.FINAL) -> ParticipantList:
    db.session.flush()
    return ParticipantList.of(meeting, stage)


def names(listed: ParticipantList, readers: Readers) -> list[str]:
    return [person.name for entry in listed.entries for person in entry.named(readers)]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def test_head_comes_first_then_the_order_of_nomination() -> None:
    delegation = make_delegation(seats=9)
    for name, capacity in (("B", "delegate"), ("C", "delegate"), ("A", "deputy"), ("Z", "head")):
        make_attendee(delegation, full_name=name, capacity=capacity)
    assert names(the_list(delegation.meeting), Readers.STAFF) == ["Z", "B", "C", "A"]


@pytest.mark.parametrize(
    ("readers", "named"),
    [
        (Readers.STAFF, ["Nino Beridze", "Oyungerel Tsend", "Munkhbat", "Nobody Named", "SATO Kenji", "Staff Member"]),
        (Readers.PARTICIPANTS, ["Nino Beridze", "Oyungerel Tsend", "Munkhbat", "SATO Kenji", "Staff Member"]),
        (Readers.PUBLIC, ["Oyungerel Tsend", "Munkhbat", "SATO Kenji", "Staff Member"]),
    ],
)
def test_readers_are_told_the_names_of_those_who_consented(readers: Readers, named: list[str]) -> None:
    assert names(the_list(a_meeting_held()), readers) == named


def test_those_without_consent_are_counted() -> None:
    listed = the_list(a_meeting_held())
    assert [entry.further(Readers.PARTICIPANTS) for entry in listed.entries] == [0, 1, 0, 0]
    assert (listed.people, listed.counted) == (6, 5)  # the staff of the secretariat stand on it, uncounted


def test_parts_follow_one_another() -> None:
    meeting = a_meeting_held()
    make_attendee(make_delegation(meeting, "DE"))
    parts = [(part, len(entries)) for part, entries in the_list(meeting).parts]
    assert parts == [(Part.PARTNERS, 2), (Part.COUNTRIES, 1), (Part.HOST, 1), (Part.BODIES, 1)]


def test_interpreters_and_press_do_not_stand_on_the_list() -> None:
    delegation = make_delegation()
    make_attendee(delegation, full_name="Delegate")
    make_attendee(delegation, full_name="Interpreter", capacity=Capacity.INTERPRETER)
    make_attendee(delegation, full_name="Reporter", capacity=Capacity.PRESS)
    assert names(the_list(delegation.meeting), Readers.STAFF) == ["Delegate"]


def test_provisional_list_has_those_expected_and_the_final_one_those_who_came() -> None:
    delegation = make_delegation()
    make_attendee(delegation, full_name="Came")
    make_registration(delegation, full_name="Confirmed").confirm(by=None, at=NOW)
    make_registration(delegation, full_name="Nominated")
    assert names(the_list(delegation.meeting), Readers.STAFF) == ["Came"]
    assert names(the_list(delegation.meeting, Stage.PROVISIONAL), Readers.STAFF) == ["Came", "Confirmed"]


@pytest.mark.parametrize(
    ("instant", "stage"),
    [
        (datetime(2025, 2, 19, 14, 59, tzinfo=UTC), Stage.PROVISIONAL),  # 23:59 in Tokyo on the last day
        (datetime(2025, 2, 19, 15, 0, tzinfo=UTC), Stage.FINAL),
    ],
)
def test_list_is_final_from_the_day_after_by_the_calendar_of_the_place(instant: datetime, stage: Stage) -> None:
    assert Stage.of(make_meeting(), instant) == stage


def test_name_for_lists_stands_for_the_name_in_the_passport() -> None:
    delegation = make_delegation()
    make_attendee(delegation, full_name="BATBAYAR GANBOLD", list_name="Batbayar Ganbold")
    assert names(the_list(delegation.meeting), Readers.STAFF) == ["Batbayar Ganbold"]


def test_document_prints_honorific_name_function_and_unit_and_nothing_where_they_are_missing() -> None:
    text = plain_text(participants_document(the_list(a_meeting_held()), LATER)).splitlines()
    assert text[text.index("Nino Beridze") :][:3] == ["Nino Beridze", "Head of Section", "Climate Unit"]
    start = text.index("Mongolia")
    assert text[start:][:4] == ["Mongolia", "H.E. Ms. Oyungerel Tsend", "Munkhbat", "and 1 further participant"]
    assert "Nobody Named" not in text


def test_document_says_its_stage_its_day_and_its_numbers() -> None:
    meeting = a_meeting_held()
    final = plain_text(participants_document(the_list(meeting), LATER))
    assert "Fourth Meeting: list of participants" in final
    assert "as at 6 March 2025" in final
    assert "\nTotal\n4\n6\n" in final
    assert "count 5 of them" in final
    provisional = plain_text(participants_document(the_list(meeting, Stage.PROVISIONAL), LATER))
    assert "provisional list of participants" in provisional


def test_delegation_of_which_nobody_is_named_gives_its_number() -> None:
    delegation = make_delegation()
    make_attendee(delegation)
    make_attendee(delegation)
    text = plain_text(participants_document(the_list(delegation.meeting), LATER)).splitlines()
    assert text[text.index("Mongolia") + 1] == "2 participants"


def test_demonstration_list_says_so() -> None:
    assert "invented" in participants_document(the_list(make_meeting(is_demonstration=True)), LATER).notice
    assert participants_document(the_list(make_meeting()), LATER).notice == ""


def test_formats_agree_name_by_name() -> None:
    listed = the_list(a_meeting_held())
    expected = names(listed, Readers.PARTICIPANTS)
    table = rows(exported(listed, "csv", LATER))
    data = json.loads(exported(listed, "json", LATER))
    assert [row["name"] for row in table if row["name"]] == expected
    assert [person["name"] for each in data["delegations"] for person in each["people"]] == expected
    assert sum(int(row["people"]) for row in table) == data["people"] == 6
    said = words_of_pdf(exported(listed, "pdf", LATER))
    positions = [said.find(name) for name in expected]
    assert positions == sorted(positions)
    assert -1 not in positions
    assert "Nobody Named" not in said


def test_cell_that_a_spreadsheet_takes_for_a_formula_is_made_inert() -> None:
    delegation = make_delegation()
    make_attendee(delegation, full_name="=HYPERLINK(1)", listed=True)
    assert rows(exported(the_list(delegation.meeting), "csv", LATER))[0]["name"] == "'=HYPERLINK(1)"


def test_list_takes_as_many_queries_for_one_delegation_as_for_twenty(queries: Callable[[], Any]) -> None:
    counts = []
    for codes in (["MN"], ["GE", "VN", "LA", "MD", "MV", "PH", "TN", "CL", "TH", "SN"]):
        meeting = make_meeting()
        for n, iso2 in enumerate(codes):
            make_attendee(make_delegation(meeting, iso2))
            make_attendee(make_body(meeting, f"{iso2}-{n}", iso2, Kind.NGO))
        db.session.flush()
        db.session.expire_all()
        meeting.days  # noqa: B018 - loaded before counting, as in a request
        with queries() as statements:
            participants_document(ParticipantList.of(meeting, Stage.FINAL), LATER)
        counts.append(len(statements))
    assert counts[0] == counts[1]
