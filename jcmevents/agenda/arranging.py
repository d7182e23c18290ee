"""Acts on many sessions at once: everything later, a day once more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from flask_babel import gettext

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.items import Item
from jcmevents.agenda.models import Session
from jcmevents.agenda.roles import Role
from jcmevents.agenda.runs import Run
from jcmevents.agenda.walltime import later, minutes_of
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Day

LONGEST_SHIFT = 6 * 60  # minutes
_TEXTS = ("kind", "titles", "abstracts", "questions")


def ripple(
    session: Session, minutes: int, *, stretch: bool, everywhere: bool, by: User | None, at: datetime
) -> list[Session]:
    """Let all that follows on the day begin `minutes` later (earlier when negative); what was moved.

    With `stretch` the session itself keeps its start and lasts so much longer, else it moves too. Parallel rooms stay
    as they are unless `everywhere`. Refuses to leave the day, or to shorten a session to nothing.
    """
    if not minutes or abs(minutes) > LONGEST_SHIFT:
        raise RuleBroken(gettext("Enter up to %(n)s minutes, not 0.", n=LONGEST_SHIFT), field="minutes")
    if stretch and session.ends is None:
        raise RuleBroken(gettext("This session has no end that could be later."), field="stretch")
    following = [each for each in _from_here(session, everywhere=everywhere) if not (stretch and each is session)]
    for each in following:
        each.revise(**_shifted(each, minutes), by=by, at=at)
    if stretch and session.ends:
        session.revise(starts=session.starts, ends=_shift(session.ends, minutes), by=by, at=at)
    audit.record("agenda.ripple", session, by=by, at=at, minutes=minutes, number=len(following))
    return following


def _from_here(session: Session, *, everywhere: bool) -> list[Session]:
    """`session` and what begins at its time or later: on the same day, in the same room, in no other run."""
    ends = session.ends or session.starts
    rows = db.session.scalars(Session.of_meeting(session.meeting).where(Session.day_id == session.day_id))
    return [
        each
        for each in rows
        if each is session
        or (
            each.starts >= ends
            and (everywhere or each.room_id == session.room_id)
            and (not session.run_id or each.run_id in (None, session.run_id))
        )
    ]


def _shifted(session: Session, minutes: int) -> dict[str, Any]:
    return {"starts": _shift(session.starts, minutes), "ends": _shift(session.ends, minutes) if session.ends else None}


def _shift(wall: time, minutes: int) -> time:
    try:
        return later(wall, minutes)
    except RuleBroken:
        sentence = gettext("That would move %(time)s to another day.", time=f"{wall:%H:%M}")
        raise RuleBroken(sentence, field="minutes") from None


def copy_day(
    source: Day,
    target: Day,
    *,
    shift: int = 0,
    with_people: bool,
    source_run: Run | None = None,
    run: Run | None = None,
    by: User | None,
    at: datetime,
) -> list[Session]:
    """The sessions of `source` once more on `target`, `shift` minutes later; with other people unless `with_people`.

    The copies belong to `run`, those copied from now on to `source_run`, if these are given. Materials and summaries
    belong to what they were made for and are not copied.
    """
    originals, there = sessions_on(source), sessions_on(target)
    if source is target and not shift:
        raise RuleBroken(gettext("Choose another day to copy to, or other hours."), field="target")
    if not originals:
        raise RuleBroken(gettext("There is nothing on this day that could be copied."), field="source")
    if there and _meet(_hours(there), [minutes + shift for minutes in _hours(originals)]):
        sentence = gettext("There are sessions on that day at these hours already. Move or remove them first.")
        raise RuleBroken(sentence, field="target")
    copies = [
        copied(each, shift, with_people, day=target, room=each.room, run=run or each.run, by=by, at=at)
        for each in originals
    ]
    for each in originals if source_run else ():
        each.revise(starts=each.starts, ends=each.ends, run=source_run, by=by, at=at)
    audit.record("agenda.copy_day", source.meeting, by=by, at=at, number=len(copies))
    return copies


def sessions_on(day: Day) -> list[Session]:
    return list(db.session.scalars(Session.of_meeting(day.meeting).where(Session.day_id == day.id)))


def _hours(sessions: Iterable[Session]) -> list[int]:
    """The minutes since midnight at which the first begins and the last ends."""
    spans = [(minutes_of(each.starts), minutes_of((each.ends_at or each.starts_at).time())) for each in sessions]
    return [min(start for start, _end in spans), max(end for _start, end in spans)]


def _meet(one: list[int], other: list[int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def copied(session: Session, shift: int, with_people: bool, *, day: Day, **place_and_act: Any) -> Session:
    """The session once more on `day`, `shift` minutes later, with its items, but without its materials."""
    copy = Session.schedule(
        day.meeting,
        day=day,
        code=session.code,
        record_rule=session.record_rule,
        people=_people(session.roles) if with_people else (),
        **{name: getattr(session, name) for name in _TEXTS},
        **_shifted(session, shift),
        **place_and_act,
    )
    for item in session.items:
        copy.add_item(**_item(item, shift), people=_people(item.roles) if with_people else ())
    return copy


def _item(item: Item, shift: int) -> dict[str, Any]:
    starts = _shift(item.starts, shift) if item.starts else None
    return {**{name: getattr(item, name) for name in _TEXTS}, "minutes": item.minutes, "starts": starts}


def _people(roles: Iterable[Role]) -> list[dict[str, Any]]:
    columns = ("duty", "names", "affiliations", "on_behalf_of", "is_online", "registration_id")
    return [{name: getattr(role, name) for name in columns} for role in roles]
