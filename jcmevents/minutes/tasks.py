"""Taking in the follow-ups that are asked for in the room, typed and merged like points."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.discussion.models import FollowUp
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.minutes.changes import Change
from jcmevents.minutes.models import TakenChange
from jcmevents.proposals.models import Proposal


class Tasks:
    """What one session asks for, on the proposals (by id) of its table or as a whole."""

    def __init__(self, session: Session, proposals: Mapping[int, Proposal]):
        self.session, self.proposals = session, proposals

    def asked(self) -> list[FollowUp]:
        """In the order in which they were asked for."""
        return list(db.session.scalars(select(FollowUp).filter_by(raised_in_id=self.session.id).order_by(FollowUp.id)))

    def take(self, change: Change, *, by: User | None, at: datetime) -> None:
        task = db.session.scalar(select(FollowUp).filter_by(uid=change.uid))
        if task and task.raised_in_id != self.session.id:
            raise RuleBroken(gettext("This follow-up belongs to another session."))
        if change.removed:
            if task and task.version == change.version:  # else somebody has typed into it meanwhile
                task.remove(by=by, at=at)
        elif task is None:
            self._ask_for(change, by=by, at=at)
        else:
            self._revise(task, change, by=by, at=at)

    def _ask_for(self, change: Change, *, by: User | None, at: datetime) -> None:
        proposal = self.proposals.get(change.proposal)
        asked: dict[str, Any] = {"raised_in": self.session, "due_on": change.day, "owner": self._owner(change)}
        asked["proposal_id"] = proposal.id if proposal else None
        texts = change.as_typed()
        FollowUp.ask_for(self.session.meeting, texts, uid=change.uid, by=by, at=at, **asked)

    def _revise(self, task: FollowUp, change: Change, *, by: User | None, at: datetime) -> None:
        task.texts = change.merged_into(task.texts)
        if change.owner is not None and self.session.reveals_names:
            task.owner = self._owner(change)
        if change.due_on is not None:
            task.due_on = change.day
        if not TakenChange.goes_on(task.uid, by, at):
            audit.record("follow_up.revise", task, by=by, at=at)

    def _owner(self, change: Change) -> Delegation | None:
        """Who is to do it; nobody where the record rule forbids to tell."""
        if not change.owner or not self.session.reveals_names:
            return None
        return Delegation.found_in(self.session.meeting, change.owner)
