"""Who has come so far: delegation by delegation, as bars, on the map and by name."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from jcmevents.attendance import world
from jcmevents.attendance.board import Board, Expected, Person
from jcmevents.attendance.models import Attendance, WalkIn
from jcmevents.attendance.stations import Station
from jcmevents.extensions import db
from jcmevents.meetings.models import Day, Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import Capacity, State


class Arrival(enum.StrEnum):
    """How much of a delegation has come."""

    NOBODY = "nobody"
    SOME = "some"
    ALL = "all"


@dataclass(frozen=True)
class Group:
    """A delegation: how many of its people have come, its head, and who has not been seen."""

    name: str
    iso2: str  # empty for a body
    people: tuple[Person, ...]
    seen: frozenset[int]  # ids of registrations

    @property
    def arrived(self) -> int:
        return sum(person.id in self.seen for person in self.people)

    @property
    def arrival(self) -> Arrival:
        if not self.arrived:
            return Arrival.NOBODY
        return Arrival.ALL if self.arrived == len(self.people) else Arrival.SOME

    @property
    def head(self) -> Person | None:
        return next((person for person in self.people if person.capacity == Capacity.HEAD), None)

    @property
    def head_has_come(self) -> bool:
        return bool(self.head and self.head.id in self.seen)

    @property
    def awaited(self) -> list[Person]:
        """Who has not been seen and is not known to stay away."""
        return [each for each in self.people if each.id not in self.seen and each.state != State.NO_SHOW]

    @property
    def place(self) -> world.Place | None:
        return world.place_of(self.iso2)


@dataclass(frozen=True)
class Contact:
    """A station that is open, and when it was last heard of."""

    name: str
    last_heard_at: datetime | None


@dataclass(frozen=True)
class Live:
    """The state of a meeting at the door: of one `day`, or of all its days (None)."""

    day: Day | None
    groups: tuple[Group, ...]
    walk_ins: int  # entered at the door, waiting for the organizers
    stations: tuple[Contact, ...]

    @classmethod
    def of(cls, meeting: Meeting, day: Day | None, now: datetime) -> Live:
        delegations = Board.of(meeting).delegations
        seen = _seen_on(day) if day else _attended(delegations)
        groups = (Group(each.name, each.iso2, each.people, seen) for each in delegations)
        return cls(day, tuple(groups), _walk_ins(meeting), _stations(meeting, now))

    @property
    def expected(self) -> int:
        return sum(len(group.people) for group in self.groups)

    @property
    def arrived(self) -> int:
        return sum(group.arrived for group in self.groups)

    @property
    def awaited(self) -> int:
        return sum(len(group.awaited) for group in self.groups)

    @property
    def heads(self) -> int:
        return sum(group.head is not None for group in self.groups)

    @property
    def heads_arrived(self) -> int:
        return sum(group.head_has_come for group in self.groups)

    @property
    def on_map(self) -> list[Group]:
        return [group for group in self.groups if group.place]


def day_shown(meeting: Meeting, asked: str | None, now: datetime) -> Day | None:
    """The day that was asked for; without a word today, if the meeting is held today; else all of its days (None)."""
    today = now.astimezone(meeting.tz).date().isoformat()
    wanted = today if asked is None else asked
    return next((day for day in meeting.days if day.held_on.isoformat() == wanted), None)


def _seen_on(day: Day) -> frozenset[int]:
    there = select(Attendance.registration_id).where(Attendance.day_id == day.id, Attendance.session_id.is_(None))
    return frozenset(db.session.scalars(there))


def _attended(delegations: tuple[Expected, ...]) -> frozenset[int]:
    everybody = (person for delegation in delegations for person in delegation.people)
    return frozenset(person.id for person in everybody if person.state == State.ATTENDED)


def _walk_ins(meeting: Meeting) -> int:
    undecided = Registration.state == State.SUBMITTED
    waiting = select(func.count(WalkIn.id)).join(Registration).where(WalkIn.meeting_id == meeting.id, undecided)
    return db.session.scalar(waiting) or 0


def _stations(meeting: Meeting, now: datetime) -> tuple[Contact, ...]:
    stations = db.session.scalars(Station.of_meeting(meeting))
    return tuple(Contact(each.name, each.last_heard_at) for each in stations if each.is_open(now))
