"""The order of a delegation's members in every list: as nominated, changed by hand."""

from datetime import datetime

from sqlalchemy import Select, select

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State

GONE = (State.DECLINED, State.WITHDRAWN)


def in_protocol_order(delegation: Delegation) -> Select[Registration]:
    """The members of `delegation`, without those who are gone."""
    members = select(Registration).where(Registration.of(delegation), Registration.state.not_in(GONE))
    return members.order_by(Registration.position, Registration.id)


def gone_from(delegation: Delegation) -> Select[Registration]:
    """Those who were members and are no longer, the last nominated first."""
    gone = select(Registration).where(Registration.of(delegation), Registration.state.in_(GONE))
    return gone.order_by(Registration.id.desc())


def move(registration: Registration, *, steps: int, by: User | None, at: datetime) -> None:
    """Move the person `steps` places down (negative: up) among the members."""
    Registration.hold_seats(registration.delegation)
    members = list(db.session.scalars(in_protocol_order(registration.delegation)))
    if registration not in members:
        return
    place = members.index(registration)
    members.insert(max(0, place + steps), members.pop(place))
    for position, member in enumerate(members, start=1):
        member.position = position
    audit.record("registration.move", registration, by=by, at=at, steps=steps)


def put_first(registration: Registration, *, by: User | None, at: datetime) -> None:
    """Move the person to the head of the list."""
    if registration.position > 1:
        move(registration, steps=-registration.position, by=by, at=at)
