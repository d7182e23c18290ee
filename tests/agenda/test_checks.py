from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy.orm import Session as DbSession
from sqlalchemy.orm import scoped_session

from jcmevents.agenda.checks import findings
from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.day_modes import Presence, note_presences
from jcmevents.registration.models import Registration
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

Db = scoped_session[DbSession]
SOMEBODY = {"names": {"en": "Somebody"}}


def held(meeting: Meeting, starts: str, ends: str | None, title: str = "Talk", **details: Any) -> Session:
    """A session with somebody in it."""
    times = {"starts": time.fromisoformat(starts), "ends": time.fromisoformat(ends) if ends else None}
    people = [{"names": {"en": f"Speaker of {title} at {starts}"}}]
    return make_session(meeting, titles={"en": title}, **{"people": people, **times, **details})


def sentences(meeting: Meeting) -> list[str]:
    db.session.commit()
    db.session.expire_all()
    return [finding.sentence for finding in findings(meeting)]


def room(meeting: Meeting, name: str = "Hall") -> Room:
    return Room.open(meeting, {"en": name}, by=None, at=NOW)


def confirmed(meeting: Meeting, **values: Any) -> Registration:
    person = make_registration(make_delegation(meeting), full_name="Ana Alba", **values)
    person.confirm(by=None, at=NOW)
    return person


def test_an_agenda_that_fits_has_no_findings(session: Db) -> None:
    meeting = make_meeting()
    hall, annex = room(meeting), room(meeting, "Annex")
    first = held(meeting, "09:30", "11:00", room=hall)
    make_item(first, minutes=60, people=[{"registration_id": confirmed(meeting).id}])
    held(meeting, "09:30", "11:00", "Parallel", room=annex)
    held(meeting, "11:00", "11:15", "Coffee", kind="break", room=hall, people=[])
    held(meeting, "11:15", "12:30", "Second", room=hall)
    assert sentences(meeting) == []


def test_a_room_taken_twice_is_found(session: Db) -> None:
    meeting = make_meeting()
    hall = room(meeting)
    held(meeting, "09:00", "11:00", "Long", room=hall)
    held(meeting, "09:30", "09:45", "Short", room=hall)
    held(meeting, "10:30", "11:15", "Late", room=hall)
    held(meeting, "10:30", "11:15", "Next day", room=hall, day=meeting.days[1])
    assert sentences(meeting) == [
        "Hall is taken twice at 09:30: by “Long” and by “Short”.",
        "Hall is taken twice at 10:30: by “Long” and by “Late”.",
    ]


def test_somebody_in_two_places_is_found(session: Db) -> None:
    meeting = make_meeting()
    person = {"registration_id": confirmed(meeting).id}
    held(meeting, "09:00", "10:30", "Rules", people=[person | {"duty": "moderator"}])
    other = held(meeting, "10:00", "11:30", "Markets")
    make_item(other, minutes=20)
    make_item(other, minutes=30, people=[person])  # from 10:20, before the moderator is free
    assert sentences(meeting) == ["Ana Alba is in two places at 10:20: “Rules” and “Markets”."]


def test_who_speaks_and_moderates_in_one_session_is_in_one_place(session: Db) -> None:
    meeting = make_meeting()
    make_item(held(meeting, "09:00", "10:30", people=[SOMEBODY]), minutes=30, people=[SOMEBODY])
    held(meeting, "10:30", "11:00", "Next", people=[SOMEBODY])
    assert sentences(meeting) == []


def test_an_item_that_runs_beyond_its_session_is_found(session: Db) -> None:
    meeting = make_meeting()
    make_item(held(meeting, "09:00", "09:30"), titles={"en": "Speech"}, minutes=45)
    assert sentences(meeting) == ["“Speech” (09:00–09:45) runs beyond its session or its day."]


def test_a_speaker_whose_registration_is_not_confirmed_is_found(session: Db) -> None:
    meeting = make_meeting()
    person = make_registration(make_delegation(meeting), full_name="Ana Alba")
    make_item(held(meeting, "09:00", "10:00"), people=[{"registration_id": person.id}])
    assert sentences(meeting) == ["Ana Alba has no confirmed registration: “nominated”."]


@pytest.mark.parametrize(
    ("mode", "told", "is_online", "found"),
    [
        ("on_site", None, False, []),
        ("online", None, False, ["Ana Alba is not on site that day: “online”."]),
        ("online", None, True, []),
        ("on_site", Presence.ABSENT, False, ["Ana Alba is not on site that day: “not on this day”."]),
        ("online", Presence.ON_SITE, False, []),
    ],
)
def test_a_speaker_who_is_not_on_site_that_day_is_found(
    session: Db, mode: str, told: Presence | None, is_online: bool, found: list[str]
) -> None:
    meeting = make_meeting()
    person = confirmed(meeting, mode=mode)
    if told:
        note_presences(person, {meeting.days[0].id: told})
    make_item(held(meeting, "09:00", "10:00"), people=[{"registration_id": person.id, "is_online": is_online}])
    assert sentences(meeting) == found


def test_an_empty_session_is_found_and_a_break_is_none(session: Db) -> None:
    meeting = make_meeting()
    held(meeting, "09:00", "10:00", "Nothing yet", people=[])
    held(meeting, "10:00", "10:15", "Coffee", kind="break", people=[])
    assert sentences(meeting) == ["“Nothing yet” is empty: no items and nobody in it."]


def test_a_stretch_without_a_break_is_found(session: Db) -> None:
    meeting = make_meeting()
    hall = room(meeting)
    for starts, ends in (("09:00", "10:30"), ("10:30", "11:00"), ("11:05", "12:00")):
        held(meeting, starts, ends, room=hall)
    assert sentences(meeting) == ["There is no break at 09:00–12:00."]


def test_a_break_among_the_items_is_a_break(session: Db) -> None:
    meeting = make_meeting()
    morning = held(meeting, "09:00", "12:00")
    for kind, minutes in (("presentation", 90), ("break", 15), ("presentation", 75)):
        make_item(morning, kind=kind, minutes=minutes)
    assert sentences(meeting) == []


def test_times_that_a_new_zone_skips_or_doubles_are_found(session: Db) -> None:
    day = date(2027, 3, 28)
    meeting = make_meeting(start=day, end=day)
    held(meeting, "02:30", "03:30")
    meeting.revise(start=day, end=day, zone="Europe/Zurich", by=None, at=NOW)
    assert sentences(meeting) == ["The clocks are put forward on this day and skip 02:30."]
    meeting.revise(start=date(2027, 10, 31), end=date(2027, 10, 31), by=None, at=NOW)
    assert sentences(meeting) == ["02:30 comes twice on this day: say which one."]


def test_checks_take_as_many_queries_for_thirty_sessions_as_for_one(
    session: Db, queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def counted(number: int) -> int:
        meeting = make_meeting()
        person = {"registration_id": confirmed(meeting).id}
        for n in range(number):
            make_item(held(meeting, "09:00", "10:00", f"Talk {n}", room=room(meeting)), minutes=10, people=[person])
        db.session.commit()
        db.session.expire_all()
        with queries() as statements:
            findings(meeting)
        return len(statements)

    assert counted(1) == counted(30)


def test_organizers_see_the_findings_and_visitors_do_not(browser: Browser) -> None:
    meeting = make_meeting()
    held(meeting, "09:00", "10:00", "Nothing yet", people=[])
    address = f"/meetings/{meeting.slug}/agenda"
    assert "is empty" not in browser.get(address).text
    page = browser.sign_in(make_organizer()).get(address)
    assert page.texts(".findings li a") == ["17 Feb: “Nothing yet” is empty: no items and nobody in it."]
