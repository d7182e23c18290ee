import json
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import Result
from icalendar import Calendar, Component

from jcmevents.agenda.document import agenda_document
from jcmevents.agenda.drafting import draft
from jcmevents.agenda.exports import agenda_file
from jcmevents.agenda.kinds import Audience
from jcmevents.document import Heading, Table, body_html
from jcmevents.document.runs import flat
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from tests.browser import Browser
from tests.factories import NOW, make_edition, make_item, make_meeting, make_session

HOSTILE = [
    "Talks\r\nX-EVIL:1\r\nATTACH:http://evil.example",
    "One\rTwo",
    "One\u2028Two\u2029Three\x85Four\x0bFive",
    "a;b,c:d\"e'f",
    "back\\slash \\n \\N \\; end",
    "END:VEVENT\nBEGIN:VEVENT",
    "結び\u200d付き・" * 40,
    "<b>&amp;</b>",
]
OURS = {
    *("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "URL"),
}


def events_of(content: bytes) -> list[Component]:
    return Calendar.from_ical(content.decode()).walk("VEVENT")


def calendar_of(meeting: Meeting, lang: str = "en") -> list[Component]:
    db.session.commit()
    return events_of(agenda_file(meeting, "ics", lang=lang, at=NOW, audience=Audience.INTERNAL))


def data_of(meeting: Meeting) -> dict[str, Any]:
    return json.loads(agenda_file(meeting, "json", lang="en", at=NOW, audience=Audience.INTERNAL))


def words_of(pdf: bytes, folder: Path) -> str:
    path = folder / "agenda.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_page_and_files_tell_the_same_wall_times(browser: Browser, tmp_path: Path) -> None:
    meeting = make_meeting(zone="Europe/Zurich")
    held = make_session(meeting, starts=time(9, 30), ends=time(11, 15))
    make_item(held, minutes=35)
    make_edition(meeting)
    address = f"/meetings/{meeting.slug}/agenda"

    page = browser.get(address)
    assert page.texts(".agenda-row > .agenda-time") == ["09:30–11:15"]
    assert page.texts(".agenda-part > .agenda-time") == ["09:30–10:05"]
    assert page.texts(".agenda-day small")[0] == "CET (UTC+1)"

    data = browser.get(address + ".json")
    told = json.loads(data.body)["days"][0]["sessions"][0]
    assert (told["starts"], told["ends"], told["zone"]) == ("09:30", "11:15", "CET (UTC+1)")
    assert (told["starts_at"], told["items"][0]["ends"]) == ("2025-02-17T09:30:00+01:00", "10:05")

    (event,) = events_of(browser.get(address + ".ics").data)
    zurich = ZoneInfo("Europe/Zurich")
    assert datetime(2025, 2, 17, 9, 30, tzinfo=zurich) == event.DTSTART
    assert datetime(2025, 2, 17, 11, 15, tzinfo=zurich) == event.DTEND
    assert "09:30–10:05" in event["description"]

    words = words_of(browser.get(address + ".pdf").data, tmp_path)
    assert re.findall(r"\d\d:\d\d–\d\d:\d\d", words) == ["09:30–11:15", "09:30–10:05"]
    assert "CET (UTC+1)" in words


@pytest.mark.parametrize(
    ("zone", "day", "before", "after", "apart"),
    [
        ("Europe/Zurich", date(2027, 3, 28), (time(1, 30), "CET (UTC+1)"), (time(3, 30), "CEST (UTC+2)"), 1),
        ("Europe/Zurich", date(2027, 10, 31), (time(1, 30), "CEST (UTC+2)"), (time(3, 30), "CET (UTC+1)"), 3),
        ("America/New_York", date(2027, 3, 14), (time(1, 30), "EST (UTC−5)"), (time(3, 30), "EDT (UTC−4)"), 1),
        ("Australia/Lord_Howe", date(2027, 10, 3), (time(1, 30), "UTC+10:30"), (time(3, 30), "UTC+11"), 1.5),
    ],
)
def test_wall_times_hold_on_a_day_when_the_clocks_change(
    browser: Browser, zone: str, day: date, before: tuple[time, str], after: tuple[time, str], apart: float
) -> None:
    meeting = make_meeting(zone=zone, start=day, end=day)
    for starts, _label in (before, after):
        make_session(meeting, starts=starts, ends=time(starts.hour, 45))
    make_edition(meeting)
    events = calendar_of(meeting)
    told = data_of(meeting)["days"][0]["sessions"]
    assert [event.DTSTART.time() for event in events] == [before[0], after[0]]
    instants = [datetime.fromisoformat(each["starts_at"]) for each in told]
    assert [event.DTSTART.astimezone(UTC) for event in events] == instants
    assert (instants[1] - instants[0]).total_seconds() == apart * 3600
    assert [each["zone"] for each in told] == [before[1], after[1]]
    page = browser.get(f"/meetings/{meeting.slug}/agenda")
    assert page.texts(".agenda-day small") == [f"{before[1]} / {after[1]}"]
    assert [note.split(" · ")[-1] for note in page.texts(".agenda-note")] == [before[1], after[1]]


def test_the_calendar_brings_the_rules_of_its_zone(browser: Browser) -> None:
    meeting = make_meeting(zone="Europe/Zurich", start=date(2027, 3, 27), end=date(2027, 3, 29))
    make_session(meeting)
    db.session.commit()
    (zone,) = Calendar.from_ical(
        agenda_file(meeting, "ics", lang="en", at=NOW, audience=Audience.INTERNAL).decode()
    ).walk("VTIMEZONE")
    rules = zone.to_tz(lookup_tzid=False)
    assert zone["tzid"] == "Europe/Zurich"
    offsets = [datetime(2027, 3, day, 9, 30, tzinfo=rules).utcoffset() for day in (27, 29)]
    assert [offset.total_seconds() / 3600 for offset in offsets if offset is not None] == [1, 2]


def test_a_zone_that_changes_keeps_the_wall_times_and_reaches_calendars(browser: Browser) -> None:
    meeting = make_meeting()
    make_session(meeting, starts=time(9, 30))
    (before,) = calendar_of(meeting)
    meeting.revise(start=meeting.start_on, end=meeting.end_on, zone="Europe/Zurich", by=None, at=NOW)
    (after,) = calendar_of(meeting)
    assert (after["uid"], after.DTSTART.time()) == (before["uid"], time(9, 30))
    assert after.DTSTART.tzinfo == ZoneInfo("Europe/Zurich")
    assert after["sequence"] > before["sequence"]


def test_a_moved_session_keeps_its_name_and_raises_its_number(browser: Browser) -> None:
    held = make_session()
    (before,) = calendar_of(held.meeting)
    held.revise(starts=time(14), ends=time(15), by=None, at=NOW)
    (after,) = calendar_of(held.meeting)
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1


def test_hostile_texts_stay_inside_their_properties(browser: Browser) -> None:
    meeting = make_meeting(venues={"en": HOSTILE[0]})
    for text in HOSTILE:
        person = {"names": {"en": text}, "affiliations": {"en": text}}
        people = [person | {"duty": "moderator"}]
        held = make_session(meeting, titles={"en": text}, people=people, summaries={"en": text}, abstracts={"en": text})
        make_item(held, titles={"en": text}, people=[person])
    events = calendar_of(meeting)
    assert len(events) == len(HOSTILE)
    assert set().union(*events) <= OURS
    assert sum(len(event.subcomponents) for event in events) == 0
    for text, event in zip(HOSTILE, events, strict=True):
        assert "".join(str(event["summary"]).split()) == "".join(text.split())


@pytest.mark.parametrize(("lang", "title"), [("en", "Opening"), ("ja", "開会")])
def test_a_calendar_speaks_the_language_asked_for(browser: Browser, lang: str, title: str) -> None:
    held = make_session(titles={"en": "Opening", "ja": "開会"})
    assert [str(event["summary"]) for event in calendar_of(held.meeting, lang)] == [title]


def test_what_was_said_in_a_closed_session_is_in_no_file_and_on_no_page(browser: Browser, tmp_path: Path) -> None:
    secret = "They agreed on quicksilver"
    held = make_session(record_rule="closed", summaries={"en": secret})
    make_edition(held.meeting)
    address = f"/meetings/{held.meeting.slug}/agenda"
    told = [browser.get(address).body, *(browser.get(f"{address}.{kind}").body for kind in ("ics", "json"))]
    told.append(words_of(browser.get(address + ".pdf").data, tmp_path))
    assert [secret in text for text in told] == [False] * 4
    assert held.title in told[0]


def test_a_summary_on_the_record_is_told(browser: Browser) -> None:
    held = make_session()
    make_edition(held.meeting)
    held.revise(starts=held.starts, ends=held.ends, by=None, at=NOW, summaries={"en": "They agreed\non quicksilver"})
    assert "They agreed on quicksilver" in browser.get(f"/meetings/{held.meeting.slug}/agenda").text


def test_the_document_is_named_for_the_meeting_and_in_its_language(browser: Browser, tmp_path: Path) -> None:
    held = make_session(titles={"en": "Opening", "ja": "開会式"})
    make_edition(held.meeting)
    answer = browser.get(f"/meetings/{held.meeting.slug}/agenda.pdf?lang=en")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert f"filename={held.meeting.slug}-agenda.pdf" in answer.headers["Content-Disposition"].replace('"', "")
    japanese = agenda_file(held.meeting, "pdf", lang="ja", at=NOW)
    assert "開会式" in words_of(japanese, tmp_path)
    assert "2025年2月17日" in words_of(japanese, tmp_path)


@pytest.mark.parametrize("format", ["pdf", "ics", "json"])
def test_the_command_writes_the_file_that_the_page_offers(
    command: Callable[..., Result], tmp_path: Path, format: str
) -> None:
    held = make_session()
    make_edition(held.meeting)
    target = tmp_path / f"agenda.{format}"
    slug = held.meeting.slug
    result = command("agenda", "export", slug, "--format", format, "--lang", "ja", "-o", str(target))
    assert result.exit_code == 0, result.output
    marks = {"pdf": b"%PDF", "ics": "セッション".encode(), "json": held.uid.encode()}
    assert marks[format] in target.read_bytes()


@pytest.mark.parametrize(
    ("slug", "format", "reason"),
    [("no-such-meeting", "pdf", "There is no meeting with the address “no-such-meeting”."), ("x", "docx", "docx")],
)
def test_the_command_refuses_with_a_sentence(
    command: Callable[..., Result], tmp_path: Path, slug: str, format: str, reason: str
) -> None:
    result = command("agenda", "export", slug, "--format", format, "-o", str(tmp_path / "a"))
    assert result.exit_code != 0
    assert reason in result.output
    assert not (tmp_path / "a").exists()


def test_a_printed_programme_tells_sessions_items_and_breaks_apart_and_leaves_out_empty_days(browser: Browser) -> None:
    held = make_session(titles={"en": "Rules"})
    make_item(held, titles={"en": "Talk"}, minutes=20, people=[{"names": {"en": "Mori"}}])
    make_item(held, titles={"en": "Coffee"}, kind="break", minutes=15)
    document = agenda_document(draft(held.meeting), "en", held.day.held_on)
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [(rank, flat(row[1])) for rank, row in zip(table.ranks, table.rows, strict=True)] == [
        ("band", "Rules\nDiscussion"),
        ("part", "Talk\nMori"),
        ("quiet", "Coffee"),
    ]
    assert len(held.meeting.days) > 1
    assert [flat(block.text) for block in document.blocks if isinstance(block, Heading)] == ["17 February 2025 (Mon)"]
    html = body_html(document)
    assert '<tr class="band">' in html
    assert '<span class="aside">' in html


def test_a_printed_programme_bears_the_day_of_its_version_and_that_of_a_draft_says_so(
    browser: Browser, tmp_path: Path
) -> None:
    held = make_session()
    make_edition(held.meeting)

    def printed(audience: Audience) -> str:
        later = NOW + timedelta(days=3)
        return words_of(agenda_file(held.meeting, "pdf", lang="en", at=later, audience=audience), tmp_path)

    of_today = ("20 February 2025", "Draft")
    assert [words in printed(Audience.PUBLIC) for words in of_today] == [False, False]
    assert [words in printed(Audience.INTERNAL) for words in of_today] == [False, False]
    held.revise(starts=time(10), ends=held.ends, by=None, at=NOW)
    assert [words in printed(Audience.INTERNAL) for words in of_today] == [True, True]
    assert [words in printed(Audience.PUBLIC) for words in of_today] == [False, False]
