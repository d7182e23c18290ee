from datetime import time
from typing import Any

import pytest
from sqlalchemy.orm import Session as DbSession
from sqlalchemy.orm import scoped_session

from jcmevents.agenda.arranging import copy_day, ripple
from jcmevents.agenda.beginning import days_elsewhere, from_template, template_names
from jcmevents.agenda.checks import findings
from jcmevents.agenda.models import Session
from jcmevents.agenda.programme import span
from jcmevents.agenda.rooms import Room
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from tests.browser import Browser
from tests.factories import NOW, make_item, make_meeting, make_organizer, make_session

Db = scoped_session[DbSession]


def a_morning(meeting: Meeting) -> list[Session]:
    """Three sessions of the main hall, and one in another room."""
    hall, annex = (Room.open(meeting, {"en": name}, by=None, at=NOW) for name in ("Hall", "Annex"))
    times = (("A", 9, 10, hall), ("B", 10, 11, hall), ("C", 11, 12, hall), ("Parallel", 10, 12, annex))
    return [
        make_session(meeting, titles={"en": title}, starts=time(start), ends=time(end), room=room)
        for title, start, end, room in times
    ]


def told(meeting: Meeting, day: int = 0) -> list[str]:
    db.session.commit()
    db.session.expire_all()
    sessions = db.session.scalars(Session.of_meeting(meeting))
    return [f"{span(s.starts, s.ends)} {s.title}" for s in sessions if s.day_id == meeting.days[day].id]


def rippled(session: Session, minutes: int, *, stretch: bool = False, everywhere: bool = False) -> list[Session]:
    return ripple(session, minutes, stretch=stretch, everywhere=everywhere, by=None, at=NOW)


def test_everything_after_begins_later_and_other_rooms_stay(session: Db) -> None:
    meeting = make_meeting()
    _a, b, *_ = a_morning(meeting)
    rippled(b, 10)
    assert told(meeting) == ["09:00–10:00 A", "10:00–12:00 Parallel", "10:10–11:10 B", "11:10–12:10 C"]


def test_a_session_that_lasts_longer_pushes_what_follows(session: Db) -> None:
    meeting = make_meeting()
    a, *_ = a_morning(meeting)
    rippled(a, 15, stretch=True, everywhere=True)
    assert told(meeting) == ["09:00–10:15 A", "10:15–11:15 B", "10:15–12:15 Parallel", "11:15–12:15 C"]


def test_items_with_a_time_of_their_own_go_along_and_earlier_works_too(session: Db) -> None:
    meeting = make_meeting()
    _a, b, *_ = a_morning(meeting)
    make_item(b, starts=time(10, 30), minutes=10)
    rippled(b, -20)
    db.session.commit()
    assert b.items[0].starts == time(10, 10)
    assert told(meeting)[1:3] == ["09:40–10:40 B", "10:00–12:00 Parallel"]


@pytest.mark.parametrize(("minutes", "sentence"), [(0, "not 0"), (361, "up to 360"), (-361, "up to 360")])
def test_senseless_shifts_are_refused(session: Db, minutes: int, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        rippled(make_session(), minutes)


def test_nothing_is_moved_to_another_day(session: Db) -> None:
    meeting = make_meeting()
    first = make_session(meeting, starts=time(9), ends=time(10))
    make_session(meeting, starts=time(20), ends=time(23, 30))
    with pytest.raises(RuleBroken, match="move 23:30 to another day"):
        rippled(first, 45)


def test_a_session_is_not_shortened_to_nothing(session: Db) -> None:
    with pytest.raises(RuleBroken, match="ends before it starts"):
        rippled(make_session(), -90, stretch=True)


def test_a_day_is_run_once_more_for_another_part_of_the_world(session: Db) -> None:
    meeting = make_meeting()
    for held in a_morning(meeting):
        make_item(held, starts=held.starts, minutes=20, people=[{"names": {"en": "Ana"}}])
    copies = copy_day(meeting.days[0], meeting.days[2], shift=-60, with_people=False, by=None, at=NOW)
    assert told(meeting, 2) == ["08:00–09:00 A", "09:00–10:00 B", "09:00–11:00 Parallel", "10:00–11:00 C"]
    assert [copy.items[0].roles for copy in copies] == [[], [], [], []]
    assert copies[0].items[0].starts == time(8)
    assert len({held.uid for held in db.session.query(Session)}) == 8


def test_a_day_is_copied_with_its_people(session: Db) -> None:
    meeting = make_meeting()
    people: list[dict[str, Any]] = [{"duty": "moderator", "names": {"en": "Ana"}, "is_online": True}]
    make_session(meeting, people=people)
    (copy,) = copy_day(meeting.days[0], meeting.days[1], with_people=True, by=None, at=NOW)
    assert [(role.duty, role.name, role.is_online) for role in copy.roles] == [("moderator", "Ana", True)]


def test_a_day_is_copied_only_to_an_empty_one(session: Db) -> None:
    meeting = make_meeting()
    make_session(meeting)
    make_session(meeting, day=meeting.days[1])
    for source, target, sentence in ((0, 0, "another day"), (0, 1, "already"), (2, 2, "another"), (2, 1, "nothing")):
        with pytest.raises(RuleBroken, match=sentence):
            copy_day(meeting.days[source], meeting.days[target], with_people=True, by=None, at=NOW)
    empty = make_meeting().days
    with pytest.raises(RuleBroken, match="nothing on this day"):
        copy_day(empty[0], empty[1], with_people=True, by=None, at=NOW)


@pytest.mark.parametrize("key", ["half-day", "full-day"])
def test_a_template_is_a_day_that_only_wants_its_speakers(session: Db, key: str) -> None:
    meeting = make_meeting()
    result = from_template(meeting, key, meeting.days[1], by=None, at=NOW)
    assert len(result.sessions) > 4
    assert [s.titles.get("ja") for s in result.sessions if not s.titles.get("ja")] == []
    assert {f.sentence.split(" is ")[-1] for f in findings(meeting)} <= {"empty: no items and nobody in it."}
    with pytest.raises(RuleBroken, match="already"):
        from_template(meeting, key, meeting.days[1], by=None, at=NOW)


def test_templates_have_a_name_in_both_languages(session: Db) -> None:
    assert {lang for names in template_names().values() for lang in names} == {"en", "ja"}


def test_an_organizer_begins_with_a_day_of_an_earlier_meeting(browser: Browser) -> None:
    people = [{"duty": "moderator", "names": {"en": "Ana"}}]
    held = make_meeting(titles={"en": "Third Meeting"})
    place = Room.open(held, {"en": "Hall"}, by=None, at=NOW)
    opening = make_session(held, titles={"en": "Opening"}, room=place, people=people)
    opening.add_item(kind="break", titles={"en": "Coffee"}, minutes=15)
    meeting = make_meeting()
    hall = Room.open(meeting, {"en": "Hall", "ja": "ホール"}, by=None, at=NOW)
    page = f"/meetings/{meeting.slug}/agenda/templates"
    browser.sign_in(make_organizer())
    assert "Third Meeting: 17 February 2025 (Mon)" in browser.get(page).texts("option")
    chosen = {"template": f"day-{held.days[0].id}", "day": meeting.days[1].id}
    assert browser.submit(page, **chosen).status == 302
    [copy] = db.session.query(Session).filter_by(meeting_id=meeting.id).all()
    assert (copy.titles, copy.starts, copy.day, copy.room) == (opening.titles, opening.starts, meeting.days[1], hall)
    assert ([item.titles["en"] for item in copy.items], copy.roles) == (["Coffee"], [])
    refused = browser.submit(page, **chosen)
    assert (refused.status, "There are sessions on that day already" in refused.text) == (409, True)


def test_days_of_other_meetings_take_one_query_however_many_there_are(session: Db, queries: Any) -> None:
    for _number in range(3):
        make_session(make_meeting())
    meeting = make_meeting()
    session.commit()
    with queries() as statements:
        assert len({day.meeting.slug for day in days_elsewhere(meeting)}) == 3
    assert len(statements) == 1


def test_an_organizer_begins_with_a_template_copies_the_day_and_moves_what_follows(browser: Browser) -> None:
    meeting = make_meeting()
    browser.sign_in(make_organizer())
    address = f"/meetings/{meeting.slug}/agenda"
    assert browser.submit(f"{address}/templates", template="half-day").status == 302
    assert browser.submit(f"{address}/copies/new", target=meeting.days[1].id).status == 302
    assert told(meeting, 0) == told(meeting, 1)
    opening = db.session.query(Session).filter_by(day_id=meeting.days[0].id).all()[1]
    page = browser.get(f"{address}/sessions/{opening.id}/shift")
    for _twice in range(2):  # a form sent twice has one effect
        assert browser.submit(page, minutes="15", stretch=True).status == 302
    assert told(meeting)[1:3] == ["09:30–10:15 Opening", "10:15–11:00 Session 1"]
    refused = browser.submit(f"{address}/sessions/{opening.id}/shift", minutes="0")
    assert (refused.status, refused.texts(".field-error")) == (409, ["Error: Enter up to 360 minutes, not 0."])
