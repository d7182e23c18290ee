"""Noting who came."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from jcmevents.accounts.models import User
from jcmevents.attendance.noting import forget_sightings
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import EXPECTED, State


class Status(enum.StrEnum):
    """What is noted at the door. `confirmed` takes a mark back."""

    ATTENDED = "attended"
    NO_SHOW = "no_show"
    CONFIRMED = "confirmed"

    @property
    def label(self) -> str:
        return str(STATUS_LABELS[self])

    @property
    def tone(self) -> str:
        """Tone of the badge: good, bad or neutral."""
        return {Status.ATTENDED: "good", Status.NO_SHOW: "bad"}.get(self, "neutral")


STATUS_LABELS = {
    Status.ATTENDED: _l("Attended"),
    Status.NO_SHOW: _l("Did not come"),
    Status.CONFIRMED: _l("Not yet seen"),
}
_VERBS = {
    Status.ATTENDED: Registration.mark_attended,
    Status.NO_SHOW: Registration.mark_no_show,
    Status.CONFIRMED: Registration.confirm,
}


def expected_in(delegation: Delegation) -> list[Registration]:
    """The people of the delegation who are confirmed or were marked already, in its order."""
    expected = select(Registration).where(Registration.of(delegation), Registration.state.in_(EXPECTED))
    return list(db.session.scalars(expected.order_by(Registration.position, Registration.id)))


def mark(
    meeting: Meeting, registrations: Iterable[Registration], status: Status, *, by: User | None, at: datetime
) -> int:
    """Note `status` of people of `meeting`; how many were not marked so before. All of them, or none."""
    changed = [registration for registration in registrations if registration.state != status]
    for registration in changed:
        _require_expected(meeting, registration)
    if status != Status.ATTENDED:
        forget_sightings(meeting, changed, why=status.label, by=by, at=at)
    for registration in changed:
        if registration.state != status:
            _VERBS[status](registration, by=by, at=at)
    return len(changed)


def _require_expected(meeting: Meeting, registration: Registration) -> None:
    if registration.meeting_id != meeting.id:
        raise ValueError(f"registration {registration.id} belongs to another meeting")
    if registration.state not in EXPECTED:
        raise RuleBroken(
            gettext(
                "%(name)s is “%(state)s”, so attendance cannot be noted. Confirm the registration first.",
                name=registration.full_name,
                state=State(registration.state).label,
            )
        )
