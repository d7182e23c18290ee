"""The same wall times in everything that tells the agenda.

Pages, PDF, calendar, mail, data, the interface for programs, sheets at the doors.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import vobject
from flask import Flask
from icalendar import Calendar

from jcmevents.agenda.mails import tell_of
from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from tests.agenda.test_exports import words_of
from tests.api.program import Program
from tests.browser import Browser
from tests.factories import (
    NOW,
    make_delegation,
    make_edition,
    make_meeting,
    make_registration,
    make_session,
    make_token,
)

SPAN = re.compile(r"\d\d:\d\d–\d\d:\d\d")


@dataclass(frozen=True)
class Case:
    """A session, how it stands on the wall, when it really is, and how a reader elsewhere is told."""

    zone: str
    day: date
    starts: time
    ends: time
    told: str  # the zone beside the times
    instants: tuple[str, str]
    reader: str
    elsewhere: str
    fold: int | None = None

    @property
    def span(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"


CASES = {
    "Zurich, the night the clocks go forward": Case(
        "Europe/Zurich",
        date(2027, 3, 28),
        time(1, 30),
        time(3, 30),
        "CET (UTC+1)",
        ("2027-03-28T01:30:00+01:00", "2027-03-28T03:30:00+02:00"),
        "Asia/Tokyo",
        "09:30–10:30 JST (UTC+9)",
    ),
    "Zurich, the first of two equal times": Case(
        "Europe/Zurich",
        date(2027, 10, 31),
        time(2, 30),
        time(4),
        "CEST (UTC+2)",
        ("2027-10-31T02:30:00+02:00", "2027-10-31T04:00:00+01:00"),
        "Asia/Tokyo",
        "09:30–12:00 JST (UTC+9)",
        fold=0,
    ),
    "Zurich, the second of two equal times": Case(
        "Europe/Zurich",
        date(2027, 10, 31),
        time(2, 30),
        time(4),
        "CET (UTC+1)",
        ("2027-10-31T02:30:00+01:00", "2027-10-31T04:00:00+01:00"),
        "Asia/Tokyo",
        "10:30–12:00 JST (UTC+9)",
        fold=1,
    ),
    "Zurich in summer": Case(
        "Europe/Zurich",
        date(2027, 7, 1),
        time(9),
        time(10, 30),
        "CEST (UTC+2)",
        ("2027-07-01T09:00:00+02:00", "2027-07-01T10:30:00+02:00"),
        "Asia/Tokyo",
        "16:00–17:30 JST (UTC+9)",
    ),
    "New York, read in Tokyo": Case(
        "America/New_York",
        date(2027, 9, 20),
        time(17, 15),
        time(18, 15),
        "EDT (UTC−4)",
        ("2027-09-20T17:15:00-04:00", "2027-09-20T18:15:00-04:00"),
        "Asia/Tokyo",
        "06:15–07:15 JST (UTC+9) (+1 day)",
    ),
    "Lord Howe, half an hour forward": Case(
        "Australia/Lord_Howe",
        date(2027, 10, 3),
        time(1, 30),
        time(3),
        "UTC+10:30",
        ("2027-10-03T01:30:00+10:30", "2027-10-03T03:00:00+11:00"),
        "America/New_York",
        "11:00–12:00 EDT (UTC−4) (−1 day)",
    ),
    "Lord Howe, the second of two equal times": Case(
        "Australia/Lord_Howe",
        date(2027, 4, 4),
        time(1, 45),
        time(3),
        "UTC+10:30",
        ("2027-04-04T01:45:00+10:30", "2027-04-04T03:00:00+10:30"),
        "Europe/Zurich",
        "17:15–18:30 CEST (UTC+2) (−1 day)",
        fold=1,
    ),
}


@pytest.fixture(params=CASES.values(), ids=list(CASES))
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
def held(case: Case, browser: Browser) -> Iterator[Session]:
    """The session of the case, published, with a person to whom the agenda was mailed."""
    meeting = make_meeting(zone=case.zone, start=case.day, end=case.day)
    room = Room.open(meeting, {"en": "Hall", "ja": "ホール"}, by=None, at=NOW)
    person = make_registration(make_delegation(meeting), email="anu@example.org")
    person.confirm(by=None, at=NOW)
    held = make_session(meeting, room=room, starts=case.starts, ends=case.ends, starts_fold=case.fold)
    make_edition(meeting)
    return held


def address(held: Session) -> str:
    return f"/meetings/{held.meeting.slug}/agenda"


def test_the_page_tells_the_wall_time_and_that_of_the_reader(case: Case, held: Session, browser: Browser) -> None:
    page = browser.get(f"{address(held)}?zone={case.reader}")
    assert page.texts(".agenda-row > .agenda-time") == [case.span]
    assert page.texts(".agenda-elsewhere") == [case.elsewhere]
    assert page.texts(".agenda-day small") == [f"local time, {case.told}"]
    linked = json.loads(page.one("script[type='application/ld+json']").text)["subEvent"][0]
    assert (linked["startDate"], linked["endDate"]) == case.instants


@pytest.mark.parametrize("lang", ["en", "ja", "both"])
def test_the_printed_agenda_tells_it(case: Case, held: Session, browser: Browser, tmp_path: Path, lang: str) -> None:
    words = words_of(browser.get(f"{address(held)}.pdf?lang={lang}").data, tmp_path)
    assert SPAN.findall(words) == [case.span]
    assert case.told in words


def test_the_sheet_at_the_door_tells_it(case: Case, held: Session, browser: Browser, tmp_path: Path) -> None:
    words = words_of(browser.get(f"{address(held)}/doors.pdf").data, tmp_path)
    assert SPAN.findall(words) == [case.span]
    assert case.told in words


def test_the_data_tell_it(case: Case, held: Session, browser: Browser) -> None:
    told = json.loads(browser.get(f"{address(held)}.json").data)["days"][0]["sessions"][0]
    assert f"{told['starts']}–{told['ends']}" == case.span
    assert (told["starts_at"], told["ends_at"]) == case.instants
    assert told["zone"] == case.told


def test_the_interface_for_programs_tells_it_and_the_instants(case: Case, held: Session, app: Flask) -> None:
    told = Program(app).read(address(held))["days"][0]["sessions"][0]
    assert f"{told['starts']}–{told['ends']}" == case.span
    assert (told["starts_at"], told["ends_at"]) == case.instants
    assert told["zone"] == case.told
    utc = tuple(datetime.fromisoformat(each).astimezone(UTC).isoformat() for each in case.instants)
    assert (told["starts_utc"], told["ends_utc"]) == tuple(each.replace("+00:00", "Z") for each in utc)
    (entered,) = Program(app, make_token()).read(f"/meetings/{held.meeting.slug}/sessions")["items"]
    assert (f"{entered['starts']}–{entered['ends']}", entered["starts_utc"]) == (case.span, told["starts_utc"])


def test_the_calendar_tells_it_to_two_libraries(case: Case, held: Session, browser: Browser) -> None:
    content = browser.get(f"{address(held)}.ics").data.decode()
    expected = [datetime.fromisoformat(each).timestamp() for each in case.instants]
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert [event.DTSTART.timestamp(), event.DTEND.timestamp()] == expected
    # The other library knows no zone but by the rules that the file brings.
    other = vobject.readOne(content).vevent
    assert [other.dtstart.value.timestamp(), other.dtend.value.timestamp()] == expected
    if not case.fold:
        assert (event.DTSTART.time(), event.DTEND.time()) == (case.starts, case.ends)


def test_the_mail_tells_it(case: Case, held: Session) -> None:
    """Of the change to that time: what was planned in the evening is moved there."""
    meeting = held.meeting
    late = make_session(meeting, starts=time(20), ends=time(21), titles={"en": "Late"})
    make_edition(meeting)
    late.revise(starts=case.starts, ends=case.ends, starts_fold=case.fold, by=None, at=NOW)
    assert tell_of(make_edition(meeting), at=NOW) == 1
    mail = db.session.query(OutgoingMail).filter_by(template="agenda_published").one()
    (line,) = [line for line in mail.body_text.splitlines() if "Moved" in line]
    assert SPAN.findall(line) == ["20:00–21:00", case.span]
    assert f"Times are those of the meeting: {case.told}" in mail.body_text
    if case.fold is not None:
        assert case.told in line


def test_no_output_names_the_winter_zone_in_summer(browser: Browser, tmp_path: Path) -> None:
    meeting = make_meeting(zone="Europe/Zurich", start=date(2027, 7, 1), end=date(2027, 7, 1))
    make_session(meeting)
    make_edition(meeting)
    at = f"/meetings/{meeting.slug}/agenda"
    told = [browser.get(at).text, browser.get(f"{at}.json").body, words_of(browser.get(f"{at}.pdf").data, tmp_path)]
    for text in told:
        assert "CEST (UTC+2)" in text
        assert not re.search(r"\bCET\b", text)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Australia/Lord_Howe"])
def test_every_format_keeps_the_wall_time_when_the_meeting_changes_its_zone(
    browser: Browser, tmp_path: Path, zone: str
) -> None:
    meeting = make_meeting(zone="Europe/Zurich", start=date(2027, 6, 1), end=date(2027, 6, 1))
    make_session(meeting, starts=time(9, 30), ends=time(11))
    make_edition(meeting)
    meeting.revise(start=meeting.start_on, end=meeting.end_on, zone=zone, by=None, at=NOW)
    make_edition(meeting)
    at = f"/meetings/{meeting.slug}/agenda"
    data: Any = json.loads(browser.get(f"{at}.json").data)["days"][0]["sessions"][0]
    (event,) = Calendar.from_ical(browser.get(f"{at}.ics").data.decode()).walk("VEVENT")
    read = json.loads(browser.get(f"/api/v1{at}").data)["days"][0]["sessions"][0]
    spans = [
        browser.get(at).texts(".agenda-row > .agenda-time"),
        SPAN.findall(words_of(browser.get(f"{at}.pdf").data, tmp_path)),
        [f"{data['starts']}–{data['ends']}"],
        [f"{event.DTSTART:%H:%M}–{event.DTEND:%H:%M}"],
        [f"{read['starts']}–{read['ends']}"],
    ]
    assert spans == [["09:30–11:00"]] * 5
    assert event.DTSTART.tzinfo.key == zone


def test_another_of_two_equal_times_is_a_change_that_everybody_is_told(browser: Browser) -> None:
    meeting = make_meeting(zone="Europe/Zurich", start=date(2027, 10, 31), end=date(2027, 10, 31))
    held = make_session(meeting, starts=time(2, 30), ends=time(4), starts_fold=0)
    make_edition(meeting)
    at = f"/meetings/{meeting.slug}/agenda"

    def sequence() -> int:
        return Calendar.from_ical(browser.get(f"{at}.ics").data.decode()).walk("VEVENT")[0]["sequence"]

    before = sequence()
    held.revise(starts=time(2, 30), ends=time(4), starts_fold=1, by=None, at=NOW)
    make_edition(meeting)
    (change,) = browser.get(at).texts(".changes li")
    assert "02:30–04:00 CEST (UTC+2) / CET (UTC+1) → 31 Oct 02:30–04:00 CET (UTC+1)" in change
    assert sequence() == before + 1


def test_the_missing_hour_is_in_no_agenda(browser: Browser) -> None:
    meeting = make_meeting(zone="Europe/Zurich", start=date(2027, 3, 28), end=date(2027, 3, 28))
    with pytest.raises(RuleBroken, match="skip 02:30"):
        make_session(meeting, starts=time(2, 30), ends=time(4))
