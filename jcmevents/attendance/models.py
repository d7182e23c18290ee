"""Who was seen when and where. Sightings and their retractions are only ever added; attendance follows from them.

So it makes no difference in which order they arrive, how often they are sent, or from how many stations.
"""

from __future__ import annotations

import enum
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.attendance.stations import Station
from jcmevents.extensions import Base
from jcmevents.meetings.models import Day, Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State


class Source(enum.StrEnum):
    """How it became known that somebody was there."""

    BADGE = "badge"  # scanned at a station
    NAME = "name"  # found by name at a station
    LIST = "list"  # ticked on a list
    REPORT = "report"  # of an online meeting
    HAND = "hand"  # a correction by an organizer

    @property
    def label(self) -> str:
        return str(SOURCE_LABELS[self])


SOURCE_LABELS = {
    Source.BADGE: _l("badge scanned"),
    Source.NAME: _l("found by name"),
    Source.LIST: _l("ticked on the list"),
    Source.REPORT: _l("report of the online meeting"),
    Source.HAND: _l("corrected by hand"),
}
AT_STATIONS = (Source.BADGE, Source.NAME)


class Sighting(Base):
    """Somebody was seen on a day, at the entrance or in a session. `uid` is given by whoever saw him.

    `seen_at` is the time of the station's clock where that can be right, else when the news arrived.
    """

    __tablename__ = "sighting"

    uid: Mapped[str] = mapped_column(String(36), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("meeting_day.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"), index=True)
    mode: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(10))
    seen_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"), index=True)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    registration: Mapped[Registration] = relationship()
    day: Mapped[Day] = relationship()
    session: Mapped[Session | None] = relationship()
    station: Mapped[Station | None] = relationship()
    noted_by: Mapped[User | None] = relationship()

    @property
    def source_label(self) -> str:
        return Source(self.source).label

    @classmethod
    def standing(cls) -> ColumnElement[bool]:
        """Has not been retracted."""
        return ~select(Retraction.id).where(Retraction.sighting_uid == cls.uid).exists()

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Sighting]:
        return select(cls).where(cls.meeting_id == meeting.id)


class Retraction(Base):
    """A sighting that was a mistake. It may arrive before the sighting it takes back."""

    __tablename__ = "retraction"

    sighting_uid: Mapped[str] = mapped_column(String(36), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    why: Mapped[str] = mapped_column(String(200))
    retracted_at: Mapped[datetime]
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    by: Mapped[User | None] = relationship()


class Attendance(Base):
    """Somebody's presence on a day (`session_id` None) or in a session, as the standing sightings tell it.

    On a day it holds whoever was seen anywhere; `scans` counts only the stations of that very place.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        Index(
            "uq_attendance_day",
            "registration_id",
            "day_id",
            unique=True,
            sqlite_where=text("session_id IS NULL"),
            postgresql_where=text("session_id IS NULL"),
        ),
        Index(
            "uq_attendance_session",
            "registration_id",
            "session_id",
            unique=True,
            sqlite_where=text("session_id IS NOT NULL"),
            postgresql_where=text("session_id IS NOT NULL"),
        ),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("meeting_day.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"), index=True)
    mode: Mapped[str] = mapped_column(String(10))
    first_seen_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(10))  # of the first sighting
    scans: Mapped[int] = mapped_column(default=0)

    registration: Mapped[Registration] = relationship()

    @property
    def seen_twice(self) -> bool:
        """Scanned more than once at the same place: somebody came back, or a badge was lent."""
        return self.scans > 1

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Attendance]:
        return select(cls).where(cls.meeting_id == meeting.id)


class WalkIn(Base):
    """Somebody entered at a station without having registered; the organizers decide on the registration."""

    __tablename__ = "walk_in"

    uid: Mapped[str] = mapped_column(String(36), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    entered_at: Mapped[datetime]

    registration: Mapped[Registration] = relationship()
    station: Mapped[Station] = relationship()

    @property
    def state(self) -> State:
        return State(self.registration.state)
