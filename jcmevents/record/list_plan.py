"""What the organizers settle about the list of participants: its order, and to whom and until when amendments go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.record.parts import Order


class ListPlan(Base, Versioned):
    """The plan of one meeting. `amendments_to` is an address of the secretariat that is printed on the list."""

    __tablename__ = "list_plan"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    order: Mapped[str] = mapped_column(String(10), default=Order.MEETING)
    amendments_to: Mapped[str] = mapped_column(String(254), default="")
    amendments_due_at: Mapped[datetime | None]

    @classmethod
    def usual(cls, meeting: Meeting) -> ListPlan:
        """What holds where nothing was settled; not stored."""
        return cls(meeting_id=meeting.id, order=Order.MEETING, amendments_to="", version=0)

    @classmethod
    def of(cls, meeting: Meeting) -> ListPlan:
        return db.session.scalar(select(cls).where(cls.meeting_id == meeting.id)) or cls.usual(meeting)

    def revise(self, *, by: User | None, at: datetime, **details: Any) -> None:
        """Change order, address and deadline; columns by name."""
        for name, value in details.items():
            setattr(self, name, value)
        if self.version == 0:  # made by `usual`
            self.version = 1
            db.session.add(self)
        db.session.flush()
        audit.record("list_plan.revise", self, by=by, at=at, changed=sorted(details))

    def takes_amendments(self, at: datetime) -> bool:
        return self.amendments_due_at is not None and at <= self.amendments_due_at
