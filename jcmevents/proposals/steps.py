"""How a proposal goes from one state to the next. What may follow what is in `states`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.errors import RuleBroken
from jcmevents.proposals.states import ALLOWED, ON_THE_TABLE, State

if TYPE_CHECKING:
    from jcmevents.proposals.models import Proposal


class Steps:
    """The steps of a proposal; each is kept in the audit trail."""

    if TYPE_CHECKING:
        meeting_id: Any
        session_id: Any
        session: Any
        state: Any
        outcomes: Any
        submitted_at: Any
        merged_into: Any
        sponsors: Any
        sponsor: Any

    @property
    def state_now(self) -> State:
        return State(self.state)

    @property
    def is_told(self) -> bool:
        """Whether visitors may read of it: what `Proposal.told` asks of the database."""
        return self.state in ON_THE_TABLE and (self.session is None or self.session.reveals_points)

    def _move_to(self, state: State, *, by: User | None, at: datetime) -> None:
        if state not in ALLOWED[self.state_now]:
            raise RuleBroken(
                gettext("This proposal is “%(state)s” now; this step is not possible.", state=self.state_now.label)
            )
        before, self.state = self.state, state
        audit.record(f"proposal.{state}", self, by=by, at=at, before=before)

    def submit(self, *, by: User | None, at: datetime) -> None:
        """Hand the draft in to the secretariat. The first sponsor has to stand by it."""
        if not self.sponsors:
            raise RuleBroken(gettext("Say first who tables the proposal."), field="sponsors")
        if self.state != State.DRAFT:
            raise RuleBroken(gettext("Only a draft can be handed in."))
        self._move_to(State.SUBMITTED, by=by, at=at)
        self.submitted_at = at

    def table(self, session: Session, *, by: User | None, at: datetime) -> None:
        """Put the proposal on the table of `session`."""
        if session.meeting_id != self.meeting_id:
            raise RuleBroken(gettext("Choose a session of this meeting."), field="session")
        before, before_id = self.session, self.session_id
        self.session, self.session_id = session, session.id
        try:
            self._move_to(State.TABLED, by=by, at=at)
        except RuleBroken:
            self.session, self.session_id = before, before_id
            raise

    def take_off_table(self, *, by: User | None, at: datetime) -> None:
        """Let it wait among those handed in, without a session."""
        if self.state == State.DRAFT:
            raise RuleBroken(gettext("A draft is not on the table."))
        self._move_to(State.SUBMITTED, by=by, at=at)
        self.session, self.session_id, self.merged_into = None, None, None

    def note_discussion(self, *, by: User | None, at: datetime) -> None:
        self._move_to(State.DISCUSSED, by=by, at=at)
        self.merged_into = None

    def conclude(self, state: State, outcomes: dict[str, str], *, by: User | None, at: datetime) -> None:
        """Record what came of it: adopted, noted, deferred, referred or withdrawn, with the outcome per language."""
        self._move_to(state, by=by, at=at)
        self.outcomes = outcomes

    def merge_into(self, other: Proposal, *, by: User | None, at: datetime) -> None:
        """Let the proposal live on in `other`, which its sponsors table from now on as well."""
        if other is self or other.meeting_id != self.meeting_id or other.state == State.MERGED:
            raise RuleBroken(gettext("Choose another proposal of this meeting."), field="other")
        if other.state not in {State.SUBMITTED, *ON_THE_TABLE}:
            raise RuleBroken(gettext("The other proposal has to be handed in first."), field="other")
        self._move_to(State.MERGED, by=by, at=at)
        self.merged_into = other
        for sponsor in self.sponsors:
            if sponsor.has_agreed:
                other.sponsor(sponsor.delegation)

    def return_to_draft(self, *, by: User | None, at: datetime) -> None:
        """Take the proposal off the table, or take up again one that was withdrawn."""
        self._move_to(State.DRAFT, by=by, at=at)
