"""Taking in what rapporteurs type, letter by letter merged with what others have typed meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.discussion.models import DiscussionPoint, PointKind
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.minutes.changes import FOLLOW_UP, Change
from jcmevents.minutes.models import TakenChange
from jcmevents.minutes.tasks import Tasks
from jcmevents.proposals.models import Proposal

MOST_AT_ONCE = 500  # changes in one sending


class Notes:
    """The points and follow-ups of one session and of the proposals on its table, while somebody takes notes."""

    def __init__(self, meeting: Meeting, session: Session):
        self.meeting, self.session = meeting, session
        here = Proposal.of_meeting(meeting).where(Proposal.session_id == session.id)
        self.proposals = {proposal.id: proposal for proposal in db.session.scalars(here)}
        self.tasks = Tasks(session, self.proposals)

    def points(self) -> list[DiscussionPoint]:
        """What was raised in the session, in order."""
        query = select(DiscussionPoint).where(DiscussionPoint.raised_in_id == self.session.id)
        return list(db.session.scalars(query.order_by(DiscussionPoint.position, DiscussionPoint.id)))

    def take(self, changes: Iterable[Change], *, by: User | None, at: datetime) -> None:
        """Let every change have its effect, unless it has had it before. Holds the session until the commit."""
        db.session.execute(select(Session.id).where(Session.id == self.session.id).with_for_update())
        changes = list(changes)
        taken = TakenChange.among(change.id for change in changes)
        for change in changes:
            if change.id not in taken:
                self._take(change, by=by, at=at)

    def _take(self, change: Change, *, by: User | None, at: datetime) -> None:
        if change.what == FOLLOW_UP:
            self.tasks.take(change, by=by, at=at)
        else:
            self._take_point(change, by=by, at=at)
        made_by_id = by.id if by else None
        db.session.add(TakenChange(change_id=change.id, point_uid=change.uid, made_by_id=made_by_id, taken_at=at))
        db.session.flush()

    def _take_point(self, change: Change, *, by: User | None, at: datetime) -> None:
        point = db.session.scalar(select(DiscussionPoint).where(DiscussionPoint.uid == change.uid))
        if point and (point.meeting_id != self.meeting.id or point.raised_in_id != self.session.id):
            raise RuleBroken(gettext("This point belongs to another session."))
        if change.removed:
            self._remove(point, change, by=by, at=at)
        elif point is None:
            self._note(change, by=by, at=at)
        else:
            self._change(point, change, by=by, at=at)

    def _remove(self, point: DiscussionPoint | None, change: Change, *, by: User | None, at: datetime) -> None:
        """Strike the point, unless somebody has typed into it meanwhile."""
        if point and point.version == change.version:
            point.strike(by=by, at=at)

    def _note(self, change: Change, *, by: User | None, at: datetime) -> None:
        proposal = self.proposals.get(change.proposal)
        told: dict[str, Any] = {"kind": change.kind or PointKind.POINT, "raised_by": self._delegation(change)}
        texts = change.as_typed()
        if proposal:
            point = proposal.add_point(texts, by=by, at=at, **told)
        else:
            point = DiscussionPoint.note_in(self.session, texts, by=by, at=at, **told)
        point.uid = change.uid

    def _change(self, point: DiscussionPoint, change: Change, *, by: User | None, at: datetime) -> None:
        point.texts = change.merged_into(point.texts)
        point.kind = change.kind or point.kind
        if change.raised_by is not None:
            point.attribute_to(self._delegation(change))
        if not TakenChange.goes_on(point.uid, by, at):
            audit.record("discussion_point.revise", point, by=by, at=at)

    def _delegation(self, change: Change) -> Delegation | None:
        """Who raised it; nobody where the record rule forbids to tell."""
        if not change.raised_by or not self.session.reveals_names:
            return None
        return Delegation.found_in(self.meeting, change.raised_by)
