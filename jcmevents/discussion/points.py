"""The points of the discussion: what was raised, recommended and decided, on a proposal or in a session."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Select, String, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda import positions
from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.text import localized


class PointKind(enum.StrEnum):
    """What a point of the discussion is."""

    POINT = "point"
    RECOMMENDATION = "recommendation"
    DECISION = "decision"

    @property
    def label(self) -> str:
        return str(POINT_LABELS[self])


POINT_LABELS = {
    PointKind.POINT: _l("point discussed"),
    PointKind.RECOMMENDATION: _l("recommendation"),
    PointKind.DECISION: _l("decision"),
}


class DiscussionPoint(Base, Versioned):
    """A point raised, a recommendation made or a decision taken, on a proposal or in a session.

    A point on a proposal remembers the session that discussed it: its record rule holds wherever the proposal goes.
    `uid` names the point before it is stored: a browser that notes it while the line is down invents one.
    """

    __tablename__ = "discussion_point"
    __table_args__ = (CheckConstraint("(proposal_id IS NULL) <> (session_id IS NULL)", name="proposal_or_session"),)

    uid: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid4()))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"), index=True)
    raised_in_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    kind: Mapped[str] = mapped_column(String(20), default=PointKind.POINT)
    texts: Mapped[dict[str, str]]
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id", ondelete="SET NULL"))
    position: Mapped[int]

    raised_in: Mapped[Session | None] = relationship(foreign_keys=[raised_in_id], lazy="joined")
    raised_by: Mapped[Delegation | None] = relationship(lazy="joined")

    @classmethod
    def of_session(cls, session: Session) -> Select[DiscussionPoint]:
        """The points of the session as a whole, in order."""
        return select(cls).where(cls.session_id == session.id).order_by(cls.position, cls.id)

    @classmethod
    def note_in(
        cls,
        session: Session,
        texts: dict[str, str],
        *,
        kind: str = PointKind.POINT,
        raised_by: Delegation | None = None,
        by: User | None = None,
        at: datetime | None = None,
    ) -> DiscussionPoint:
        """A point of the session as a whole, at the end of its list; with `at` it is audited as an act of its own."""
        last = positions.last(db.session.scalars(cls.of_session(session)))
        point = cls(session_id=session.id, raised_in=session, texts=texts, kind=kind, position=last + 1)
        point.meeting_id = session.meeting_id
        point.attribute_to(raised_by)
        db.session.add(point)
        db.session.flush()
        if at:
            audit.record("discussion_point.note", point, by=by, at=at)
        return point

    def attribute_to(self, delegation: Delegation | None) -> None:
        if delegation and delegation.meeting_id != self.meeting_id:
            raise RuleBroken(gettext("Choose delegations of this meeting."), field="raised_by")
        self.raised_by = delegation

    def revise(
        self, texts: dict[str, str], *, kind: str, raised_by: Delegation | None, by: User | None, at: datetime
    ) -> None:
        """Put right what was noted."""
        self.texts, self.kind = texts, kind
        self.attribute_to(raised_by)
        changed = sorted(a.key for a in inspect(self).attrs if a.history.has_changes())
        if changed:
            audit.record("discussion_point.revise", self, by=by, at=at, changed=changed)

    def is_visible_to(self, user: Any) -> bool:
        """Staff read every point, others what was not said in a closed session. One still empty tells nothing."""
        if getattr(user, "is_staff", False):
            return True
        return any(self.texts.values()) and (self.raised_in is None or self.raised_in.reveals_points)

    @property
    def attribution(self) -> Delegation | None:
        """Who raised it, where that was noted and the record rule lets it be told, on any page and in any file."""
        return self.raised_by if self.raised_in is None or self.raised_in.reveals_names else None

    def move(self, direction: str, *, by: User | None, at: datetime) -> None:
        """Change places with the point above ("up") or below ("down")."""
        together = select(type(self)).filter_by(proposal_id=self.proposal_id, session_id=self.session_id)
        positions.move(self, db.session.scalars(together), direction)
        audit.record("discussion_point.move", self, by=by, at=at)

    def strike(self, *, by: User | None, at: datetime) -> None:
        """Take the point off the record."""
        db.session.delete(self)
        audit.record("discussion_point.strike", self, by=by, at=at)

    @classmethod
    def found_in(cls, meeting: Meeting, point_id: int) -> DiscussionPoint | None:
        """The point with this id at this meeting; None for another meeting's."""
        return db.session.scalar(select(cls).where(cls.meeting_id == meeting.id, cls.id == point_id))

    @property
    def text(self) -> str:
        return localized(self.texts)
