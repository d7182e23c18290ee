"""The rooms in which a meeting is held."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext
from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda import positions
from jcmevents.errors import RuleBroken, refused_by_database
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.text import localized


class Room(Base, Versioned):
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

    def rename(self, names: dict[str, str], *, by: User | None, at: datetime) -> None:
        self.names = names
        audit.record("room.rename", self, by=by, at=at)

    def close(self, *, by: User | None, at: datetime) -> None:
        """Take the room away. Refuses while sessions are held in it; those removed lately could come back to it."""
        sentence = gettext("Sessions are held in this room, or were until lately. Give it another name instead.")
        audit.record("room.close", self, by=by, at=at)
        with refused_by_database(RuleBroken(sentence)):
            db.session.delete(self)
            db.session.flush()

    @classmethod
    def found_in(cls, meeting: Meeting, room_id: int) -> Room | None:
        return db.session.scalar(cls.of_meeting(meeting).where(cls.id == room_id))

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Room]:
        return select(cls).where(cls.meeting_id == meeting.id).order_by(cls.position, cls.id)

    @property
    def name(self) -> str:
        return localized(self.names)


class RoomsByName:
    """The rooms of `meeting` by their names in any language, opened where there is none yet."""

    def __init__(self, meeting: Meeting, by: User | None, at: datetime):
        self.meeting, self.by, self.at = meeting, by, at
        rooms = db.session.scalars(Room.of_meeting(meeting))
        self._known = {name: room for room in rooms for name in room.names.values()}

    def called(self, names: dict[str, str]) -> Room | None:
        """The room with one of these names; None where there are no names."""
        if not names:
            return None
        known = next((self._known[name] for name in names.values() if name in self._known), None)
        room = known or Room.open(self.meeting, dict(names), by=self.by, at=self.at)
        self._known |= dict.fromkeys(names.values(), room)
        return room
