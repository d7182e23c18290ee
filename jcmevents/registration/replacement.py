"""One person in the place of another: the slot, its order and its history go on."""

from datetime import datetime
from typing import Any

from flask_babel import gettext

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.registration.heads import hand_over_days
from jcmevents.registration.models import Registration
from jcmevents.registration.states import ALLOWED, State

# What belongs to the slot and not to the person.
KEPT = ("capacity", "funded", "late", "position", "mode", "is_invented")


def replace(
    registration: Registration, *, full_name: str, by: User | None, at: datetime, why: str = "", **details: Any
) -> Registration:
    """Somebody else in the slot of `registration`, nominated; the one who had it is withdrawn.

    Capacity, funding and place in the order stay as they were unless `details` (columns by name) say otherwise.
    Nobody can take the seat in between: both happen while the seats are held.
    """
    require_replaceable(registration)
    Registration.hold_seats(registration.delegation)
    kept = {name: getattr(registration, name) for name in KEPT}
    registration.move_to(State.WITHDRAWN, by=by, at=at, why=why or gettext("replaced"))
    successor = _nominated(registration, {**kept, **details, "full_name": full_name}, by, at)
    hand_over_days(registration, successor)
    audit.record("registration.replace", successor, by=by, at=at, slot_of=registration.id)
    return successor


def require_replaceable(registration: Registration) -> None:
    """Refuse the replacement of somebody who has given up the slot, or has been there."""
    if State.WITHDRAWN not in ALLOWED[State(registration.state)]:
        raise RuleBroken(
            gettext(
                "%(name)s is “%(state)s” now and cannot be replaced.",
                name=registration.full_name,
                state=State(registration.state).label,
            )
        )


def _nominated(registration: Registration, details: dict[str, Any], by: User | None, at: datetime) -> Registration:
    position, late = details.pop("position"), details.pop("late")
    nominate = Registration.nominate_late if late else Registration.nominate
    successor = nominate(registration.delegation, by=by, at=at, **details)
    successor.position, successor.slot_of_id = position, registration.id
    db.session.flush()
    return successor
