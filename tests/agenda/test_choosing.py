"""What visitors choose of an agenda: a day, a room, sessions of their own; and what is on now."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from jcmevents import clock
from jcmevents.agenda.drafting import draft
from jcmevents.agenda.happening import Happening
from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.meetings.models import Meeting
from tests.agenda.test_exports import events_of
from tests.browser import Browser
from tests.factories import NOW, make_edition, make_item, make_meeting, make_session
from tests.page import Page

FIRST, SECOND = date(2025, 2, 17), date(2025, 2, 18)


def a_programme() -> tuple[Meeting, list[Session]]:
    """Two sessions at one time in two rooms, one in the afternoon and one on the next day; published."""
    meeting = make_meeting()
    hall, annex = (Room.open(meeting, {"en": name, "ja": ja}, by=None, at=NOW) for name, ja in ROOMS)
    day = {each.held_on: each for each in meeting.days}
    plan: list[dict[str, Any]] = [
        {"titles": {"en": "Plenary"}, "room": hall},
        {"titles": {"en": "Workshop"}, "room": annex},
        {"titles": {"en": "Closing"}, "room": hall, "starts": time(13), "ends": None},
        {"titles": {"en": "Visit"}, "day": day[SECOND]},
    ]
    sessions = [make_session(meeting, **each) for each in plan]
    make_edition(meeting)
    return meeting, sessions


ROOMS = (("Main hall", "大ホール"), ("Annex", "別館"))


def titles(page: Page) -> list[str]:
    return [row.one(".agenda-title").text for row in page.select(".agenda-row")]


def test_days_and_rooms_are_links_that_narrow_the_page(browser: Browser) -> None:
    meeting, _sessions = a_programme()
    page = browser.get(f"/meetings/{meeting.slug}/agenda")
    assert titles(page) == ["Plenary", "Workshop", "Closing", "Visit"]
    links = {link.text: link["href"] for link in page.select(".day-tabs a, .agenda-filters a")}
    assert titles(browser.get(links["18 Tue"])) == ["Visit"]
    assert titles(browser.get(links["Annex"])) == ["Workshop"]
    of_day = browser.get(links["17 Mon"])
    assert of_day.texts(".day-tabs [aria-current]") == ["17 Mon"]
    hall = {link.text: link["href"] for link in of_day.select(".agenda-filters a")}["Main hall"]
    assert titles(browser.get(hall)) == ["Plenary", "Closing"]
    assert titles(browser.get(hall + "&lang=ja")) == ["Plenary", "Closing"]


@pytest.mark.parametrize("asked", ["day=2031-01-01", "day=x", "room=%27%3B--", "mine=yes"])
def test_a_part_in_which_nothing_happens_is_an_empty_page(browser: Browser, asked: str) -> None:
    meeting, _sessions = a_programme()
    page = browser.get(f"/meetings/{meeting.slug}/agenda?{asked}")
    assert (page.status, titles(page)) == (200, [])


def test_a_visitor_keeps_sessions_without_an_account(browser: Browser) -> None:
    meeting, (plenary, _workshop, closing, _visit) = a_programme()
    address = f"/meetings/{meeting.slug}/agenda"
    for session in (plenary, closing):
        answer = browser.submit(address, add=session.uid)
        assert answer.location == f"{address}#session-{session.id}"
    page = browser.get(f"{address}?mine=yes")
    assert titles(page) == ["Plenary", "Closing"]
    assert "My agenda (2)" in page.texts(".agenda-filters a")
    assert browser.submit(page, remove=plenary.uid).location == f"{address}?mine=yes#session-{plenary.id}"
    assert titles(browser.get(f"{address}?mine=yes")) == ["Closing"]


def test_what_is_not_on_the_agenda_cannot_be_kept(browser: Browser) -> None:
    meeting, _sessions = a_programme()
    hidden = make_session(meeting)
    address = f"/meetings/{meeting.slug}/agenda/selection"
    assert browser.post(address, {"add": hidden.uid}).status == 404
    assert browser.post(address, {"add": "x" * 5000}).status == 404
    assert browser.post(address, {}).status == 404


def test_own_sessions_are_a_calendar_that_takes_over_changes(browser: Browser) -> None:
    meeting, (plenary, workshop, closing, _visit) = a_programme()
    address = f"/meetings/{meeting.slug}/agenda"
    for session in (plenary, closing):
        browser.submit(address, add=session.uid)
    page = browser.get(address)
    (own,) = [link["href"] for link in page.select(".downloads a") if "sessions=" in link["href"]]
    calendar = {str(event["uid"]): event for event in events_of(browser.get(own).data)}
    assert [str(event["summary"]) for event in calendar.values()] == ["Plenary", "Closing"]

    plenary.revise(starts=time(10), ends=time(11), by=None, at=NOW)
    closing.remove(by=None, at=NOW)
    make_edition(meeting)
    again = {str(event["uid"]): event for event in events_of(browser.get(own).data)}
    assert again.keys() == calendar.keys()
    moved, gone = again[f"{plenary.uid}@jcm-events"], again[f"{closing.uid}@jcm-events"]
    assert (moved.DTSTART.time(), moved["sequence"]) == (time(10), calendar[str(moved["uid"])]["sequence"] + 1)
    assert (gone["status"], gone["sequence"]) == ("CANCELLED", calendar[str(gone["uid"])]["sequence"] + 1)
    assert f"{workshop.uid}@jcm-events" not in again


def test_one_session_is_the_same_event_as_in_the_whole_calendar(browser: Browser) -> None:
    meeting, (plenary, *_others) = a_programme()
    address = f"/meetings/{meeting.slug}/agenda.ics"
    content = browser.get(f"{address}?sessions={plenary.uid}").data
    (event,) = events_of(content)
    whole = {str(each["uid"]): each for each in events_of(browser.get(address).data)}
    same = whole[f"{plenary.uid}@jcm-events"]
    for each in (event, same):
        del each["dtstamp"]  # a second may have passed
    assert event.to_ical() == same.to_ical()
    assert len(Calendar.from_ical(content.decode()).walk("VTIMEZONE")) == 1


def test_items_are_told_in_the_readers_zone_too(browser: Browser) -> None:
    meeting = make_meeting()
    make_item(make_session(meeting), minutes=20)
    make_edition(meeting)
    page = browser.get(f"/meetings/{meeting.slug}/agenda?zone=Europe/Zurich")
    assert page.texts(".agenda-part .agenda-elsewhere") == ["01:30–01:50 CET (UTC+1)"]


@pytest.mark.parametrize(
    ("hour", "minute", "now", "upcoming"),
    [
        (9, 29, [], ["Plenary", "Workshop"]),
        (9, 30, ["Plenary", "Workshop"], ["Closing"]),
        (11, 0, [], ["Closing"]),
        (23, 59, ["Closing"], ["Visit"]),
    ],
)
def test_what_is_on_and_what_comes_next(
    browser: Browser, hour: int, minute: int, now: list[str], upcoming: list[str]
) -> None:
    meeting, _sessions = a_programme()
    moment = datetime(2025, 2, 17, hour, minute, tzinfo=meeting.tz).astimezone(UTC)
    happening = Happening.at(moment, draft(meeting).sessions)
    assert [each.title for each in happening.now] == now
    assert [each.title for each in happening.upcoming] == upcoming


def test_the_page_and_the_screen_mark_what_is_on(browser: Browser) -> None:
    meeting, _sessions = a_programme()
    meeting.published_at = NOW - timedelta(days=1)
    with clock.frozen_at(datetime(2025, 2, 17, 10, tzinfo=meeting.tz)):
        page = browser.get(f"/meetings/{meeting.slug}/agenda")
        screen = browser.get(f"/meetings/{meeting.slug}/agenda/screen")
        door = browser.get(f"/meetings/{meeting.slug}/agenda/screen?room=Annex")
    assert titles(page) == ["Plenary Now", "Workshop Now", "Closing Next", "Visit"]
    assert page.texts(".day-tabs a") == ["All days", "17 Mon today", "18 Tue", "19 Wed"]
    assert screen.texts(".screen-room h2") == ["Main hall", "Annex"]
    assert screen.texts(".screen-label") == ["Now", "Next", "Now"]
    assert screen.one('meta[http-equiv="refresh"]')["content"] == "60"
    assert door.texts(".screen-title") == ["Workshop"]


def test_on_other_days_nothing_is_marked(browser: Browser) -> None:
    meeting, _sessions = a_programme()
    with clock.frozen_at(datetime(2025, 3, 10, 10, tzinfo=meeting.tz)):
        assert browser.get(f"/meetings/{meeting.slug}/agenda").texts(".agenda-happening") == []


def test_the_screen_shows_nobody_a_draft(browser: Browser) -> None:
    meeting, _sessions = a_programme()
    make_session(meeting, titles={"en": "Not out yet"})
    assert "Not out yet" not in browser.get(f"/meetings/{meeting.slug}/agenda/screen").text


def test_machines_read_the_programme_as_events(browser: Browser) -> None:
    meeting, sessions = a_programme()
    sessions[0].revise(starts=time(10), ends=time(11), titles={"en": "</script><b>"}, by=None, at=NOW)
    sessions[3].remove(by=None, at=NOW)
    make_edition(meeting)
    page = browser.get(f"/meetings/{meeting.slug}/agenda")
    data = json.loads(page.one('script[type="application/ld+json"]').text)
    assert (data["@context"], data["@type"], data["startDate"]) == ("https://schema.org", "Event", "2025-02-17")
    told = [(each["name"], each["startDate"], each["eventStatus"].rpartition("/")[2]) for each in data["subEvent"]]
    assert told[0] == ("Workshop", "2025-02-17T09:30:00+09:00", "EventScheduled")
    assert told[1] == ("</script><b>", "2025-02-17T10:00:00+09:00", "EventScheduled")
    assert told[-1] == ("Visit", "2025-02-18T09:30:00+09:00", "EventCancelled")
