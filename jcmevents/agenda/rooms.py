"""The rooms in which a meeting is held."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda import positions
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Meeting
from jcmevents.text import localized


class Room(Base):
    """A room of the venue."""

    __tablename__ = "room"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    names: Mapped[dict[str, str]]
    position: Mapped[int] = mapped_column(default=0)

    @classmethod
    def open(cls, meeting: Meeting, names: dict[str, str], *, by: User | None, at: datetime) -> Room:
        """A further room of the meeting."""
        room = cls(meeting_id=meeting.id, names=names)
        room.position = 1 + positions.last(db.session.scalars(cls.of_meeting(meeting)))
        db.session.add(room)
        db.session.flush()
        audit.record("room.open", room, by=by, at=at)
        return room

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Room]:
        return select(cls).where(cls.meeting_id == meeting.id).order_by(cls.position, cls.id)

    @property
    def name(self) -> str:
        return localized(self.names)
