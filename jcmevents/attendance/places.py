"""The places of a meeting where attendance is kept: the entrance on each day, and the sessions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from uuid import uuid4

from flask_babel import gettext
from sqlalchemy import ColumnElement, and_, select

from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.attendance.models import Attendance, Sighting, Source
from jcmevents.attendance.noting import Seen, retract, see
from jcmevents.extensions import db
from jcmevents.meetings.models import Day, Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import EXPECTED
from jcmevents.text import current_language, joined, localized, written_date


@dataclass(frozen=True)
class Place:
    """A day of the meeting, or one of its sessions."""

    meeting: Meeting
    day: Day
    session: Session | None = None

    @property
    def key(self) -> str:
        return f"session-{self.session.id}" if self.session else f"day-{self.day.id}"

    @property
    def label(self) -> str:
        where = localized(self.session.titles) if self.session else gettext("entrance")
        lang = current_language()
        return joined((written_date(self.day.held_on, lang), where), lang)

    @property
    def starts_at(self) -> datetime:
        """What stands as the time of a tick made later: the beginning, by the clock of the meeting."""
        start = self.session.starts if self.session else time(9)
        return datetime.combine(self.day.held_on, start, self.meeting.tz)

    def rows(self, table: type[Attendance] | type[Sighting]) -> ColumnElement[bool]:
        session_id = self.session.id if self.session else None
        return and_(table.day_id == self.day.id, table.session_id == session_id)

    def present(self) -> dict[int, Attendance]:
        """Who was there, by id of the registration."""
        rows = Attendance.of_meeting(self.meeting).where(self.rows(Attendance))
        return {row.registration_id: row for row in db.session.scalars(rows)}

    def tick(
        self, numbers: Collection[str], mode: str, *, source: Source = Source.LIST, by: User | None, at: datetime
    ) -> None:
        """Note that these people, who are expected, were here."""
        wanted = Registration.of_meeting(self.meeting).where(Registration.number.in_(numbers))
        people = db.session.scalars(wanted.where(Registration.state.in_(EXPECTED))).all()
        session_id = self.session.id if self.session else None
        seen_at = min(at, self.starts_at)
        seen = [
            Seen(str(uuid4()), person.id, self.day.id, session_id, mode, source, seen_at=seen_at) for person in people
        ]
        see(self.meeting, seen, by=by, at=at)

    def untick(self, numbers: Collection[str], *, why: str, by: User | None, at: datetime) -> None:
        """Take back whatever told that these people were here."""
        theirs = Registration.number.in_(numbers) & (Registration.meeting_id == self.meeting.id)
        uids = select(Sighting.uid).join(Registration, Registration.id == Sighting.registration_id)
        found = db.session.scalars(uids.where(theirs, self.rows(Sighting), Sighting.standing())).all()
        retract(self.meeting, found, why=why, by=by, at=at)


def places(meeting: Meeting) -> dict[str, Place]:
    """All places of the meeting by their key, the days first."""
    days = [Place(meeting, day) for day in meeting.days]
    sessions = [Place(meeting, each.day, each) for each in db.session.scalars(Session.of_meeting(meeting))]
    return {place.key: place for place in [*days, *sessions]}
