"""The list of participants: order, consent, stages, and its formats."""

import csv
import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from pikepdf import Pdf

from jcmevents.document import plain_text
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.organizations.models import Kind
from jcmevents.record import participants_list
from jcmevents.record.attending import Stage
from jcmevents.record.list_plan import ListPlan
from jcmevents.record.participants import ParticipantList, Readers
from jcmevents.record.participants_export import exported
from jcmevents.record.participants_list import participants_document
from jcmevents.record.parts import Part
from jcmevents.registration.states import Capacity
from tests.factories import NOW, make_attendee, make_delegation, make_meeting, make_registration
from tests.record.samples import a_meeting_held, make_body, squeezed, words_of_pdf

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
    assert parts == [(Part.PARTNERS, 2), (Part.HOST, 1), (Part.COUNTRIES, 1), (Part.SECRETARIAT, 1)]


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


def test_addresses_are_given_to_participants_of_those_who_let_them() -> None:
    delegation = make_delegation(seats=3)
    make_attendee(delegation, full_name="Open", email="open@example.org", listed=True, shares_address=True)
    make_attendee(delegation, full_name="Reserved", email="reserved@example.org", listed=True)
    make_attendee(delegation, full_name="Unnamed", email="unnamed@example.org", shares_address=True)
    db.session.flush()
    listed = ParticipantList.of(delegation.meeting, Stage.FINAL, with_addresses=True)
    text = plain_text(participants_document(listed, LATER))
    assert "\nOpen\nopen@example.org\nReserved\nand 1 further participant" in text
    assert "Please use them for the matters of this meeting only" in text
    assert [row["email"] for row in rows(exported(listed, "csv", LATER))] == ["open@example.org", "", ""]
    assert exported(listed, "json", LATER).count(b"@example.org") == 1
    assert "@example.org" not in plain_text(participants_document(the_list(delegation.meeting), LATER))


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


def a_list_of_many(monkeypatch: pytest.MonkeyPatch) -> ParticipantList:
    """Three governments and two bodies of 40 people each; 50 people or more are set in pieces."""
    monkeypatch.setattr(participants_list, "PIECE", 50)
    meeting = make_meeting(titles={"en": "Large Meeting"})
    delegations = [make_delegation(meeting, iso2, seats=50) for iso2 in ("MN", "GE", "DE")]
    delegations.append(make_body(meeting, "wb", "World Bank", Kind.INTERNATIONAL_ORGANIZATION, country_iso2=None))
    delegations.append(make_body(meeting, "acme", "Acme", Kind.COMPANY, country_iso2=None))
    for number, delegation in enumerate(delegations):
        delegation.revise(seats=50, by=None, at=NOW)
        for person in range(40):
            name = f"Đặng-{number} Nguyễn{person} of a Name So Long That It Has to Be Set in Lines"
            make_attendee(delegation, full_name=name, honorific="Ms.", function="Director", listed=person % 10 != 9)
    return the_list(meeting)


def test_long_list_set_in_pieces_says_the_same_as_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = a_list_of_many(monkeypatch)
    pieces = participants_list.participants_pieces(listed, LATER)
    assert len(pieces) == 6
    pdf = exported(listed, "pdf", LATER)
    said = squeezed(words_of_pdf(pdf))
    text = squeezed(plain_text(participants_document(listed, LATER)))
    assert said == text
    for row in rows(exported(listed, "csv", LATER)):
        if row["name"]:
            assert squeezed(row["honorific"] + row["name"] + row["function"]) in said


def test_long_list_has_numbered_pages_bookmarks_and_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[tuple[int, int]] = []
    content = exported(a_list_of_many(monkeypatch), "pdf", LATER, lambda done, total: reported.append((done, total)))
    assert reported == [(n, 7) for n in range(1, 8)]
    with Pdf.open(BytesIO(content)) as pdf:
        pages = len(pdf.pages)
        with pdf.open_outline() as outline:
            (title,) = outline.root
        parts = {part.title: [delegation.title for delegation in part.children] for part in title.children}
        numbers = [int(number) for number in pdf.Root.StructTreeRoot.ParentTree.Nums[::2]]
        assert numbers == sorted(set(numbers))
        assert [int(page.obj.StructParents) for page in pdf.pages] == numbers[: len(pdf.pages)]
    assert parts == {
        "JCM partner countries": ["Georgia", "Mongolia"],
        "Observer countries": ["Federal Republic of Germany"],
        "United Nations and intergovernmental organizations": ["World Bank"],
        "Companies": ["Acme"],
    }
    command = ["pdftotext", "-raw", "-x", "0", "-y", "778", "-W", "595", "-H", "64", "-", "-"]
    foot = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode().split("\f")
    assert [line.strip() for line in foot if line.strip()] == [f"{n} / {pages}" for n in range(1, pages + 1)]


def test_list_sums_up_governments_and_organizations(monkeypatch: pytest.MonkeyPatch) -> None:
    text = plain_text(participants_document(a_list_of_many(monkeypatch), LATER))
    assert "\nGovernments together\n3\n120\n" in text
    assert "\nOrganizations together\n2\n80\nTotal\n5\n200\n" in text


def test_delegations_stand_in_english_order_where_that_is_settled() -> None:
    meeting = make_meeting(order_policy="house_ja")
    for iso2 in ("MN", "LA", "VN", "GE"):
        make_attendee(make_delegation(meeting, iso2))
    by_meeting = [entry.delegation.country_iso2 for entry in the_list(meeting).entries]
    assert by_meeting == ["GE", "VN", "MN", "LA"]
    ListPlan.of(meeting).revise(order="english", by=None, at=NOW)
    assert [entry.delegation.country_iso2 for entry in the_list(meeting).entries] == ["GE", "LA", "MN", "VN"]


def test_provisional_list_says_to_whom_and_until_when_amendments_go() -> None:
    meeting = a_meeting_held()
    due = datetime(2025, 2, 10, 8, tzinfo=UTC)
    ListPlan.of(meeting).revise(amendments_to="list@example.org", amendments_due_at=due, by=None, at=NOW)
    text = plain_text(participants_document(the_list(meeting, Stage.PROVISIONAL), LATER))
    assert "Amendments to this list are to be sent to list@example.org until" in text
    assert "10 February 2025" in text
    assert "Amendments" not in plain_text(participants_document(the_list(meeting), LATER))


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
