"""Many people nominated at once, in several delegations: their seats held together and counted once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from jcmevents.accounts.models import User
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.registration import seats
from jcmevents.registration.history import StateChange
from jcmevents.registration.models import Registration
from jcmevents.registration.numbers import new_number
from jcmevents.registration.states import Capacity, State


@dataclass
class _Places:
    """What is left of a delegation: seats, funded ones of them, the head's name if it has one, the last position."""

    free: int
    free_funded: int
    head: str | None
    position: int


class Intake:
    """Takes people into `delegations`, by the rule of `seats`.

    From the beginning nobody else can count or take their seats until the transaction ends; a forecast (not `hold`)
    lets others go on and is right for now only.
    """

    def __init__(self, delegations: Collection[Delegation], *, hold: bool = True):
        if hold:
            Registration.hold_seats_of(delegations)
        self._places = _places(delegations)

    def nominate(self, delegation: Delegation, *, by: User | None, at: datetime, **details: Any) -> Registration:
        """As `Registration.nominate`; the row is written with the next flush. The caller writes the audit entry."""
        capacity = details.get("capacity", Capacity.DELEGATE)
        self.take(delegation, capacity=capacity, funded=details.get("funded", False), name=details["full_name"])
        change = StateChange(before=None, after=State.NOMINATED, changed_at=at, changed_by_id=by.id if by else None)
        registration = Registration(
            number=new_number(),
            meeting_id=delegation.meeting_id,
            delegation_id=delegation.id,
            position=self._places[delegation.id].position,
            state=State.NOMINATED,
            created_at=at,
            history=[change],
            **details,
        )
        db.session.add(registration)
        return registration

    def take(self, delegation: Delegation, *, capacity: str, funded: bool, name: str) -> None:
        """Take a seat for the person called `name`. Raises RuleBroken if there is none, or a head already."""
        places = self._places[delegation.id]
        if places.free < 1:
            raise RuleBroken(seats.all_taken(delegation), field="delegation")
        if funded and places.free_funded < 1:
            raise RuleBroken(seats.all_funded_taken(delegation), field="funded")
        if capacity == Capacity.HEAD:
            if places.head:
                raise RuleBroken(seats.head_already(places.head), field="capacity")
            places.head = name
        places.free -= 1
        places.free_funded -= funded
        places.position += 1


def _places(delegations: Collection[Delegation]) -> dict[int, _Places]:
    id, seated = Registration.delegation_id, Registration.seated()
    counts = select(
        id,
        func.sum(case((seated, 1), else_=0)),
        func.sum(case((seated & Registration.funded.is_(True), 1), else_=0)),
        func.max(case((seated & (Registration.capacity == Capacity.HEAD), Registration.full_name))),
        func.max(Registration.position),
    )
    here = counts.where(id.in_([each.id for each in delegations])).group_by(id)
    found = {key: rest for key, *rest in db.session.execute(here)}
    places = {}
    for each in delegations:
        taken, funded, head, position = found.get(each.id, (0, 0, None, 0))
        places[each.id] = _Places(each.seats - taken, each.funded_seats - funded, head, position)
    return places
