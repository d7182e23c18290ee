"""The call for proposals of a meeting: until when delegations may hand in, and what they are told."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.text import localized


class Call(Base, Versioned):
    """What a meeting asks of its delegations. Without a day, proposals are taken until the meeting is over."""

    __tablename__ = "proposal_call"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    due_at: Mapped[datetime | None]
    guidances: Mapped[dict[str, str]] = mapped_column(default=dict)

    @classmethod
    def of(cls, meeting: Meeting) -> Call:
        """The call of the meeting; one without a day and words if none was made."""
        made = db.session.scalar(select(cls).where(cls.meeting_id == meeting.id))
        return made or cls(meeting_id=meeting.id, due_at=None, guidances={}, version=0)

    def revise(self, *, due_at: datetime | None, guidances: dict[str, str], by: User | None, at: datetime) -> None:
        self.due_at, self.guidances = due_at, guidances
        if self.version == 0:  # made by `of`
            self.version = 1
            db.session.add(self)
        db.session.flush()
        audit.record("proposal_call.revise", self, by=by, at=at)

    def is_open(self, at: datetime) -> bool:
        return self.due_at is None or at < self.due_at

    def require_open(self, at: datetime) -> None:
        if not self.is_open(at):
            raise RuleBroken(
                gettext("The last day for proposals has passed. Please write to the organizers of the meeting.")
            )

    @property
    def guidance(self) -> str:
        return localized(self.guidances)
