"""Sessions moved on the grid, by one organizer and by two at once."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import time
from typing import Any

import pytest

from jcmevents import clock
from jcmevents.agenda.arranging import ripple
from jcmevents.agenda.edits import Edit
from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from tests.browser import Browser
from tests.factories import NOW, make_item, make_meeting, make_organizer, make_session
from tests.page import Page

Queries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def place(browser: Browser, session: Session, version: int | None = None, **fields: Any) -> Page:
    read = session.version if version is None else version
    address = f"/meetings/{session.meeting.slug}/agenda/sessions/{session.id}/place"
    return browser.post(address, {"version": read, **fields})


def told(answer: Page) -> Any:
    return json.loads(answer.body)


def undone(browser: Browser, meeting: Meeting) -> Page:
    return browser.post(f"/meetings/{meeting.slug}/agenda/undo")


def make_room(meeting: Meeting, name: str = "Hall") -> Room:
    return Room.open(meeting, {"en": name}, by=None, at=NOW)


def test_the_grid_has_a_lane_for_each_room_and_day(organizer: Browser) -> None:
    meeting = make_meeting()
    hall = make_room(meeting)
    held = make_session(meeting, room=hall, titles={"en": "Opening"})
    make_item(held, titles={"en": "Rules"}, minutes=30)
    page = organizer.get(f"/meetings/{meeting.slug}/agenda/grid")
    assert page.texts(".grid-room-name") == ["Hall"] * 3
    assert [page.texts(f".grid-block {part}") for part in (".grid-span", ".grid-title", "li")] == [
        ["09:30–11:00"],
        ["Opening"],
        ["09:30 Rules"],
    ]
    assert page.one(".grid-block a")["href"] == f"/meetings/{meeting.slug}/agenda/sessions/{held.id}/edit?from=grid"


def test_what_has_no_room_stands_in_a_lane_of_its_own(organizer: Browser) -> None:
    meeting = make_meeting()
    make_room(meeting)
    make_session(meeting)
    page = organizer.get(f"/meetings/{meeting.slug}/agenda/grid")
    assert page.texts(".grid-room-name") == ["Hall", "No room"] * 3


def test_a_large_grid_takes_no_more_queries_than_a_small_one(organizer: Browser, queries: Queries) -> None:
    def counted(sessions: int) -> int:
        meeting = make_meeting()
        hall = make_room(meeting)
        for number in range(sessions):
            make_item(make_session(meeting, day=meeting.days[number % 3], room=hall), minutes=10)
        db.session.commit()
        with queries() as statements:
            assert organizer.get(f"/meetings/{meeting.slug}/agenda/grid").status == 200
        return len(statements)

    assert counted(1) == counted(30)


def test_a_session_is_moved_and_its_items_with_it(organizer: Browser) -> None:
    held = make_session()
    hall = make_room(held.meeting)
    item = make_item(held, starts=time(10, 0))
    answer = place(organizer, held, starts="10:00", ends="11:30", room_id=hall.id, day_id=held.meeting.days[1].id)
    block = told(answer)["block"]
    assert (answer.status, block["version"], block["span"]) == (200, 2, "10:00–11:30")
    assert (held.starts, held.room, held.day, item.starts) == (time(10), hall, held.meeting.days[1], time(10, 30))


def test_the_answer_tells_what_does_not_fit_now(organizer: Browser) -> None:
    meeting = make_meeting()
    hall = make_room(meeting)
    make_session(meeting, room=hall, starts=time(9), ends=time(10))
    second = make_session(meeting, room=hall, starts=time(10), ends=time(11))
    make_item(second)
    said = told(place(organizer, second, starts="09:30", ends="10:30"))["findings"]
    assert [finding["session"] for finding in said if "Hall" in finding["told"]] == [second.id]


def test_the_grid_marks_the_sessions_that_do_not_fit(organizer: Browser) -> None:
    meeting = make_meeting()
    hall = make_room(meeting)
    first = make_session(meeting, room=hall, starts=time(9), ends=time(10))
    make_item(first)
    second = make_session(meeting, room=hall, starts=time(9, 30), ends=time(11))
    make_item(second)
    page = organizer.get(f"/meetings/{meeting.slug}/agenda/grid")
    marks = [page.one(f"#session-{held.id} [data-doubt]") for held in (first, second)]
    assert [mark.get("hidden") is None for mark in marks] == [False, True]
    assert [link["href"] for link in page.select("[data-findings] a")] == [f"#session-{second.id}"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts": "11:30"}, "The session ends before it starts. Please check both times."),
        ({"starts": "half past nine"}, "Enter a time from 00:00 to 23:59, like 09:30."),
        ({"room_id": "999999"}, "Choose one of the rooms of this meeting."),
        ({"day_id": "999999"}, "Choose one of the days of this meeting."),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_a_reason(
    organizer: Browser, fields: dict[str, str], sentence: str
) -> None:
    held = make_session()
    answer = place(organizer, held, **fields)
    assert (answer.status, told(answer)["message"], told(answer)["theirs"]) == (409, sentence, {})
    assert (held.starts, held.version) == (time(9, 30), 1)


def test_a_room_of_another_meeting_is_refused(organizer: Browser) -> None:
    held, elsewhere = make_session(), make_room(make_meeting())
    assert place(organizer, held, room_id=elsewhere.id).status == 409
    assert held.room is None


def test_a_session_of_another_meeting_is_not_found(organizer: Browser) -> None:
    held, other = make_session(), make_meeting()
    address = f"/meetings/{other.slug}/agenda/sessions/{held.id}/place"
    assert organizer.post(address, {"version": 1, "starts": "10:00"}).status == 404


def test_changes_of_different_fields_both_stay(organizer: Browser) -> None:
    held = make_session()
    hall = make_room(held.meeting)
    read = held.version
    assert place(organizer, held, read, room_id=hall.id).status == 200
    assert place(organizer, held, read, ends="11:30").status == 200
    assert (held.room, held.ends) == (hall, time(11, 30))


def test_changes_of_the_same_field_clash_and_show_both(organizer: Browser) -> None:
    held = make_session()
    read = held.version
    place(organizer, held, read, ends="11:30")
    clash = place(organizer, held, read, ends="12:00")
    assert (clash.status, told(clash)["theirs"], held.ends) == (409, {"ends": "11:30"}, time(11, 30))
    mine = place(organizer, held, told(clash)["block"]["version"], ends="12:00")
    assert (mine.status, held.ends) == (200, time(12))


def test_the_same_change_by_two_is_no_clash(organizer: Browser) -> None:
    held = make_session()
    read = held.version
    assert [place(organizer, held, read, ends="11:30").status for _ in range(2)] == [200, 200]
    assert db.session.query(Edit).count() == 1


def test_undo_takes_back_the_last_acts_one_by_one(organizer: Browser) -> None:
    held = make_session()
    item = make_item(held, starts=time(10, 0))
    place(organizer, held, starts="10:00", ends="11:30")
    place(organizer, held, ends="12:00")
    page = organizer.follow(undone(organizer, held.meeting))
    assert "is as it was" in page.text
    assert (held.starts, held.ends) == (time(10), time(11, 30))
    undone(organizer, held.meeting)
    assert (held.starts, held.ends, item.starts) == (time(9, 30), time(11), time(10))
    assert "There is nothing to undo." in undone(organizer, held.meeting).text


def test_undo_takes_back_all_that_was_moved_at_once(browser: Browser) -> None:
    meeting, user = make_meeting(), make_organizer()
    first = make_session(meeting, starts=time(9), ends=time(10))
    second = make_session(meeting, starts=time(10), ends=time(11))
    ripple(first, 10, stretch=False, everywhere=False, by=user, at=clock.now())
    undone(browser.sign_in(user), meeting)
    assert (first.starts, second.starts) == (time(9), time(10))


def test_undo_leaves_alone_what_others_did(organizer: Browser) -> None:
    held = make_session()
    held.revise(starts=time(10), ends=time(11), by=make_organizer(), at=NOW)
    assert "There is nothing to undo." in undone(organizer, held.meeting).text
    assert held.starts == time(10)


def test_undo_refuses_to_overwrite_what_somebody_changed_since(app: Any, organizer: Browser) -> None:
    held = make_session()
    place(organizer, held, ends="11:30")
    place(Browser(app).sign_in(make_organizer()), held, ends="12:00")
    answer = undone(organizer, held.meeting)
    assert (answer.status, held.ends) == (409, time(12))
    assert "was changed since" in answer.text
