from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import time
from typing import Any

import pytest

from jcmevents.accounts.models import Role
from jcmevents.agenda.models import Item, Session
from jcmevents.agenda.rooms import Room
from jcmevents.extensions import db
from tests.browser import Browser
from tests.factories import (
    NOW,
    make_delegation,
    make_edition,
    make_item,
    make_meeting,
    make_organizer,
    make_registration,
    make_session,
    make_user,
)

ISO = (
    *("MN", "BD", "ET", "KE", "MV", "VN", "LA", "ID", "CR", "PW", "KH", "MX", "SA", "CL", "MM"),
    *("TH", "PH", "SN", "TN", "AE", "KG", "KZ", "GE", "UZ", "PG", "MD", "NA", "SZ", "LK", "UA"),
)
Queries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def new_session(browser: Browser, meeting: Any, **fields: Any) -> Any:
    given = {"title_en": "Opening", "starts": "09:30", "ends": "10:00", **fields}
    return browser.submit(f"/meetings/{meeting.slug}/agenda/sessions/new", **given)


def test_visitors_read_days_sessions_items_and_speakers(browser: Browser) -> None:
    meeting = make_meeting()
    room = Room.open(meeting, {"en": "Main hall"}, by=None, at=NOW)
    moderator = {"duty": "moderator", "names": {"en": "Ana"}}
    speaker = {"names": {"en": "Bo"}, "affiliations": {"en": "IGES"}, "is_online": True}
    held = make_session(meeting, room=room, code="1", people=[moderator], questions={"en": "Why?\nHow?"})
    make_item(held, titles={"en": "Rules"}, minutes=30, people=[speaker], abstracts={"en": "All of them."})
    make_item(held, titles={"en": "Coffee"}, kind="break", minutes=15)
    make_edition(meeting)
    page = browser.get(f"/meetings/{meeting.slug}/agenda")
    assert page.texts(".day-tabs a") == ["All days", "17 Mon", "18 Tue", "19 Wed"]
    assert page.texts("h2")[0] == "17 February 2025 (Mon) JST (UTC+9)"
    row = page.one(".agenda-row")
    assert row.texts(".agenda-note") == ["Session 1 · discussion · Moderator: Ana"]
    assert row.texts(".agenda-room") == ["Main hall"]
    assert row.texts(".agenda-part") == ["09:30–10:00 Rules Bo, IGES (Online)All of them.", "10:00–10:15 Coffee"]
    assert row.texts(".agenda-questions li") == ["Why?", "How?"]
    assert page.select("form[action*='agenda']:not(#selection)") == []


def test_an_empty_agenda_says_so(browser: Browser) -> None:
    assert "The agenda is not out yet" in browser.get(f"/meetings/{make_meeting().slug}/agenda").text


def test_the_agenda_of_an_unpublished_meeting_is_in_no_form_to_be_had(browser: Browser) -> None:
    held = make_session(make_meeting(published=False))
    addresses = [f"/meetings/{held.meeting.slug}/agenda{end}" for end in ("", ".pdf", ".ics", ".json")]
    assert [browser.get(address).status for address in addresses] == [404] * 4


@pytest.mark.parametrize("ending", ["", ".ics", ".json"])
def test_a_long_agenda_takes_no_more_queries_than_a_short_one(browser: Browser, queries: Queries, ending: str) -> None:
    def counted(sessions: int) -> int:
        meeting = make_meeting()
        room = Room.open(meeting, {"en": "Hall"}, by=None, at=NOW)
        for number in range(sessions):
            held = make_session(meeting, day=meeting.days[number % 3], room=room)
            person = make_registration(make_delegation(meeting, ISO[number]))
            make_item(held, minutes=10, people=[{"registration_id": person.id}])
        make_edition(meeting)
        db.session.commit()
        with queries() as statements:
            assert browser.get(f"/meetings/{meeting.slug}/agenda{ending}").status == 200
        return len(statements)

    assert counted(1) == counted(30) <= 14


def test_an_organizer_builds_a_half_day(organizer: Browser) -> None:
    meeting = make_meeting()
    organizer.submit(f"/meetings/{meeting.slug}/agenda/rooms/new", name_en="Main hall")
    answer = new_session(organizer, meeting, title_ja="開会", room=db.session.query(Room).one().id)
    held = db.session.query(Session).one()
    assert answer.location == f"/meetings/{meeting.slug}/agenda#session-{held.id}"
    assert (held.titles, held.starts, held.room.name if held.room else "") == (
        {"en": "Opening", "ja": "開会"},
        time(9, 30),
        "Main hall",
    )
    items = f"/meetings/{meeting.slug}/agenda/sessions/{held.id}/items/new"
    organizer.submit(items, title_en="Welcome", minutes="10", person1_name_en="Ana", person1_is_online=True)
    organizer.submit(items, title_en="Speech", starts="09:45", person2_name_en="Bo", person2_affiliation_en="IGES")
    assert organizer.get(f"/meetings/{meeting.slug}/agenda.json").status == 200
    page = organizer.get(f"/meetings/{meeting.slug}/agenda")
    assert page.texts(".agenda-part-title") == ["Welcome", "Speech"]
    assert page.texts(".agenda-speaker") == ["Ana (Online)", "Bo, IGES"]


def test_a_form_sent_twice_makes_one_session(organizer: Browser) -> None:
    meeting = make_meeting()
    page = organizer.get(f"/meetings/{meeting.slug}/agenda/sessions/new")
    first, second = (organizer.submit(page, title_en="Opening", starts="09:30", ends="10:00") for _ in range(2))
    assert first.location == second.location
    assert db.session.query(Session).count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts": "10:30"}, "The session ends before it starts. Please check both times."),
        ({"ends": "25:00"}, "Enter a time from 00:00 to 23:59, like 09:30."),
        ({"starts": "half past nine"}, "Enter a time from 00:00 to 23:59, like 09:30."),
        ({"title_en": ""}, "This field is required."),
        ({"title_en": "x" * 301}, "Field cannot be longer than 300 characters."),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_kept(
    organizer: Browser, fields: dict[str, str], sentence: str
) -> None:
    page = new_session(organizer, make_meeting(), **{"person1_name_en": "Ana Typed", **fields})
    assert sentence in page.text
    form = page.form(having={"title_en"})
    assert form.one("[name=person1_name_en]")["value"] == "Ana Typed"
    for name, value in fields.items():
        assert form.one(f"[name={name}]")["value"] == value
    assert db.session.query(Session).count() == 0


def test_a_day_of_another_meeting_is_refused(organizer: Browser) -> None:
    meeting, other = make_meeting(), make_meeting()
    page = organizer.get(f"/meetings/{meeting.slug}/agenda/sessions/new")
    typed = page.form(having={"day"}).filled({"title_en": "A", "starts": "09:00", "ends": "10:00"})
    typed["day"] = str(other.days[0].id)
    answer = organizer.post(f"/meetings/{meeting.slug}/agenda/sessions/new", typed)
    assert answer.texts(".field-error") == ["Error: Not a valid choice."]
    assert db.session.query(Session).count() == 0


def test_a_speaker_without_a_name_is_asked_for_one(organizer: Browser) -> None:
    held = make_session()
    page = organizer.submit(
        f"/meetings/{held.meeting.slug}/agenda/sessions/{held.id}/items/new",
        title_en="A",
        person1_affiliation_en="IGES",
    )
    assert page.status == 409
    assert page.texts(".field-error") == ["Error: Enter the name of this person too."]
    assert db.session.query(Item).count() == 0


def test_an_organizer_edits_a_session(organizer: Browser) -> None:
    held = make_session()
    address = f"/meetings/{held.meeting.slug}/agenda/sessions/{held.id}/edit"
    organizer.submit(address, title_en="Closing", record_rule="closed")
    assert (held.title, held.record_rule) == ("Closing", "closed")


def test_two_organizers_of_one_session_lose_nothing(organizer: Browser) -> None:
    held = make_session(people=[{"duty": "moderator", "names": {"en": "Ana"}}])
    address = f"/meetings/{held.meeting.slug}/agenda/sessions/{held.id}/edit"
    mine, theirs = organizer.get(address), organizer.get(address)
    organizer.submit(theirs, person1_name_en="Bo")
    clash = organizer.submit(mine, person1_name_en="Caro")
    assert clash.texts(".clash-text") == ["Bo", "Caro"]
    assert held.moderators[0].name == "Bo"
    organizer.submit(clash, person1_name_en="Caro")
    assert held.moderators[0].name == "Caro"


def test_two_organizers_of_the_speakers_of_one_item_lose_nothing(organizer: Browser) -> None:
    item = make_item()
    address = f"/meetings/{item.session.meeting.slug}/agenda/items/{item.id}/edit"
    mine, theirs = organizer.get(address), organizer.get(address)
    organizer.submit(theirs, person1_name_en="Bo")
    clash = organizer.submit(mine, person1_name_en="Caro")
    assert clash.texts(".clash-text") == ["Bo", "Caro"]
    assert [role.name for role in item.roles] == ["Bo"]


def test_items_are_moved_and_removed(organizer: Browser) -> None:
    held = make_session()
    first, second = make_item(held), make_item(held)
    address = f"/meetings/{held.meeting.slug}/agenda"
    organizer.submit(address, action=f"{address}/items/{second.id}/position/up")
    assert [item.id for item in held.items] == [second.id, first.id]
    unticked = organizer.post(f"{address}/items/{first.id}/removal")
    assert (unticked.status, len(held.items)) == (409, 2)
    organizer.submit(f"{address}/items/{first.id}/edit", action=f"{address}/items/{first.id}/removal", confirmed=True)
    assert [item.id for item in held.items] == [second.id]


def test_a_session_is_removed_only_when_the_box_is_ticked(organizer: Browser) -> None:
    held = make_session()
    address = f"/meetings/{held.meeting.slug}/agenda/sessions/{held.id}"
    unticked = organizer.post(f"{address}/removal")
    assert (unticked.status, db.session.query(Session).count()) == (409, 1)
    assert "tick the box" in unticked.text
    organizer.submit(f"{address}/edit", action=f"{address}/removal", confirmed=True)
    assert Session.count_in(held.meeting) == 0


def test_press_officers_read_the_agenda_but_are_offered_no_editing(browser: Browser) -> None:
    held = make_session()
    page = browser.sign_in(make_user(Role.PRESS)).get(f"/meetings/{held.meeting.slug}/agenda")
    assert page.select(".agenda-tools") == []
