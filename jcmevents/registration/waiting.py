"""The waiting list of a delegation: who waits, in which order, and who gets the seat that becomes free."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import event, func, inspect, select
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction, joinedload, selectinload

from jcmevents import clock
from jcmevents.accounts.models import User
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, RegistrationPolicy
from jcmevents.registration import mails
from jcmevents.registration.history import StateChange
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State
from jcmevents.registration.wording import MailKind

_FREED = "delegations of which a seat may have become free"


def in_line(meeting: Meeting, delegation: Delegation | None = None) -> list[Registration]:
    """Who waits at `meeting`, or in one delegation of it, the longest waiting first."""
    waits = select(func.max(StateChange.id)).where(
        StateChange.registration_id == Registration.id, StateChange.after == State.WAITLISTED
    )
    query = Registration.of_meeting(meeting).where(Registration.state == State.WAITLISTED)
    if delegation:
        query = query.where(Registration.of(delegation))
    in_order = query.order_by(waits.scalar_subquery(), Registration.id)
    loaded = joinedload(Registration.delegation), selectinload(Registration.history)
    return list(db.session.scalars(in_order.options(*loaded)))


def promote(registration: Registration, *, by: User | None, at: datetime, why: str = "") -> None:
    """Give the waiting person a seat. Where registration is open, that confirms; else the organizers look at it."""
    is_open = registration.meeting.registration_policy == RegistrationPolicy.OPEN
    registration.move_to(State.CONFIRMED if is_open else State.SUBMITTED, by=by, at=at, why=why)


def promote_waiting(delegation: Delegation, *, at: datetime) -> list[Registration]:
    """Give the free seats of the delegation to those who have waited longest, with a mail to each of them.

    Who waits for something that is not free (a funded seat, the place of the head) lets the next one pass.
    """
    Registration.hold_seats(delegation)
    promoted = []
    for registration in in_line(delegation.meeting, delegation):
        if not Registration.seats_free(delegation):
            break
        with suppress(RuleBroken):
            promote(registration, by=None, at=at, why=gettext("A seat became free."))
            mails.tell(registration, MailKind.PROMOTED, at=at)
            promoted.append(registration)
    return promoted


# Seats become free in many ways: somebody withdraws or is declined, moves to another delegation, gives a funded seat
# back, more seats are given. None of them has to remember the waiting list: it is looked at before each commit.


@event.listens_for(db.session, "before_flush")
def _note_freed(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    freed = session.info.setdefault(_FREED, set())
    for row in session.dirty | session.deleted:
        if isinstance(row, Registration):
            freed.update(_given_back(row))
        elif isinstance(row, Delegation) and row not in session.deleted and _has_more_seats(row):
            freed.add(row.id)


def _given_back(registration: Registration) -> Iterator[int]:
    """The delegation in which the registration has held something that it holds no more."""
    attributes = inspect(registration).attrs
    changed = any(attributes[name].history.has_changes() for name in ("state", "delegation", "funded", "capacity"))
    if changed or inspect(registration).deleted:
        for delegation in attributes["delegation"].history.deleted or [registration.delegation]:
            yield delegation.id


def _has_more_seats(delegation: Delegation) -> bool:
    attributes = inspect(delegation).attrs
    return any(attributes[name].history.has_changes() for name in ("seats", "funded_seats"))


@event.listens_for(db.session, "before_commit")
def _promote_where_freed(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    while freed := session.info.pop(_FREED, None):
        for delegation_id in sorted(freed):
            _promote_if_wanted(delegation_id, clock.now())
        session.flush()


def _promote_if_wanted(delegation_id: int, at: datetime) -> None:
    delegation = db.session.get(Delegation, delegation_id)
    if delegation is None or not delegation.meeting.promotes_waiting:
        return
    over = at.astimezone(delegation.meeting.tz).date() > delegation.meeting.end_on
    if not over and in_line(delegation.meeting, delegation):
        promote_waiting(delegation, at=at)


@event.listens_for(db.session, "after_soft_rollback")
def _forget_freed(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_FREED, None)
