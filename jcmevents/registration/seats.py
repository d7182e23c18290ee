"""The seats of a delegation: the one place that counts them, holds them and refuses one too many."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, ForeignKey, String, and_, func, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.states import SEATED, Capacity, State


class SeatHolder:
    """What of a registration decides about its seat.

    Whoever takes a seat calls `hold_seats` first: from then on nobody else can count or take seats of that
    delegation until the transaction ends.
    """

    full_name: Mapped[str] = mapped_column(String(200))  # as in the passport
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    capacity: Mapped[str] = mapped_column(String(20), default=Capacity.DELEGATE)
    funded: Mapped[bool] = mapped_column(default=False)  # the host pays for the journey
    late: Mapped[bool] = mapped_column(default=False)  # came after the deadline: no seat until the organizers accept it

    @classmethod
    def of(cls, delegation: Delegation) -> ColumnElement[bool]:
        return cls.delegation_id == delegation.id

    @classmethod
    def seated(cls) -> ColumnElement[bool]:
        """Holds a seat."""
        return and_(cls.state.in_(SEATED), cls.late.is_(False))

    @property
    def holds_seat(self) -> bool:
        return self.state in SEATED and not self.late

    @staticmethod
    def hold_seats(delegation: Delegation) -> None:
        """Let nobody else count or take seats of `delegation` until the transaction ends.

        PostgreSQL locks the row; on SQLite the transaction is an immediate one and holds the whole database.
        """
        db.session.flush()  # what was changed here must not be read over
        db.session.refresh(delegation, ["version", "seats", "funded_seats", "invitation"], with_for_update=True)

    @staticmethod
    def hold_seats_of(delegations: Collection[Delegation]) -> None:
        """As `hold_seats` for several, always in the same order, so that two who do so never wait for each other."""
        db.session.flush()
        ids = [delegation.id for delegation in delegations]
        rows = select(Delegation).where(Delegation.id.in_(ids)).order_by(Delegation.id)
        db.session.scalars(rows.with_for_update(of=Delegation).execution_options(populate_existing=True)).all()

    @classmethod
    def seats_taken(cls, delegation: Delegation, *, funded: bool = False) -> int:
        """How many seats are taken; of the funded ones only, if so asked."""
        taken = select(func.count()).select_from(cls).where(cls.of(delegation), cls.seated())
        return db.session.scalar(taken.where(cls.funded.is_(True)) if funded else taken) or 0

    @classmethod
    def seats_free(cls, delegation: Delegation, *, funded: bool = False) -> int:
        """How many seats are free, never less than none. A funded seat is one of the seats."""
        free = delegation.seats - cls.seats_taken(delegation)
        if funded:
            free = min(free, delegation.funded_seats - cls.seats_taken(delegation, funded=True))
        return max(0, free)

    @classmethod
    def seats_taken_at(cls, meeting: Meeting) -> dict[int, int]:
        """How many seats are taken in each delegation of `meeting`, by its id; without those that have none taken."""
        taken = select(cls.delegation_id, func.count()).join(Delegation, Delegation.id == cls.delegation_id)
        query = taken.where(Delegation.meeting_id == meeting.id, cls.seated()).group_by(cls.delegation_id)
        return {delegation_id: number for delegation_id, number in db.session.execute(query)}

    @classmethod
    def require_seat(cls, delegation: Delegation, *, funded: bool = False) -> None:
        if not cls.seats_free(delegation):
            raise RuleBroken(all_taken(delegation), field="delegation")
        if funded and not cls.seats_free(delegation, funded=True):
            raise RuleBroken(all_funded_taken(delegation), field="funded")

    @classmethod
    def require_no_head(cls, delegation: Delegation) -> None:
        heads = select(cls.full_name).where(cls.of(delegation), cls.capacity == Capacity.HEAD, cls.seated())
        if name := db.session.scalar(heads):
            raise RuleBroken(head_already(name), field="capacity")

    @classmethod
    def require_place(cls, delegation: Delegation, *, capacity: str, funded: bool) -> None:
        """Hold the seats, then refuse a full delegation and a second head."""
        cls.hold_seats(delegation)
        cls.require_seat(delegation, funded=funded)
        if capacity == Capacity.HEAD:
            cls.require_no_head(delegation)

    def hold_for(self, state: State) -> None:
        """Before a change to `state`: refuse a seat that is not there; hold the seats also where one is given back."""
        registration: Any = self
        if state in SEATED and registration.state not in SEATED:
            self.require_place(registration.delegation, capacity=registration.capacity, funded=registration.funded)
        elif state not in SEATED and self.holds_seat:
            self.hold_seats(registration.delegation)

    def require_still_placed(self, delegation: Delegation, *, capacity: str, funded: bool) -> None:
        """Refuse what a seated person would newly take: a seat elsewhere, a funded seat, the head's place.

        What is held already stays.
        """
        before: Any = self
        moves = delegation.id != before.delegation_id
        self.hold_seats(delegation)
        if moves or (funded and not before.funded):
            self._require_other_seat(delegation, moves=moves, funded=funded)
        if capacity == Capacity.HEAD and (moves or before.capacity != Capacity.HEAD):
            self.require_no_head(delegation)

    def _require_other_seat(self, delegation: Delegation, *, moves: bool, funded: bool) -> None:
        if moves:
            self.require_seat(delegation, funded=funded)
        elif self.seats_taken(delegation, funded=True) >= delegation.funded_seats:
            raise RuleBroken(all_funded_taken(delegation), field="funded")


def all_taken(delegation: Delegation) -> str:
    return gettext(
        "All %(n)s seats of %(name)s are taken. Raise the number of seats or withdraw somebody first.",
        n=delegation.seats,
        name=delegation.name(),
    )


def all_funded_taken(delegation: Delegation) -> str:
    return gettext(
        "All %(n)s funded seats of %(name)s are taken. Choose a self-funded seat, or raise their number.",
        n=delegation.funded_seats,
        name=delegation.name(),
    )


def head_already(name: str) -> str:
    return gettext("%(name)s is head of this delegation already; there is exactly one.", name=name)
