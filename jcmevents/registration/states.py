"""The states of a registration, with the steps that are allowed."""

from __future__ import annotations

import enum

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from jcmevents.delegations.capacities import CAPACITY_LABELS, Capacity
from jcmevents.meetings.models import Mode

__all__ = ["ALLOWED", "CAPACITY_LABELS", "Capacity", "EXPECTED", "MODE_LABELS", "SEATED", "State"]


class State(enum.StrEnum):
    """Where a registration stands."""

    INVITED = "invited"
    NOMINATED = "nominated"
    SUBMITTED = "submitted"
    NEEDS_CORRECTION = "needs_correction"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ATTENDED = "attended"
    NO_SHOW = "no_show"

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self])

    @property
    def tone(self) -> str:
        """Tone of the badge that shows the state: neutral, info, good, warn or bad."""
        return STATE_TONES.get(self, "neutral")


STATE_LABELS = {
    State.INVITED: _l("invited"),
    State.NOMINATED: _l("nominated"),
    State.SUBMITTED: _l("submitted"),
    State.NEEDS_CORRECTION: _l("needs correction"),
    State.CONFIRMED: _l("confirmed"),
    State.WAITLISTED: _l("on the waiting list"),
    State.DECLINED: lazy_pgettext("a registration", "declined"),
    State.WITHDRAWN: _l("withdrawn"),
    State.ATTENDED: _l("attended"),
    State.NO_SHOW: _l("did not come"),
}
STATE_TONES = {
    State.SUBMITTED: "info",
    State.NEEDS_CORRECTION: "warn",
    State.CONFIRMED: "good",
    State.WAITLISTED: "warn",
    State.DECLINED: "bad",
    State.ATTENDED: "good",
    State.NO_SHOW: "bad",
}
MODE_LABELS = {Mode.ON_SITE: _l("on site"), Mode.ONLINE: _l("online")}  # of a person; a meeting may be both

_IN_REVIEW = {State.CONFIRMED, State.WAITLISTED, State.DECLINED, State.WITHDRAWN, State.NEEDS_CORRECTION}
ALLOWED: dict[State, set[State]] = {
    State.INVITED: {State.SUBMITTED, State.NOMINATED, State.DECLINED, State.WITHDRAWN},
    State.NOMINATED: {State.SUBMITTED, *_IN_REVIEW},
    State.SUBMITTED: _IN_REVIEW,
    State.NEEDS_CORRECTION: {State.SUBMITTED, State.CONFIRMED, State.DECLINED, State.WITHDRAWN},
    State.CONFIRMED: {State.ATTENDED, State.NO_SHOW, State.WITHDRAWN, State.NEEDS_CORRECTION, State.DECLINED},
    State.WAITLISTED: {State.SUBMITTED, State.CONFIRMED, State.DECLINED, State.WITHDRAWN},
    State.DECLINED: {State.CONFIRMED},
    State.WITHDRAWN: {State.CONFIRMED},
    # What was noted at the door can be put right: a person seen later, a person ticked by mistake.
    State.ATTENDED: {State.NO_SHOW, State.CONFIRMED},
    State.NO_SHOW: {State.ATTENDED, State.CONFIRMED},
}

# States that hold a seat of the delegation. Somebody who did not come has still used the seat.
SEATED = {
    State.INVITED,
    State.NOMINATED,
    State.SUBMITTED,
    State.NEEDS_CORRECTION,
    State.CONFIRMED,
    State.ATTENDED,
    State.NO_SHOW,
}
EXPECTED = {State.CONFIRMED, State.ATTENDED, State.NO_SHOW}
