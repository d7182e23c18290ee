"""The way back from what was made, removed, copied, entered or moved: for one organizer, and for two."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session as DbSession
from sqlalchemy.orm import scoped_session

from jcmevents.accounts.models import User
from jcmevents.agenda.agenda_file import read_plan
from jcmevents.agenda.arranging import copy_day, ripple
from jcmevents.agenda.beginning import from_template
from jcmevents.agenda.edits import Edit
from jcmevents.agenda.importing import enter_plan
from jcmevents.agenda.leading import name_leaders
from jcmevents.agenda.models import Item, Session
from jcmevents.agenda.removal import KEPT, erase_removed
from jcmevents.agenda.roles import Leaders
from jcmevents.agenda.running_order import step
from jcmevents.agenda.undoing import undo
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from tests.browser import Browser
from tests.factories import (
    NOW,
    make_item,
    make_material,
    make_meeting,
    make_organizer,
    make_session,
    make_tabled_proposal,
)

Db = scoped_session[DbSession]
LATER = NOW + timedelta(minutes=1)
ANA = [{"duty": "moderator", "names": {"en": "Ana"}}]


@pytest.fixture
def user(session: Db) -> User:
    return make_organizer()


def programme(meeting: Meeting) -> list[tuple[str, str, str, list[tuple[str, list[str]]], list[str]]]:
    """What there is: name for calendars, start, title, items with those in them, moderators."""
    db.session.commit()
    db.session.expire_all()
    return [
        (
            each.uid,
            f"{each.day.held_on} {each.starts:%H:%M}",
            each.title,
            [(item.title, [role.name for role in item.roles]) for item in each.items],
            [role.name for role in each.roles],
        )
        for each in db.session.scalars(Session.of_meeting(meeting))
    ]


def a_day(meeting: Meeting) -> Session:
    held = make_session(meeting, starts=time(9), ends=time(10), people=ANA)
    make_item(held, titles={"en": "Talk"}, minutes=20, people=[{"names": {"en": "Bo"}}])
    make_session(meeting, starts=time(10), ends=time(11))
    return held


def test_a_removed_session_comes_back_with_all_that_belongs_to_it(user: User) -> None:
    meeting = make_meeting()
    held = a_day(meeting)
    make_material(held.items[0])
    before = programme(meeting)
    held.remove(by=user, at=LATER)
    assert len(programme(meeting)) == 1
    undo(meeting, by=user, at=LATER)
    assert programme(meeting) == before
    assert len(held.items[0].materials) == 1
    assert [(edit.is_undo, edit.by_id) for edit in db.session.query(Edit).order_by(Edit.id)] == [
        (False, user.id),
        (True, user.id),
    ]


def test_a_removed_item_comes_back_to_its_place(user: User) -> None:
    held = make_session()
    first, _second = (make_item(held, titles={"en": title}, minutes=10) for title in "AB")
    held.drop_item(first, by=user, at=LATER)
    assert [item.title for item in held.items] == ["B"]
    undo(held.meeting, by=user, at=LATER)
    assert [item.title for item in held.items] == ["A", "B"]


def make_one(meeting: Meeting, user: User) -> None:
    times = {"starts": time(14), "ends": time(15)}
    Session.schedule(meeting, day=meeting.days[0], titles={"en": "New"}, **times, by=user, at=LATER)


def add_one(meeting: Meeting, user: User) -> None:
    held = db.session.scalars(Session.of_meeting(meeting)).first()
    assert held
    held.add_item(titles={"en": "New"}, minutes=5, by=user, at=LATER)


def copy(meeting: Meeting, user: User) -> None:
    copy_day(meeting.days[0], meeting.days[1], with_people=True, by=user, at=LATER)


def begin_with_a_template(meeting: Meeting, user: User) -> None:
    from_template(meeting, "half-day", meeting.days[2], by=user, at=LATER)


def push(meeting: Meeting, user: User) -> None:
    held = db.session.scalars(Session.of_meeting(meeting)).first()
    assert held
    ripple(held, 10, stretch=False, everywhere=True, by=user, at=LATER)


def replace(meeting: Meeting, user: User) -> None:
    day = meeting.days[0].held_on
    kept = db.session.scalars(Session.of_meeting(meeting)).first()
    assert kept
    rows = f"{day},Session,,14:00,30,{kept.titles['en']}\n{day},,,16:00,30,Another\n"
    plan = read_plan(f"day,session,room,start,minutes,title\n{rows}".encode(), "a.csv")
    assert not enter_plan(meeting, plan, replace=True, by=user, at=LATER).faults


def lead(meeting: Meeting, user: User) -> None:
    name_leaders(meeting, [{"names": {"en": "Cai"}}], by=user, at=LATER)


ACTS = [make_one, add_one, copy, begin_with_a_template, push, replace]


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_undone_as_a_whole_and_told_in_the_history(user: User, act: Any) -> None:
    meeting = make_meeting()
    a_day(meeting)
    before = programme(meeting)
    act(meeting, user)
    assert programme(meeting) != before
    undone = undo(meeting, by=user, at=LATER)
    assert programme(meeting) == before
    assert {(edit.by_id, edit.undone_at) for edit in undone} == {(user.id, LATER)}
    assert db.session.query(Edit).filter_by(is_undo=True).count() == len(undone)
    with pytest.raises(RuleBroken, match="nothing to undo"):
        undo(meeting, by=user, at=LATER)


def test_an_import_that_takes_over_a_session_gives_it_back(user: User) -> None:
    meeting = make_meeting()
    held = make_session(meeting, titles={"en": "Session"}, starts=time(9), ends=time(10))
    make_item(held, starts=time(9, 30), minutes=20)
    before = programme(meeting)
    replace(meeting, user)
    assert [(held.uid, held.starts, len(held.items))] == [(before[0][0], time(14), 1)]
    undo(meeting, by=user, at=LATER)
    assert programme(meeting) == before


def test_items_change_places_back(user: User) -> None:
    held = make_session()
    a, b = (make_item(held, titles={"en": title}, minutes=10) for title in "AB")
    step(b, "up", by=user, at=LATER)
    assert [each.title for each in held.items] == ["B", "A"]
    undo(held.meeting, by=user, at=LATER)
    assert held.items == [a, b]


def test_the_naming_of_leaders_is_undone(user: User) -> None:
    meeting = make_meeting()
    name_leaders(meeting, [{"names": {"en": "Ana"}}], by=None, at=NOW)
    lead(meeting, user)
    undo(meeting, by=user, at=LATER)
    assert [role.name for role in Leaders(meeting).roles] == ["Ana"]


def test_what_others_have_worked_on_since_stays(user: User) -> None:
    meeting, other = make_meeting(), make_organizer()
    make_one(meeting, user)
    made = db.session.scalars(Session.of_meeting(meeting)).one()
    made.add_item(titles={"en": "Theirs"}, minutes=5, by=other, at=LATER)
    with pytest.raises(RuleBroken, match="“New” was changed since. Nothing was undone."):
        undo(meeting, by=user, at=LATER)
    undo(meeting, by=other, at=LATER)  # who takes it back gives the way free
    undo(meeting, by=user, at=LATER)
    assert programme(meeting) == []


def test_what_has_material_or_proposals_since_stays(user: User) -> None:
    meeting = make_meeting()
    make_one(meeting, user)
    made = db.session.scalars(Session.of_meeting(meeting)).one()
    material = make_material(made)
    with pytest.raises(RuleBroken, match="was changed since"):
        undo(meeting, by=user, at=LATER)
    material.withdraw(by=None, at=NOW)
    db.session.flush()
    db.session.expire_all()
    make_tabled_proposal(made)
    with pytest.raises(RuleBroken, match="Something is recorded for this session"):
        undo(meeting, by=user, at=LATER)


def test_a_refused_undo_changes_nothing_of_the_act(user: User) -> None:
    meeting, other = make_meeting(), make_organizer()
    a_day(meeting)
    copy(meeting, user)
    copied = db.session.scalars(Session.of_meeting(meeting)).all()[-1]
    copied.revise(starts=time(10), ends=time(12), by=other, at=LATER)
    before = programme(meeting)
    with pytest.raises(RuleBroken, match="was changed since"):
        undo(meeting, by=user, at=LATER)
    assert programme(meeting) == before


def test_two_organizers_undo_each_their_own(app: Any, browser: Browser) -> None:
    meeting = make_meeting()
    held = a_day(meeting)
    address = f"/meetings/{meeting.slug}/agenda"
    one, two = browser.sign_in(make_organizer()), Browser(app).sign_in(make_organizer())
    assert "brings it back" in one.follow(one.post(f"{address}/sessions/{held.id}/removal", {"confirmed": "yes"})).text
    two.submit(f"{address}/sessions/new", title_en="Theirs", starts="15:00", ends="16:00")
    page = one.follow(one.post(f"{address}/undo"))
    assert "is back." in page.text
    assert "taken back" in page.text
    assert [row[2] for row in programme(meeting)][-1] == "Theirs"
    assert "“Theirs” is gone again." in two.follow(two.post(f"{address}/undo")).text
    assert len(programme(meeting)) == 2


def test_what_was_removed_long_ago_does_not_come_back(user: User) -> None:
    meeting = make_meeting()
    held = make_session(meeting)
    make_item(held)
    held.drop_item(make_item(held), by=user, at=NOW)
    held.remove(by=user, at=NOW)
    with pytest.raises(RuleBroken, match="nothing to undo"):
        undo(meeting, by=user, at=NOW + KEPT + timedelta(days=1))
    assert erase_removed(NOW + KEPT + timedelta(days=1)) == 2
    db.session.commit()
    assert (db.session.query(Session).count(), db.session.query(Item).count(), db.session.query(Edit).count()) == (
        0,
    ) * 3


def test_a_day_from_which_all_was_removed_can_be_taken_away(user: User) -> None:
    meeting = make_meeting()
    held = make_session(meeting, day=meeting.days[2])
    make_material(make_item(held))
    held.remove(by=user, at=NOW)
    db.session.commit()
    first, last = meeting.days[0].held_on, meeting.days[1].held_on
    assert isinstance(first, date)
    meeting.set_days(first, last)
    db.session.commit()
    assert db.session.query(Session).count() == 0
