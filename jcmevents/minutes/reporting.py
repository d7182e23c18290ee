"""Taking in what rapporteurs type into the summary of a session, merged letter by letter like their notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.agenda.reporting import SessionSummary
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.minutes.changes import Change
from jcmevents.minutes.models import TakenChange

TEXT, KEY_POINTS = 0, 1  # the groups of the page; a change names its group where notes name their proposal
MOST_POINTS = 30


class Report:
    """The summary of one session while somebody writes it."""

    def __init__(self, session: Session):
        self.session = session
        self.summary = SessionSummary.of(session)

    def cards(self) -> list[dict[str, Any]]:
        """The text and the key points as the page shows them. The text is named like the session."""
        text = {"uid": self.session.uid, "version": 1, "texts": self.summary.texts, "proposal": TEXT}
        return [text, *({**point, "proposal": KEY_POINTS} for point in self.summary.key_points)]

    def take(self, changes: Iterable[Change], *, by: User | None, at: datetime) -> None:
        """Let every change have its effect, unless it has had it before. Holds the session until the commit."""
        db.session.execute(select(Session.id).where(Session.id == self.session.id).with_for_update())
        SessionSummary.require_reported(self.session)
        self.summary = SessionSummary.begun(self.session)
        db.session.refresh(self.summary)
        changes = list(changes)
        taken = TakenChange.among(change.id for change in changes)
        for change in changes:
            if change.id not in taken:
                self._take(change)
                self._note(change, by, at)
        db.session.flush()

    def _take(self, change: Change) -> None:
        if change.uid == self.session.uid:
            self.summary.texts = change.merged_into(self.summary.texts)
            return
        points = list(self.summary.key_points)
        place = next((n for n, point in enumerate(points) if point["uid"] == change.uid), len(points))
        points[place : place + 1] = _point(points[place] if place < len(points) else None, change)
        if len(points) > MOST_POINTS:
            raise RuleBroken(gettext("At most %(n)s key points: the rest belongs in the text.", n=MOST_POINTS))
        self.summary.key_points = points
        flag_modified(self.summary, "key_points")

    def _note(self, change: Change, by: User | None, at: datetime) -> None:
        """Keep the name of the change; of one sitting only the first is audited."""
        if not TakenChange.goes_on(self.session.uid, by, at):
            audit.record("session_summary.revise", self.summary, by=by, at=at)
        made_by_id = by.id if by else None
        db.session.add(TakenChange(change_id=change.id, point_uid=self.session.uid, made_by_id=made_by_id, taken_at=at))
        db.session.flush()


def _point(stored: Mapping[str, Any] | None, change: Change) -> list[dict[str, Any]]:
    """The point with the change in it; none where it is removed and nobody has typed into it meanwhile."""
    if change.removed and (stored is None or stored["version"] == change.version):
        return []
    if stored is None:
        return [{"uid": change.uid, "version": 1, "texts": change.as_typed()}]
    if change.removed:
        return [dict(stored)]
    return [{**stored, "version": stored["version"] + 1, "texts": change.merged_into(stored["texts"])}]
