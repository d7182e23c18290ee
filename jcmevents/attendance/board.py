"""The board at the door: who is expected and who has arrived, delegation by delegation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import groupby

from sqlalchemy import select

from jcmevents.attendance.marking import Status
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import in_order
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Mode
from jcmevents.registration.models import Registration
from jcmevents.registration.states import EXPECTED, MODE_LABELS, Capacity, State


@dataclass(frozen=True)
class Person:
    """Somebody who is expected, with the columns of the registration that the board shows."""

    id: int
    delegation_id: int
    number: str
    full_name: str
    reading: str
    honorific: str
    capacity: str
    mode: str
    state: str

    @property
    def name(self) -> str:
        return f"{self.honorific} {self.full_name}".strip()

    @property
    def note(self) -> str:
        told = (self.reading, Capacity(self.capacity).label, str(MODE_LABELS[Mode(self.mode)]))
        return " · ".join(text for text in told if text)

    @property
    def status(self) -> Status:
        return Status(self.state)

    @property
    def other_marks(self) -> list[Status]:
        """The marks that would change something."""
        return [status for status in Status if status != self.status]


@dataclass(frozen=True)
class Expected:
    """People who are expected: those of one delegation, or all."""

    people: tuple[Person, ...]
    delegation_id: int | None = None
    name: str = ""
    iso2: str = ""  # of a country's delegation

    @property
    def arrived(self) -> int:
        return self._count(State.ATTENDED)

    @property
    def absent(self) -> int:
        return self._count(State.NO_SHOW)

    @property
    def open(self) -> int:
        """How many have not been marked yet."""
        return self._count(State.CONFIRMED)

    def _count(self, state: State) -> int:
        return sum(person.state == state for person in self.people)


@dataclass(frozen=True)
class Board:
    total: Expected
    delegations: tuple[Expected, ...]  # in the meeting's order, those that expect somebody

    @classmethod
    def of(cls, meeting: Meeting) -> Board:
        rows = db.session.execute(
            select(*(getattr(Registration, column.name) for column in fields(Person)))
            .where(Registration.meeting_id == meeting.id, Registration.state.in_(EXPECTED))
            .order_by(Registration.delegation_id, Registration.position, Registration.id)
        )
        people = tuple(Person(*row) for row in rows)
        of_delegation = {id: tuple(group) for id, group in groupby(people, key=lambda person: person.delegation_id)}
        ordered = in_order(meeting, _delegations(meeting, of_delegation))
        groups = (Expected(of_delegation[d.id], d.id, d.name(), d.country_iso2 or "") for d in ordered)
        return cls(Expected(people), tuple(groups))


def _delegations(meeting: Meeting, ids: Iterable[int]) -> Iterable[Delegation]:
    return db.session.scalars(Delegation.of_meeting(meeting).where(Delegation.id.in_(ids)))
