"""What a form for a new session begins with, and where it leads."""

from datetime import time
from typing import Any

import pytest

from jcmevents.agenda.likely import likely_place
from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from tests.browser import Browser
from tests.factories import (
    NOW,
    make_delegation,
    make_item,
    make_meeting,
    make_organizer,
    make_registration,
    make_session,
)


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    browser.sign_in(make_organizer())
    return browser


@pytest.fixture
def meeting(browser: Browser) -> Meeting:
    return make_meeting()


def test_an_empty_agenda_begins_on_the_first_day_in_the_first_room(meeting: Meeting) -> None:
    assert likely_place(meeting, {}) == {"day": meeting.days[0].id, "room": 0}
    hall = Room.open(meeting, {"en": "Hall"}, by=None, at=NOW)
    assert likely_place(meeting, {}) == {"day": meeting.days[0].id, "room": hall.id}


def test_it_goes_on_where_the_newest_session_ends(meeting: Meeting) -> None:
    hall, annex = (Room.open(meeting, {"en": name}, by=None, at=NOW) for name in ("Hall", "Annex"))
    make_session(meeting, room=hall, starts=time(14), ends=time(15))
    held = make_session(meeting, day=meeting.days[1], room=annex, starts=time(9), ends=None)
    make_item(held, minutes=50)
    place = {"day": meeting.days[1].id, "room": annex.id}
    assert likely_place(meeting, {}) == {**place, "starts": time(9, 50)}
    assert likely_place(meeting, {"room": str(hall.id)}) == {**place, "room": hall.id}
    asked = {"day": str(meeting.days[0].id), "room": str(hall.id)}
    assert likely_place(meeting, asked)["starts"] == time(15)
    assert likely_place(meeting, {**asked, "starts": "10:15"})["starts"] == time(10, 15)


@pytest.mark.parametrize("asked", [{"day": "0"}, {"day": "x"}, {"room": "9" * 30}, {"starts": "25:00"}, {"starts": ""}])
def test_what_is_no_place_is_not_asked_for(meeting: Meeting, asked: dict[str, str]) -> None:
    assert likely_place(meeting, asked) == {"day": meeting.days[0].id, "room": 0}


def test_a_day_is_typed_from_top_to_bottom_with_titles_and_ends_alone(organizer: Browser, meeting: Meeting) -> None:
    page: Any = organizer.get(f"/meetings/{meeting.slug}/agenda/sessions/new")
    for title, fields in (("Opening", {"starts": "09:00", "ends": "09:30"}), ("Rules", {"ends": "10:30"})):
        answer = organizer.submit(page, title_en=title, another="yes", **fields)
        page = organizer.get(answer.location)
        assert f"“{title}” is saved. Enter the next one." in page.text
    organizer.submit(page, title_en="Markets", ends="12:00")
    found = db.session.scalars(Session.of_meeting(meeting))
    assert [(each.title, f"{each.starts:%H:%M}") for each in found] == [
        ("Opening", "09:00"),
        ("Rules", "09:30"),
        ("Markets", "10:30"),
    ]


def test_items_are_entered_one_after_the_other(organizer: Browser, meeting: Meeting) -> None:
    held = make_session(meeting)
    path = f"/meetings/{meeting.slug}/agenda/sessions/{held.id}/items/new"
    assert organizer.submit(path, title_en="One", minutes="10", another="yes").location == path
    assert organizer.submit(path, title_en="Two", minutes="10").location.endswith(f"/agenda#session-{held.id}")
    db.session.refresh(held)
    assert [item.title for item in held.items] == ["One", "Two"]


def test_who_comes_from_the_grid_goes_back_there(organizer: Browser, meeting: Meeting) -> None:
    grid = f"/meetings/{meeting.slug}/agenda/grid"
    page = organizer.get(grid)
    new = page.select(".grid-add")[0]["href"]
    answer = organizer.submit(f"{new}&starts=10:15", title_en="Rules", ends="11:00")
    held = db.session.query(Session).one()
    assert (answer.location, held.starts) == (f"{grid}#session-{held.id}", time(10, 15))
    edit = organizer.get(grid).one(f"#session-{held.id}")["href"]
    assert organizer.get(edit).select(f"a[href='{grid}#session-{held.id}']")
    assert organizer.submit(edit, title_en="Rules of it").location == f"{grid}#session-{held.id}"


def test_an_empty_agenda_offers_three_ways_to_begin(organizer: Browser, meeting: Meeting) -> None:
    page = organizer.get(f"/meetings/{meeting.slug}/agenda")
    assert page.texts(".empty-state a") == ["New session", "Begin with a template", "Import"]


def test_the_form_of_a_session_leads_to_its_items_and_to_what_follows(organizer: Browser, meeting: Meeting) -> None:
    held = make_session(meeting, starts=time(9))
    items = [make_item(held, titles={"en": title}, minutes=10) for title in ("Welcome", "Speech")]
    page = organizer.get(f"/meetings/{meeting.slug}/agenda/sessions/{held.id}/edit")
    links = {link.text: link["href"] for link in page.select(".page-aside a")}
    at = f"/meetings/{meeting.slug}/agenda"
    assert links["09:10 Speech"] == f"{at}/items/{items[1].id}/edit"
    assert links["Add an item"] == f"{at}/sessions/{held.id}/items/new"
    assert links["Move what follows"] == f"{at}/sessions/{held.id}/shift"


def test_the_form_names_the_person_behind_a_number(organizer: Browser, meeting: Meeting) -> None:
    person = make_registration(make_delegation(meeting), full_name="Ana Lima")
    held = make_session(meeting, people=[{"duty": "moderator", "registration_id": person.id}])
    page = organizer.get(f"/meetings/{meeting.slug}/agenda/sessions/{held.id}/edit")
    assert page.texts("#person1_registrant-hint") == ["Registered: Ana Lima"]
