"""Rooms and runs that got a wrong name, or are not needed after all."""

import pytest

from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.agenda.runs import Run
from jcmevents.audit import AuditEntry
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from tests.browser import Browser
from tests.factories import NOW, make_meeting, make_organizer, make_session


@pytest.fixture
def meeting(browser: Browser) -> Meeting:
    browser.sign_in(make_organizer())
    return make_meeting(slug="rooms")


@pytest.fixture
def hall(meeting: Meeting) -> Room:
    return Room.open(meeting, {"en": "Hal", "ja": "ホール"}, by=None, at=NOW)


def test_a_room_gets_another_name_everywhere(browser: Browser, meeting: Meeting, hall: Room) -> None:
    make_session(meeting, room=hall)
    (link,) = [
        each["href"]
        for each in browser.get("/meetings/rooms/agenda/rooms/new").select("main li a[href*='/agenda/rooms/']")
    ]
    browser.submit(link, name_en="Hall")
    assert hall.names == {"en": "Hall", "ja": "ホール"}
    assert browser.get("/meetings/rooms/agenda").texts(".agenda-room") == ["Hall"]
    assert db.session.query(AuditEntry).filter_by(action="room.rename").count() == 1


def test_two_who_rename_a_room_are_shown_both(browser: Browser, hall: Room) -> None:
    page = browser.get(f"/meetings/rooms/agenda/rooms/{hall.id}/edit")
    hall.rename({"en": "Large hall", "ja": "ホール"}, by=None, at=NOW)
    answer = browser.submit(page, name_en="Hall")
    assert answer.texts(".clash-text") == ["Large hall", "Hall"]
    assert hall.name == "Large hall"


def test_an_empty_room_is_removed_when_the_box_is_ticked(browser: Browser, hall: Room) -> None:
    page = browser.get(f"/meetings/rooms/agenda/rooms/{hall.id}/edit")
    removal = f"/meetings/rooms/agenda/rooms/{hall.id}/removal"
    assert browser.post(removal).status == 409
    assert "The room “Hal” was removed." in browser.get(browser.submit(page, confirmed="yes").location).text
    assert db.session.query(Room).count() == 0


def test_a_room_in_which_sessions_are_held_stays(browser: Browser, meeting: Meeting, hall: Room) -> None:
    held = make_session(meeting, room=hall)
    answer = browser.post(f"/meetings/rooms/agenda/rooms/{hall.id}/removal", {"confirmed": "yes"})
    assert (answer.status, "Sessions are held in this room" in answer.text) == (409, True)
    assert held.room is hall
    assert db.session.query(Session).count() == 1


def test_a_run_gets_another_name_and_zone(browser: Browser, meeting: Meeting) -> None:
    run = Run.plan(meeting, {"en": "Africa"}, "Africa/Nairobi", by=None, at=NOW)
    browser.submit(f"/meetings/rooms/agenda/runs/{run.id}/edit", name_en="West Africa", zone="Africa/Dakar")
    assert (run.name, run.zone) == ("West Africa", "Africa/Dakar")


def test_a_run_is_removed_unless_sessions_belong_to_it(browser: Browser, meeting: Meeting) -> None:
    empty, used = (Run.plan(meeting, {"en": name}, "Asia/Tokyo", by=None, at=NOW) for name in ("Empty", "Used"))
    held = make_session(meeting, run=used)
    for run in (empty, used):
        browser.submit(f"/meetings/rooms/agenda/runs/{run.id}/edit", action=removal_of(run), confirmed="yes")
    assert db.session.scalars(Run.of_meeting(meeting)).all() == [used]
    assert held.run is used
    refused = browser.post(removal_of(used), {"confirmed": "yes"})
    assert (refused.status, "Sessions belong to this run" in refused.text) == (409, True)


def removal_of(run: Run) -> str:
    return f"/meetings/rooms/agenda/runs/{run.id}/removal"


@pytest.mark.parametrize("kind", ["rooms", "runs"])
def test_those_of_another_meeting_are_not_found(browser: Browser, meeting: Meeting, kind: str) -> None:
    other = make_meeting()
    theirs = {
        "rooms": Room.open(other, {"en": "Hall"}, by=None, at=NOW),
        "runs": Run.plan(other, {"en": "Africa"}, "UTC", by=None, at=NOW),
    }
    assert browser.get(f"/meetings/rooms/agenda/{kind}/{theirs[kind].id}/edit").status == 404
