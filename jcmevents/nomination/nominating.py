"""Nominating: several people at once, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from jcmevents.delegations.models import Delegation, InvitationState
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.registration.late import is_late
from jcmevents.registration.models import Registration
from jcmevents.registration.protocol import in_protocol_order
from jcmevents.registration.states import Capacity
from jcmevents.text import folded

MOST_AT_ONCE = 10
# What a focal point names people as; staff, speakers and press are not the delegation's to name.
CAPACITIES = (
    *(Capacity.HEAD, Capacity.DEPUTY, Capacity.DELEGATE),
    *(Capacity.ADVISER, Capacity.INTERPRETER, Capacity.OBSERVER),
)

Person = Mapping[str, Any]  # columns of Registration


def nominate(delegation: Delegation, people: Sequence[Person], *, at: datetime) -> list[Registration]:
    """Nominate `people` in `delegation`, the head first; whoever nominates accepts the invitation.

    Each takes a seat. After the deadline they take none, but wait for the organizers.
    """
    require_open(delegation, at)
    Registration.hold_seats(delegation)
    _require_new(delegation, people)
    late = is_late(delegation.meeting, at)
    if not late:
        _require_seats(delegation, people)
    enter = Registration.nominate_late if late else Registration.nominate
    head_first = sorted(people, key=lambda person: person["capacity"] != Capacity.HEAD)
    delegation.accept(by=None, at=at)
    return [enter(delegation, by=None, at=at, **person) for person in head_first]


def require_open(delegation: Delegation, at: datetime) -> None:
    """Refuse changes to a delegation that does not come, or when the meeting is over."""
    if at.astimezone(delegation.meeting.tz).date() > delegation.meeting.end_on:
        raise RuleBroken(gettext("The meeting is over; nothing can be changed here any more."))
    if delegation.invitation == InvitationState.DECLINED:
        raise RuleBroken(gettext("Your delegation has declined the invitation. Accept it first."))


def _require_new(delegation: Delegation, people: Sequence[Person]) -> None:
    """Refuse somebody who is a member already, or is named twice."""
    known = {_identity(person.full_name, person.email) for person in db.session.scalars(in_protocol_order(delegation))}
    for person in people:
        identity = _identity(person["full_name"], person["email"])
        if identity in known:
            raise RuleBroken(gettext("%(name)s is nominated already.", name=person["full_name"]))
        known.add(identity)


def _identity(full_name: str, email: str | None) -> tuple[str, str]:
    return " ".join(folded(full_name).split()), (email or "").strip().casefold()


def _require_seats(delegation: Delegation, people: Sequence[Person]) -> None:
    """Refuse more people than there are seats, in one sentence for all of them."""
    free = Registration.seats_free(delegation)
    if len(people) > free:
        raise RuleBroken(
            ngettext(
                "There is %(num)s free seat for the %(people)s people you named. Nobody has been nominated.",
                "There are %(num)s free seats for the %(people)s people you named. Nobody has been nominated.",
                free,
                people=len(people),
            )
        )
    funded, free_funded = sum(bool(p.get("funded")) for p in people), Registration.seats_free(delegation, funded=True)
    if funded > free_funded:
        raise RuleBroken(
            ngettext(
                "There is %(num)s free funded seat for the %(people)s people you ticked. Nobody has been nominated.",
                "There are %(num)s free funded seats for the %(people)s people you ticked. Nobody has been nominated.",
                free_funded,
                people=funded,
            )
        )
