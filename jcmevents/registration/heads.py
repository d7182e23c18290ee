"""The head of a delegation: exactly one, and for single days of the meeting another if the delegation says so."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext
from sqlalchemy import ForeignKey, Select, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Day, Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.protocol import put_first
from jcmevents.registration.states import Capacity


class HeadOfDay(Base):
    """Who leads the delegation on one day in place of its head. Counts only while the person holds a seat."""

    __tablename__ = "head_of_day"
    __table_args__ = (UniqueConstraint("delegation_id", "day_id"),)

    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"))
    day_id: Mapped[int] = mapped_column(ForeignKey("meeting_day.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)

    registration: Mapped[Registration] = relationship()


def head_of(delegation: Delegation) -> Registration | None:
    """The head of `delegation`."""
    return db.session.scalar(_heads().where(Registration.of(delegation)))


def heads_at(meeting: Meeting) -> dict[int, Registration]:
    """The heads of a meeting's delegations, by id of the delegation. One query."""
    heads = db.session.scalars(_heads().where(Registration.meeting_id == meeting.id))
    return {head.delegation_id: head for head in heads}


def head_on(delegation: Delegation, day: Day) -> Registration | None:
    """Who leads `delegation` on `day`: the one named for it, else the head."""
    return heads_by_day(delegation).get(day.id) or head_of(delegation)


def heads_by_day(delegation: Delegation) -> dict[int, Registration]:
    """Those named for single days, by id of the day."""
    named = select(HeadOfDay.day_id, Registration).join(Registration, Registration.id == HeadOfDay.registration_id)
    here = named.where(HeadOfDay.delegation_id == delegation.id, Registration.of(delegation), Registration.seated())
    return {day_id: person for day_id, person in db.session.execute(here)}


def name_head(registration: Registration, *, by: User | None, at: datetime) -> None:
    """Make the person head of the delegation and first in its order; the head so far becomes a delegate."""
    _require_seated(registration)
    Registration.hold_seats(registration.delegation)
    former = head_of(registration.delegation)
    if former is not None and former.id != registration.id:
        former.revise(capacity=Capacity.DELEGATE, by=by, at=at)
    registration.revise(capacity=Capacity.HEAD, by=by, at=at)
    put_first(registration, by=by, at=at)


def name_heads_of_days(
    delegation: Delegation, named: dict[Day, Registration | None], *, by: User | None, at: datetime
) -> None:
    """Who leads on which day; None: the head does."""
    before = {row.day_id: row for row in db.session.scalars(_of_days(delegation))}
    for day, registration in named.items():
        if row := before.get(day.id):
            db.session.delete(row)
            db.session.flush()
        if registration is not None:
            _require_of(delegation, registration)
            db.session.add(HeadOfDay(delegation_id=delegation.id, day_id=day.id, registration=registration))
    db.session.flush()
    audit.record("delegation.name_heads_of_days", delegation, by=by, at=at, days=[day.id for day in named])


def hand_over_days(registration: Registration, successor: Registration) -> None:
    """Let `successor` lead on the days for which `registration` was named."""
    theirs = HeadOfDay.registration_id == registration.id
    db.session.execute(update(HeadOfDay).where(theirs).values(registration_id=successor.id))


def _heads() -> Select[Registration]:
    return select(Registration).where(Registration.capacity == Capacity.HEAD, Registration.seated())


def _of_days(delegation: Delegation) -> Select[HeadOfDay]:
    return select(HeadOfDay).where(HeadOfDay.delegation_id == delegation.id)


def _require_of(delegation: Delegation, registration: Registration) -> None:
    if registration.delegation_id != delegation.id:
        raise RuleBroken(gettext("The head is a member of the delegation."))
    _require_seated(registration)


def _require_seated(registration: Registration) -> None:
    if not registration.holds_seat:
        raise RuleBroken(
            gettext("%(name)s holds no seat and cannot be head of the delegation.", name=registration.full_name)
        )
