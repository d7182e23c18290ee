"""Taking in what rapporteurs type, letter by letter merged with what others have typed meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.comparison import merged
from jcmevents.delegations.models import Delegation
from jcmevents.discussion.models import DiscussionPoint, PointKind
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.minutes.models import TakenChange
from jcmevents.proposals.models import Proposal
from jcmevents.text import clean, without_refused

LONGEST = 10_000  # letters of a point in one language
MOST_AT_ONCE = 500  # changes in one sending
NAME = 36  # letters of a name that a browser invents


@dataclass(frozen=True)
class Change:
    """What a browser did to a point since `base`, the texts that it last had from here.

    Only what was changed in the browser is given of `kind`, `raised_by` (id of a delegation, 0: nobody).
    """

    id: str
    uid: str
    base: Mapping[str, str]
    texts: Mapping[str, str]
    proposal: int  # id; 0 for the session as a whole
    version: int  # 0 if the browser has not had the point from here
    removed: bool = False
    kind: str | None = None
    raised_by: int | None = None

    @classmethod
    def read(cls, data: Any) -> Change:
        """From what was sent. Raises ValueError when it makes no sense."""
        try:
            change = cls(**data)
            names = (change.id, change.uid)
            texts = (*change.base.items(), *change.texts.items())
            if not all(isinstance(name, str) and 0 < len(name) <= NAME for name in names):
                raise ValueError("a change and its point have names of at most 36 letters")
            if not all(isinstance(text, str) and len(lang) == 2 for lang, text in texts):
                raise ValueError("texts are given by language")
            if not all(isinstance(number, int) for number in (change.proposal, change.version, change.raised_by or 0)):
                raise ValueError("proposals, versions and delegations are numbers")
            if change.kind is not None:
                PointKind(change.kind)
        except (TypeError, AttributeError) as error:
            raise ValueError(str(error)) from error
        return change


class Notes:
    """The points of one session and of the proposals on its table, while somebody takes notes."""

    def __init__(self, meeting: Meeting, session: Session):
        self.meeting, self.session = meeting, session
        here = Proposal.of_meeting(meeting).where(Proposal.session_id == session.id)
        self.proposals = {proposal.id: proposal for proposal in db.session.scalars(here)}

    def points(self) -> list[DiscussionPoint]:
        """What was raised in the session, in order."""
        query = select(DiscussionPoint).where(DiscussionPoint.raised_in_id == self.session.id)
        return list(db.session.scalars(query.order_by(DiscussionPoint.position, DiscussionPoint.id)))

    def take(self, changes: Iterable[Change], *, by: User, at: datetime) -> None:
        """Let every change have its effect, unless it has had it before. Holds the session until the commit."""
        db.session.execute(select(Session.id).where(Session.id == self.session.id).with_for_update())
        changes = list(changes)
        taken = TakenChange.among(change.id for change in changes)
        for change in changes:
            if change.id not in taken:
                self._take(change, by=by, at=at)

    def _take(self, change: Change, *, by: User, at: datetime) -> None:
        point = db.session.scalar(select(DiscussionPoint).where(DiscussionPoint.uid == change.uid))
        if point and (point.meeting_id != self.meeting.id or point.raised_in_id != self.session.id):
            raise RuleBroken(gettext("This point belongs to another session."))
        if change.removed:
            self._remove(point, change, by=by, at=at)
        elif point is None:
            self._note(change, by=by, at=at)
        else:
            self._change(point, change, by=by, at=at)
        db.session.add(TakenChange(change_id=change.id, point_uid=change.uid, made_by_id=by.id, taken_at=at))
        db.session.flush()

    def _remove(self, point: DiscussionPoint | None, change: Change, *, by: User, at: datetime) -> None:
        """Strike the point, unless somebody has typed into it meanwhile."""
        if point and point.version == change.version:
            point.strike(by=by, at=at)

    def _note(self, change: Change, *, by: User, at: datetime) -> None:
        proposal = self.proposals.get(change.proposal)
        told: dict[str, Any] = {"kind": change.kind or PointKind.POINT, "raised_by": self._delegation(change)}
        texts = {lang: _fit("", text) for lang, text in change.texts.items() if text}
        if proposal:
            point = proposal.add_point(texts, by=by, at=at, **told)
        else:
            point = DiscussionPoint.note_in(self.session, texts, by=by, at=at, **told)
        point.uid = change.uid

    def _change(self, point: DiscussionPoint, change: Change, *, by: User, at: datetime) -> None:
        texts = dict(point.texts)
        for lang, mine in change.texts.items():
            stored = texts.get(lang, "")
            texts[lang] = _fit(stored, merged(change.base.get(lang, ""), stored, mine))
        point.texts = {lang: text for lang, text in texts.items() if text}
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


def _fit(stored: str, text: str) -> str:
    """`text` as it may be stored. What makes a text too long is refused; the browser keeps it."""
    text = clean(without_refused(text))
    if len(text) > max(LONGEST, len(stored)):
        raise RuleBroken(gettext("A point has at most %(most)s letters. Divide it into two.", most=LONGEST))
    return text
