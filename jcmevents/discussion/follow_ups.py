"""What is to be done after the meeting: by whom, until when, and whether it has been."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Select, String, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.text import localized


class Progress(enum.StrEnum):
    """How far a follow-up is."""

    OPEN = "open"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return str(PROGRESS_LABELS[self])

    @property
    def tone(self) -> str:
        """Tone of the badge that shows it: neutral, info, good, warn or bad."""
        return PROGRESS_TONES[self]


PROGRESS_LABELS = {
    Progress.OPEN: _l("to be done"),
    Progress.UNDER_WAY: _l("under way"),
    Progress.DONE: _l("done"),
    Progress.DROPPED: _l("given up"),
}
PROGRESS_TONES = {Progress.OPEN: "neutral", Progress.UNDER_WAY: "info", Progress.DONE: "good", Progress.DROPPED: "warn"}
UNFINISHED = (Progress.OPEN, Progress.UNDER_WAY)


class FollowUp(Base, Versioned):
    """Something a meeting has asked for, on a proposal or in a session. Its owner is a delegation of the meeting.

    `uid` names it before it is stored: a browser that notes it while the line is down invents one.
    """

    __tablename__ = "follow_up"

    uid: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid4()))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    raised_in_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"), index=True)
    texts: Mapped[dict[str, str]]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id", ondelete="SET NULL"))
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20), default=Progress.OPEN)
    results: Mapped[dict[str, str]] = mapped_column(default=dict)
    created_at: Mapped[datetime]

    raised_in: Mapped[Session | None] = relationship(lazy="joined")
    owner: Mapped[Delegation | None] = relationship(lazy="joined")

    @classmethod
    def ask_for(
        cls, meeting: Meeting, texts: dict[str, str], *, by: User | None, at: datetime, **details: Any
    ) -> FollowUp:
        """A new follow-up; `details` are columns and relationships by name."""
        follow_up = cls(meeting_id=meeting.id, texts=texts, created_at=at, **details)
        follow_up.require_owner_of_meeting()
        db.session.add(follow_up)
        db.session.flush()
        audit.record("follow_up.ask_for", follow_up, by=by, at=at)
        return follow_up

    def revise(self, *, by: User | None, at: datetime, **details: Any) -> None:
        """Change it, or note how far it is; columns by name."""
        for name, value in details.items():
            setattr(self, name, value)
        self.require_owner_of_meeting()
        changed = sorted(a.key for a in inspect(self).attrs if a.history.has_changes())
        if changed:
            audit.record("follow_up.revise", self, by=by, at=at, changed=changed)

    def require_owner_of_meeting(self) -> None:
        if self.owner and self.owner.meeting_id != self.meeting_id:
            raise RuleBroken(gettext("Choose delegations of this meeting."), field="owner")

    def remove(self, *, by: User | None, at: datetime) -> None:
        db.session.delete(self)
        audit.record("follow_up.remove", self, by=by, at=at)

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[FollowUp]:
        """Those with a day first, the earliest at the top."""
        return select(cls).where(cls.meeting_id == meeting.id).order_by(cls.due_on.is_(None), cls.due_on, cls.id)

    @classmethod
    def found_in(cls, meeting: Meeting, follow_up_id: int) -> FollowUp | None:
        """The follow-up with this id at this meeting; None for another meeting's."""
        return db.session.scalar(cls.of_meeting(meeting).where(cls.id == follow_up_id))

    def is_visible_to(self, user: Any) -> bool:
        """Staff read every one, others those that no closed session asked for. One still empty tells nothing."""
        if getattr(user, "is_staff", False):
            return True
        return any(self.texts.values()) and (self.raised_in is None or self.raised_in.reveals_points)

    @property
    def told_owner(self) -> Delegation | None:
        """Who is to do it, where the record rule of the session that asked for it lets that be told."""
        return self.owner if self.raised_in is None or self.raised_in.reveals_names else None

    @property
    def progress(self) -> Progress:
        return Progress(self.state)

    def is_overdue(self, today: date) -> bool:
        return self.state in UNFINISHED and self.due_on is not None and self.due_on < today

    @property
    def text(self) -> str:
        return localized(self.texts)
