from collections.abc import Callable
from datetime import date, time
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from click.testing import Result
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from jcmevents.agenda.agenda_file import LARGEST, read_plan
from jcmevents.agenda.importing import Import, enter_plan
from jcmevents.agenda.models import Session
from jcmevents.agenda.programme import span
from jcmevents.agenda.rooms import Room
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from tests.browser import Browser
from tests.factories import NOW, make_edition, make_meeting, make_organizer, make_session, make_tabled_proposal

TRAINING = Path(__file__).parent / "data" / "agenda-expert-training.yaml"
SHEET = """day,session,start,minutes,title_en,title_ja,kind,room,speaker,moderator
2024-09-25,,09:00,30,Opening,開会,ceremony,Main hall,Ana; Bo (online),
2024-09-25,First,9:30,20,Talk,講演,presentation,Main hall,Cai,
2024-09-25,First,,10,Questions,質疑,q&a,,,
2024-09-25,First,,15,Coffee,休憩,break,,,
2024-09-26,,10.15,,Round table,円卓,discussion,Annex,,Dan
"""


def training(**values: Any) -> Meeting:
    return make_meeting(slug="training", start=date(2024, 9, 25), end=date(2024, 9, 27), **values)


def entered(meeting: Meeting, content: str | bytes, name: str = "a.csv", *, replace: bool = False) -> Import:
    plan = read_plan(content if isinstance(content, bytes) else content.encode(), name)
    return enter_plan(meeting, plan, replace=replace, by=None, at=NOW)


def faults(content: str, name: str = "a.csv") -> list[str]:
    result = entered(training(), content, name)
    return [f"{fault.where}: {fault.sentence}" for fault in result.faults]


def as_told(meeting: Meeting) -> list[str]:
    db.session.commit()
    db.session.expire_all()
    lines = []
    for session in db.session.scalars(Session.of_meeting(meeting)):
        lines.append(f"{span(session.starts_at, session.ends_at)} {session.title}")
        lines += [f"  {span(start, end)} {item.title}" for item, start, end in session.timed_items()]
    return lines


def test_the_agenda_of_the_expert_training_is_entered_as_it_is(browser: Browser) -> None:
    meeting = training()
    assert entered(meeting, TRAINING.read_bytes(), TRAINING.name).faults == []
    assert as_told(meeting) == [
        "08:30–08:45 Registration",
        "08:45–08:55 Welcome remarks",
        "08:55–09:05 Opening remarks",
        "09:05–09:20 Introductions",
        "09:20–12:00 Session 2",
        "  09:20–09:50 Article 6 rules",
        "  09:50–10:05 Questions and answers",
        "  10:05–10:35 Carbon market landscape",
        "  10:35–10:50 Questions and answers",
        "  10:50–11:05 Break",
        "  11:05–11:25 Strategy for using Article 6",
        "  11:25–11:40 Questions and answers",
        "  11:40–12:00 Interactive readiness poll",
        "12:00–13:00 Lunch",
        "13:00 Session 3: communicating benefits",
    ]
    make_edition(meeting)
    page = browser.get("/meetings/training/agenda")
    speakers = page.texts(".agenda-speaker")
    assert speakers[:2] == [
        "Director of the A6IP Center (Online)",
        "Deputy Director of the Ministry of the Environment Japan",
    ]
    assert speakers.count("Senior specialist of the World Bank (Online)") == 2
    assert "Discussion · Moderator: A named facilitator" in page.texts(".agenda-note")
    assert page.texts(".agenda-row > .agenda-time")[-1] == "13:00"


def test_a_sheet_is_read_row_by_row(browser: Browser) -> None:
    meeting = training()
    assert entered(meeting, SHEET).faults == []
    assert as_told(meeting) == [
        "09:00–09:30 Opening",
        "09:30–10:15 First",
        "  09:30–09:50 Talk",
        "  09:50–10:00 Questions",
        "  10:00–10:15 Coffee",
        "10:15 Round table",
    ]
    opening, first, last = db.session.scalars(Session.of_meeting(meeting))
    assert [(role.name, role.is_online) for role in opening.roles] == [("Ana", False), ("Bo", True)]
    assert [item.kind for item in first.items] == ["presentation", "questions", "break"]
    assert first.items[0].titles == {"en": "Talk", "ja": "講演"}
    assert last.day.held_on == date(2024, 9, 26)
    assert [(role.duty, role.name) for role in last.roles] == [("moderator", "Dan")]
    assert [room.name for room in db.session.scalars(Room.of_meeting(meeting))] == ["Main hall", "Annex"]


def test_an_excel_sheet_says_the_same(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "agenda.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        clock, day = (book.add_format({"num_format": form}) for form in ("hh:mm", "yyyy-mm-dd"))
        sheet.write_row(0, 0, ["day", "start", "minutes", "title"])
        sheet.write_datetime(1, 0, date(2024, 9, 25), day)  # type: ignore[arg-type]
        sheet.write_datetime(1, 1, time(9, 5), clock)  # type: ignore[arg-type]
        sheet.write_number(1, 2, 10)
        sheet.write_string(1, 3, "開会")
        sheet.write_row(2, 0, ["2024-09-25", 0.5, 20, "Lunch"])
    meeting = training()
    assert entered(meeting, path.read_bytes(), "agenda.xlsx").faults == []
    assert as_told(meeting) == ["09:05–09:15 開会", "12:00–12:20 Lunch"]


def test_a_sheet_from_a_japanese_excel_is_read(browser: Browser) -> None:
    meeting = training()
    entered(meeting, "day,start,title\n2024/9/25,９：３０,開会式\n".encode("cp932"))
    assert as_told(meeting) == ["09:30 開会式"]


def test_every_bad_row_is_named(browser: Browser) -> None:
    rows = [
        "day,start,end,minutes,title,kind",
        "2024-09-25,25:00,,,A,",
        "2024-09-31,09:00,,,B,",
        "2024-10-01,09:00,,,C,",
        "2024-09-25,09:00,,,D,party",
        "2024-09-25,09:00,,,,",
        "2024-09-25,10:00,09:00,,F,",
        "2024-09-25,11:00,,soon,G,",
        "2024-09-25,11:00,,,\u202eH,",
        "2024-09-25,12:00,,,Good,",
    ]
    meeting = training()
    result = entered(meeting, "\n".join(rows))
    assert [(fault.where, fault.sentence.split(".")[0]) for fault in result.faults] == [
        ("Row 2", "“25:00” is no time"),
        ("Row 3", "“2024-09-31” is no day"),
        ("Row 5", "“party” is no kind"),
        ("Row 6", "The title is missing"),
        ("Row 8", "“soon” is no number of minutes"),
        ("Row 9", "This text holds a hidden character that changes the writing direction"),
        ("Row 4", "2024-10-01 is no day of this meeting (25–27 September 2024)"),
        ("Row 7", "The session ends before it starts"),
    ]
    assert [session.title for session in result.sessions] == ["Good"]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("day,start,titel\n", "a.csv", "These columns are not known: titel"),
        ("", "a.csv", "The first row has to name the columns"),
        ("a: [", "a.yaml", "This is not YAML that can be read (line 1)"),
        ("- 1", "a.yaml", "no list of “items”"),
        ("x" * 10, "a.xlsx", "no spreadsheet"),
        ("x", "a.doc", ".yaml, .csv or .xlsx"),
        ("x" * (2 * 1024 * 1024 + 1), "a.csv", "too large"),
        ("items: [" + "{title: a, start: '9:00'}," * 1001 + "]", "a.yaml", "too long"),
    ],
)
def test_a_file_that_is_none_is_refused(browser: Browser, content: str, name: str, sentence: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        read_plan(content.encode(), name)
    assert sentence in str(refusal.value)


def test_a_workbook_that_unpacks_to_far_more_than_it_is_is_refused() -> None:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (200 * 1024 * 1024))
    assert len(file.getvalue()) < LARGEST
    with pytest.raises(RuleBroken, match="unpacks to far more"):
        read_plan(file.getvalue(), "a.xlsx")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "day: 2024-09-25\nitems: [{title: A}]",
            "Entry 1: This has no start, and nothing before it says when it begins.",
        ),
        ("day: 2024-09-25\nitems: [7]", "Entry 1: This is not an entry with named values, such as title and start."),
        (
            "day: 2024-09-25\nitems: [{title: A, start: 9:00, speeker: B}]",
            "Entry 1: Nothing is known of “speeker”",
        ),
        (
            "day: 2024-09-25\nitems: [&a {title: A, start: '9:00', items: [*a]}]",
            "Entry 1.1: “items” is a list of entries, and items have none of their own.",
        ),
        (
            "day: 2024-09-25\nitems: [{session: S, items: [{title: A, start: '9:00', end: '8:00'}]}]",
            "Entry 1.1: This ends before it starts. Please check both times.",
        ),
        ("zone: Europe/Paris\nday: 2024-09-25\nitems: []", "Head of the file: Its times are in Europe/Paris"),
        ("items: [{title: A, start: '9:00'}]", "Entry 1: The day is missing."),
        ("day: 2024-09-25\nitems: []", "The file: There is no session in this file."),
    ],
)
def test_a_fault_in_yaml_is_named(browser: Browser, content: str, expected: str) -> None:
    assert faults(content, "a.yaml")[0].startswith(expected)


def test_unquoted_times_of_yaml_are_times(browser: Browser) -> None:
    meeting = training()
    entered(meeting, "day: 2024-09-25\nitems: [{title: A, start: 9:30, end: 10:50}]", "a.yaml")
    assert as_told(meeting) == ["09:30–10:50 A"]


def test_days_with_sessions_are_not_filled_twice(browser: Browser) -> None:
    meeting = training()
    entered(meeting, SHEET)
    db.session.commit()
    again = entered(meeting, SHEET)
    assert {fault.sentence.split(". ")[0] for fault in again.faults} == {
        "There are sessions on 2024-09-25 already",
        "There are sessions on 2024-09-26 already",
    }


def test_a_file_read_again_changes_sessions_and_keeps_their_names_for_calendars(browser: Browser) -> None:
    meeting = training()
    entered(meeting, SHEET)
    db.session.commit()
    before = {session.title: session.uid for session in db.session.scalars(Session.of_meeting(meeting))}
    changed = SHEET.replace("9:30,20,Talk", "10:30,25,Talk").replace("Opening,", "Welcome,")
    result = entered(meeting, changed, replace=True)
    assert (result.faults, result.removed) == ([], ["Opening"])
    assert as_told(meeting)[:3] == ["09:00–09:30 Welcome", "10:30–11:20 First", "  10:30–10:55 Talk"]
    after = {session.title: session.uid for session in db.session.scalars(Session.of_meeting(meeting))}
    assert after["First"] == before["First"]
    assert "Opening" not in after


def test_a_session_for_which_something_is_recorded_is_not_replaced(browser: Browser) -> None:
    meeting = training()
    make_tabled_proposal(make_session(meeting, titles={"en": "Kept"}))
    db.session.commit()
    result = entered(meeting, SHEET, replace=True)
    assert [fault.where for fault in result.faults] == ["Kept"]


def test_the_command_checks_and_enters(command: Callable[..., Result]) -> None:
    training()
    checked = command("agenda", "import", "training", str(TRAINING), "--dry-run")
    assert checked.exit_code == 0, checked.output
    assert "    11:40–12:00 Interactive readiness poll" in checked.output
    assert "7 sessions with 8 items would be entered." in checked.output
    assert db.session.query(Session).count() == 0
    assert command("agenda", "import", "training", str(TRAINING)).exit_code == 0
    assert db.session.query(Session).count() == 7


def test_the_command_enters_nothing_of_a_file_with_a_fault(command: Callable[..., Result], tmp_path: Path) -> None:
    training()
    path = tmp_path / "a.csv"
    path.write_text("day,start,title\n2024-09-25,09:00,A\n2024-09-25,9:99,B\n")
    result = command("agenda", "import", "training", str(path))
    assert result.exit_code == 1
    assert "Row 3: “9:99” is no time" in result.output
    assert db.session.query(Session).count() == 0


def sent(browser: Browser, content: str, **fields: Any) -> Any:
    page = browser.open("/meetings/training/agenda/import")
    data = page.form(having={"file"}).filled(fields)
    data["file"] = FileStorage(BytesIO(content.encode()), "a.csv")
    boundary, body = encode_multipart(data)  # by hand: the test client leaves a large file open
    kind = f'multipart/form-data; boundary="{boundary}"'
    return browser.open("/meetings/training/agenda/import", method="POST", data=body, content_type=kind)


def test_the_page_checks_first_and_enters_when_told_to(browser: Browser) -> None:
    training()
    browser.sign_in(make_organizer())
    checked = sent(browser, SHEET)
    assert (checked.status, db.session.query(Session).count()) == (200, 0)
    assert "09:30–09:50 Talk" in checked.text
    assert sent(browser, SHEET, enter=True).status == 302
    assert db.session.query(Session).count() == 3
    refused = sent(browser, SHEET, enter=True)
    assert (refused.status, db.session.query(Session).count()) == (409, 3)
    assert "Row 2" in refused.text


def test_a_file_of_the_largest_size_reaches_the_check(browser: Browser) -> None:
    training()
    browser.sign_in(make_organizer())
    sheet = "day,start,title\n" + ",,\n" * ((LARGEST - 16) // 3)
    assert "There is no session in this file." in sent(browser, sheet).text
    assert "This file is too large." in sent(browser, sheet + ",,\n" * 10).text
