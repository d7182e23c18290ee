"""The steps an organizer can take with a registration, as the person page offers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from jcmevents.registration.states import ALLOWED, State


@dataclass(frozen=True)
class Step:
    """A button: the endpoint it posts to, its words, where it leads, and whether it needs a reason."""

    endpoint: str
    label: Any
    leads_to: State
    needs_reason: bool = False
    tone: str = "outline-primary"


STEPS = (
    Step("registration.confirm", _l("Confirm"), State.CONFIRMED, tone="primary"),
    Step("registration.submit", _l("Form is complete"), State.SUBMITTED),
    Step("registration.waitlist", _l("Put on the waiting list"), State.WAITLISTED),
    Step("registration.send_back", _l("Ask for a correction"), State.NEEDS_CORRECTION, needs_reason=True),
    Step("registration.decline", _l("Decline"), State.DECLINED, needs_reason=True, tone="danger"),
    Step("registration.withdraw", _l("Withdraw"), State.WITHDRAWN, needs_reason=True, tone="danger"),
)


def possible_steps(state: State, *, with_reason: bool) -> tuple[Step, ...]:
    """The steps that lead on from `state`: those that need a reason, or those that do not."""
    allowed = ALLOWED[state]
    return tuple(step for step in STEPS if step.leads_to in allowed and step.needs_reason == with_reason)
