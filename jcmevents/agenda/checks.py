"""What does not fit together in an agenda yet: shown to organizers as long as it is so, never refused.

All checks look at what is loaded at once; the number of queries does not depend on the size of the agenda.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from jcmevents.agenda.items import Item
from jcmevents.agenda.kinds import Kind
from jcmevents.agenda.models import Session
from jcmevents.agenda.programme import span, wall
from jcmevents.agenda.roles import Role
from jcmevents.agenda.walltime import exists, instant, is_twice, lasting
from jcmevents.extensions import db
from jcmevents.meetings.models import Day, Meeting
from jcmevents.registration.day_modes import DayMode, Presence
from jcmevents.registration.states import State
from jcmevents.text import current_language, short_date

LONGEST_WITHOUT_BREAK = 150  # minutes
SHORTEST_BREAK = 10  # minutes without programme in which people can leave their seats
ON_THE_MOVE = {Kind.BILATERAL, Kind.SITE_VISIT}  # people come and go
COMING = (State.CONFIRMED, State.ATTENDED)


class Finding(NamedTuple):
    """One thing that does not fit, and the session at which to look."""

    session: Session
    sentence: str

    @property
    def described(self) -> str:
        """With the day, where there are several."""
        if len(self.session.meeting.days) == 1:
            return self.sentence
        return f"{short_date(self.session.day.held_on, current_language())}: {self.sentence}"


class Busy(NamedTuple):
    """A person or a room, from when to when, and for which session."""

    who: str
    start: datetime
    end: datetime
    session: Session


class Appearance(NamedTuple):
    """A role, and when it is played."""

    role: Role
    start: datetime | None
    end: datetime | None
    session: Session


def findings(meeting: Meeting) -> list[Finding]:
    """Everything that does not fit, in the order of the clock."""
    sessions = list(db.session.scalars(_with_people(meeting)))
    appearances = [appearance for session in sessions for appearance in _appearances(session)]
    found = [
        *_rooms_twice(sessions),
        *_people_twice(appearances),
        *_outside(sessions),
        *_on_changed_clocks(sessions),
        *_not_confirmed(appearances),
        *_not_on_site(appearances, _modes(meeting)),
        *_empty(sessions),
        *_without_break(sessions),
    ]
    order = {session: n for n, session in enumerate(sessions)}
    return sorted(dict.fromkeys(found), key=lambda finding: order[finding.session])


def _with_people(meeting: Meeting) -> Select[Session]:
    return Session.of_meeting(meeting).options(
        selectinload(Session.roles).selectinload(Role.registration),
        selectinload(Session.items).selectinload(Item.roles).selectinload(Role.registration),
    )


def _modes(meeting: Meeting) -> dict[tuple[int, int], str]:
    """How people take part, by registration and day, for the days of which they said it."""
    rows = select(DayMode.registration_id, DayMode.day_id, DayMode.mode).join(Day, Day.id == DayMode.day_id)
    rows = rows.where(Day.meeting_id == meeting.id)
    return {(person, day): mode for person, day, mode in db.session.execute(rows)}


def _appearances(session: Session) -> Iterator[Appearance]:
    for role in session.roles:
        yield Appearance(role, session.starts_at, session.ends_at, session)
    for item, start, end in session.timed_items():
        for role in item.roles:
            yield Appearance(role, start, end, session)


def _rooms_twice(sessions: Iterable[Session]) -> Iterator[Finding]:
    busy: dict[int, list[Busy]] = defaultdict(list)
    for session in sessions:
        if session.room and session.ends_at:
            busy[session.room.id].append(Busy(session.room.name, session.starts_at, session.ends_at, session))
    for one, other in _overlaps(busy.values()):
        sentence = gettext("%(who)s is taken twice at %(time)s: by “%(one)s” and by “%(other)s”.", **_pair(one, other))
        yield Finding(other.session, sentence)


def _people_twice(appearances: Iterable[Appearance]) -> Iterator[Finding]:
    busy: dict[int | str, list[Busy]] = defaultdict(list)
    for role, start, end, session in appearances:
        if start and end:
            busy[role.registration_id or role.name.casefold()].append(Busy(role.name, start, end, session))
    for one, other in _overlaps(busy.values()):
        sentence = gettext("%(who)s is in two places at %(time)s: “%(one)s” and “%(other)s”.", **_pair(one, other))
        yield Finding(other.session, sentence)


def _pair(one: Busy, other: Busy) -> dict[str, str]:
    titles = {"one": one.session.title, "other": other.session.title}
    return {"who": other.who, "time": wall(other.start), **titles}


def _overlaps(tracks: Iterable[list[Busy]]) -> Iterator[tuple[Busy, Busy]]:
    """Pairs of one track that overlap and belong to different sessions, the earlier one first."""
    for track in tracks:
        latest: Busy | None = None
        for busy in sorted(track, key=lambda each: each.start.timestamp()):
            if latest and busy.session is not latest.session and lasting(busy.start, latest.end) > 0:
                yield latest, busy
            if latest is None or lasting(latest.end, busy.end) > 0:
                latest = busy


def _outside(sessions: Iterable[Session]) -> Iterator[Finding]:
    for session in sessions:
        for item, start, end in session.timed_items():
            last = end or start
            closes = session.closes_at
            if last and ((closes and lasting(closes, last) > 0) or last.date() != session.day.held_on):
                sentence = gettext(
                    "“%(title)s” (%(span)s) runs beyond its session or its day.",
                    title=item.title,
                    span=span(start, end),
                )
                yield Finding(session, sentence)


def _on_changed_clocks(sessions: Iterable[Session]) -> Iterator[Finding]:
    """Times that were certain when they were entered and are not since the meeting got another zone or other days."""
    for session in sessions:
        for time, fold in ((session.starts, session.starts_fold), (session.ends, session.ends_fold)):
            moment = instant(session.day.held_on, time, session.meeting.tz) if time else None
            if moment and not exists(moment):
                sentence = gettext("The clocks are put forward on this day and skip %(time)s.", time=wall(moment))
                yield Finding(session, sentence)
            elif moment and is_twice(moment) and fold is None:
                yield Finding(session, gettext("%(time)s comes twice on this day: say which one.", time=wall(moment)))


def _not_confirmed(appearances: Iterable[Appearance]) -> Iterator[Finding]:
    for role, _start, _end, session in appearances:
        if role.registration and role.registration.state not in COMING:
            state = State(role.registration.state).label
            sentence = gettext("%(name)s has no confirmed registration: “%(state)s”.", name=role.name, state=state)
            yield Finding(session, sentence)


def _not_on_site(appearances: Iterable[Appearance], modes: dict[tuple[int, int], str]) -> Iterator[Finding]:
    for role, _start, _end, session in appearances:
        person = role.registration
        if person and not role.is_online:
            mode = Presence(modes.get((person.id, session.day_id), person.mode))
            if mode != Presence.ON_SITE:
                sentence = gettext("%(name)s is not on site that day: “%(mode)s”.", name=role.name, mode=mode.label)
                yield Finding(session, sentence)


def _empty(sessions: Iterable[Session]) -> Iterator[Finding]:
    for session in sessions:
        if not (session.items or session.roles or session.is_interval):
            yield Finding(session, gettext("“%(title)s” is empty: no items and nobody in it.", title=session.title))


def _without_break(sessions: Iterable[Session]) -> Iterator[Finding]:
    """Stretches of one day and room in which nobody can leave."""
    tracks: dict[tuple[int, int | None], list[Busy]] = defaultdict(list)
    for session in sessions:
        tracks[session.day_id, session.room_id] += _working(session)
    for track in tracks.values():
        for stretch in _stretches(sorted(track, key=lambda each: each.start.timestamp())):
            if lasting(stretch.start, stretch.end) > LONGEST_WITHOUT_BREAK:
                sentence = gettext("There is no break at %(span)s.", span=span(stretch.start, stretch.end))
                yield Finding(stretch.session, sentence)


def _working(session: Session) -> Iterator[Busy]:
    if session.is_interval or session.kind in ON_THE_MOVE:
        return
    parts = [(item.is_interval, start, end) for item, start, end in session.timed_items()]
    for is_interval, start, end in parts or [(False, session.starts_at, session.ends_at)]:
        if start and end and not is_interval:
            yield Busy("", start, end, session)


def _stretches(track: Iterable[Busy]) -> Iterator[Busy]:
    """What follows one another without a pause, as one."""
    stretch: Busy | None = None
    for busy in track:
        if stretch and lasting(stretch.end, busy.start) < SHORTEST_BREAK:
            stretch = stretch._replace(end=max(stretch.end, busy.end, key=lambda moment: moment.timestamp()))
        else:
            if stretch:
                yield stretch
            stretch = busy
    if stretch:
        yield stretch
