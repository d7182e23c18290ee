"""The steps an organizer can take with a registration: what each does, and the mail that tells of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from jcmevents.accounts.models import User
from jcmevents.registration import corrections, mails, waiting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import ALLOWED, State
from jcmevents.registration.wording import MailKind, Wording

ENDED = {State.DECLINED, State.WITHDRAWN, State.ATTENDED, State.NO_SHOW}


@dataclass(frozen=True)
class Step:
    """`noun` is its address, `verb` takes (registration, by=, at=, why=), `from_states` narrows where it is offered."""

    noun: str
    verb: Callable[..., None]
    label: Any
    leads_to: State
    mail: MailKind
    needs_reason: bool = False
    tone: str = "outline-primary"
    from_states: frozenset[State] = frozenset(State)

    def is_possible_from(self, state: State) -> bool:
        return state in self.from_states and self.leads_to in ALLOWED[state]

    def is_possible_in_passing(self, state: State) -> bool:
        """Whether the step may be taken with many at once: what has come to an end is reopened one by one."""
        return state not in ENDED and self.is_possible_from(state)


STEPS = {
    step.noun: step
    for step in (
        Step("confirmation", Registration.confirm, _l("Confirm"), State.CONFIRMED, MailKind.CONFIRMED, tone="primary"),
        Step(
            "promotion",
            waiting.promote,
            _l("Promote from the waiting list"),
            State.SUBMITTED,
            MailKind.PROMOTED,
            from_states=frozenset({State.WAITLISTED}),
        ),
        Step(
            "submission",
            Registration.submit,
            _l("Form is complete"),
            State.SUBMITTED,
            MailKind.RECEIVED,
            from_states=frozenset(State) - {State.WAITLISTED},
        ),
        Step(
            "waitlisting",
            Registration.waitlist,
            _l("Put on the waiting list"),
            State.WAITLISTED,
            MailKind.WAITLISTED,
        ),
        Step(
            "correction-request",
            Registration.send_back,
            _l("Ask for a correction"),
            State.NEEDS_CORRECTION,
            MailKind.SENT_BACK,
        ),
        Step(
            "refusal",
            Registration.decline,
            _l("Decline"),
            State.DECLINED,
            MailKind.DECLINED,
            needs_reason=True,
            tone="outline-danger",
        ),
        Step(
            "withdrawal",
            Registration.withdraw,
            _l("Withdraw"),
            State.WITHDRAWN,
            MailKind.WITHDRAWN,
            needs_reason=True,
            tone="outline-danger",
        ),
    )
}


def possible_steps(registration: Registration) -> list[Step]:
    """The steps that lead on from where the registration stands."""
    return [step for step in STEPS.values() if step.is_possible_from(State(registration.state))]


@dataclass(frozen=True)
class Telling:
    """What is said about a step: the reason, the mail in other words than the usual, or why there is no mail."""

    why: str = ""
    wording: Wording | None = None
    no_mail_because: str = ""
    corrections: Mapping[str, str] = field(default_factory=dict)


def take(registration: Registration, step: Step, telling: Telling, *, by: User | None, at: datetime) -> None:
    """Take the step and tell the person. Raises RuleBroken where it is not possible."""
    corrections.ask(registration, telling.corrections, by=by, at=at)
    step.verb(registration, by=by, at=at, why=telling.why)
    if telling.no_mail_because:
        registration.history[-1].no_mail_because = telling.no_mail_because
    else:
        mails.tell(registration, step.mail, by=by, at=at, why=telling.why, wording=telling.wording)
