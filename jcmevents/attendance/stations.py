"""Stations at the door: a device that checks people in, for one day of one meeting, until it is revoked."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts import private_links
from jcmevents.accounts.models import User
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.agenda.models import Session
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Day, Meeting

PURPOSE = "station"
MAY_SYNC_FOR = timedelta(hours=24)  # after its day: a device that was offline hands in what it has


class Station(Base):
    """A place where people are checked in: the entrance on a day, or the room of a session.

    A device becomes the station by a private link, opened once. The link opens nothing but this station.
    """

    __tablename__ = "station"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    day_id: Mapped[int] = mapped_column(ForeignKey("meeting_day.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    created_at: Mapped[datetime]
    last_heard_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship()
    day: Mapped[Day] = relationship(lazy="joined")
    session: Mapped[Session | None] = relationship()

    @classmethod
    def set_up(
        cls, meeting: Meeting, name: str, *, day: Day, session: Session | None = None, by: User | None, at: datetime
    ) -> Station:
        """A new station of one of the meeting's days; for a session, on the day of that session."""
        if day.meeting_id != meeting.id or (session and session.day_id != day.id):
            raise RuleBroken(gettext("The session is held on another day."), field="session")
        station = cls(meeting=meeting, name=name, day=day, session=session, created_at=at)
        db.session.add(station)
        db.session.flush()
        audit.record("station.set_up", station, by=by, at=at)
        return station

    def link(self, *, lang: str, by: User | None, at: datetime) -> str:
        """The token of a private link that makes one device this station. It is stored nowhere: show it now."""
        if not self.is_open(at):
            raise RuleBroken(gettext("This station is closed. Set up a new one."))
        issued: dict[str, Any] = {"to": "", "name": self.name, "lang": lang, "expires_at": self.ends_at}
        _link, token = PrivateLink.issue(PURPOSE, self.id, by=by, at=at, **issued)
        return token

    def revoke(self, *, by: User | None, at: datetime) -> None:
        """Close the station: no device can be it from this moment."""
        PrivateLink.revoke_all(PURPOSE, self.id, by=by, at=at)
        self.revoked_at = self.revoked_at or at
        audit.record("station.revoke", self, by=by, at=at)

    def is_open(self, at: datetime) -> bool:
        """Whether a device may be this station."""
        return self.revoked_at is None and at < self.ends_at

    @property
    def ends_at(self) -> datetime:
        """A day after the end of its day, at the place of the meeting."""
        midnight = datetime.combine(self.day.held_on + timedelta(days=1), time(), self.meeting.tz)
        return midnight + MAY_SYNC_FOR

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Station]:
        return select(cls).where(cls.meeting_id == meeting.id).order_by(cls.id)

    @classmethod
    def found_in(cls, meeting: Meeting, station_id: int) -> Station | None:
        return db.session.scalar(cls.of_meeting(meeting).where(cls.id == station_id))


def _leads_to(link: PrivateLink) -> str | None:
    return url_for("station.page", station_id=link.subject_id) if db.session.get(Station, link.subject_id) else None


private_links.register(PURPOSE, lasts=MAY_SYNC_FOR, leads_to=_leads_to, send=None)
