"""Nominations that came after the deadline: they wait, without a seat, until an organizer accepts or declines."""

from datetime import datetime

from flask_babel import gettext

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.protocol import GONE
from jcmevents.registration.states import State


def is_late(meeting: Meeting, at: datetime) -> bool:
    """Whether who is nominated at `at` has to wait for the organizers."""
    return meeting.nominations_due_at is not None and at > meeting.nominations_due_at


def is_waiting(registration: Registration) -> bool:
    return registration.late and registration.state not in GONE


def accept(registration: Registration, *, by: User | None, at: datetime) -> None:
    """Give the person a seat, or say why there is none. The state stays as it is."""
    _require_waiting(registration)
    registration.require_place(registration.delegation, capacity=registration.capacity, funded=registration.funded)
    registration.late = False
    state = State(registration.state)
    registration.note_change(state, state, by=by, at=at, why=gettext("late nomination accepted"))
    audit.record("registration.accept_late", registration, by=by, at=at)


def refuse(registration: Registration, *, why: str, by: User | None, at: datetime) -> None:
    """Decline somebody who waits."""
    _require_waiting(registration)
    registration.decline(why=why, by=by, at=at)


def _require_waiting(registration: Registration) -> None:
    if not is_waiting(registration):
        raise RuleBroken(gettext("Nothing waits to be decided about %(name)s.", name=registration.full_name))
