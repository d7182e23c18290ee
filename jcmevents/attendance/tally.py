"""How many people were where: on each day and in each session, on site and online; and who, as data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import ColumnElement, case, func, select

from jcmevents.attendance.board import Board
from jcmevents.attendance.marking import Status
from jcmevents.attendance.models import Attendance
from jcmevents.attendance.places import Place, places
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Mode
from jcmevents.registration.models import Registration
from jcmevents.registration.states import EXPECTED, MODE_LABELS, Capacity
from jcmevents.sheet import as_csv

Key = tuple[int, int | None]  # ids of day and session


@dataclass(frozen=True)
class Tally:
    """Of the people who are expected, how many were seen at a place."""

    place: Place
    on_site: int
    online: int
    seen_twice: int

    @property
    def all(self) -> int:
        return self.on_site + self.online


def tallies(meeting: Meeting) -> list[Tally]:
    """Of every place of the meeting, in the order of time: each day, then its sessions."""
    counted: dict[Key, dict[str, tuple[int, int]]] = defaultdict(dict)
    twice = func.sum(case((Attendance.scans > 1, 1), else_=0))
    columns = (Attendance.day_id, Attendance.session_id, Attendance.mode)
    query = select(*columns, func.count(), twice).join(Registration).where(*_expected(meeting)).group_by(*columns)
    for day_id, session_id, mode, number, again in db.session.execute(query):
        counted[day_id, session_id][mode] = (number, again)
    return [_tally(place, counted[_key(place)]) for place in in_time(meeting)]


def in_time(meeting: Meeting) -> list[Place]:
    def moment(place: Place) -> tuple[object, ...]:
        return place.day.held_on, place.session is not None, place.starts_at, place.key

    return sorted(places(meeting).values(), key=moment)


def attendance_csv(meeting: Meeting) -> bytes:
    """A row per person who is expected, a column per place, in the reader's language."""
    all_places = in_time(meeting)
    heads = (gettext("Number"), gettext("Name"), gettext("Delegation"), gettext("Capacity"), gettext("Attendance"))
    return as_csv((*heads, *(place.label for place in all_places)), _rows(meeting, all_places))


def _rows(meeting: Meeting, all_places: list[Place]) -> Iterator[tuple[str, ...]]:
    seen = _modes(meeting)
    for group in Board.of(meeting).delegations:
        for person in group.people:
            where = (seen.get((person.id, *_key(place)), "") for place in all_places)
            told = (person.number, person.name, group.name, Capacity(person.capacity).label)
            yield (*told, Status(person.state).label, *where)


def _modes(meeting: Meeting) -> dict[tuple[int, int, int | None], str]:
    """How each person was there, in words, by ids of person, day and session."""
    columns = (Attendance.registration_id, Attendance.day_id, Attendance.session_id, Attendance.mode)
    rows = db.session.execute(select(*columns).join(Registration).where(*_expected(meeting)))
    return {(person, day, session): str(MODE_LABELS[Mode(mode)]) for person, day, session, mode in rows}


def _expected(meeting: Meeting) -> tuple[ColumnElement[bool], ...]:
    """Not yet who walked in and waits for the organizers."""
    return Attendance.meeting_id == meeting.id, Registration.state.in_(EXPECTED)


def _key(place: Place) -> Key:
    return place.day.id, place.session.id if place.session else None


def _tally(place: Place, modes: dict[str, tuple[int, int]]) -> Tally:
    numbers = {mode: modes.get(mode, (0, 0)) for mode in (Mode.ON_SITE, Mode.ONLINE)}
    twice = sum(again for _number, again in numbers.values())
    return Tally(place, numbers[Mode.ON_SITE][0], numbers[Mode.ONLINE][0], twice)
