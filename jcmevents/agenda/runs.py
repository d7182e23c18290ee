"""A programme that is held several times, each time for another part of the world."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext
from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda import positions
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.text import localized


class Run(Base, Versioned):
    """One of the times that the programme is held. Who is meant reads it in `zone`, beside the meeting's own."""

    __tablename__ = "agenda_run"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    names: Mapped[dict[str, str]]
    zone: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(default=0)

    @classmethod
    def plan(cls, meeting: Meeting, names: dict[str, str], zone: str, *, by: User | None, at: datetime) -> Run:
        """A further run of the meeting's programme."""
        run = cls(meeting_id=meeting.id, names=names, zone=zone)
        run.position = 1 + positions.last(db.session.scalars(cls.of_meeting(meeting)))
        db.session.add(run)
        db.session.flush()
        audit.record("agenda.plan_run", run, by=by, at=at)
        return run

    def revise(self, names: dict[str, str], zone: str, *, by: User | None, at: datetime) -> None:
        self.names, self.zone = names, zone
        audit.record("agenda.revise_run", self, by=by, at=at)

    def cancel(self, *, by: User | None, at: datetime) -> None:
        """Take the run away. Refuses while sessions belong to it; those removed lately could come back to it."""
        held = Base.metadata.tables["session"].c
        if db.session.scalar(select(held.id).where(held.run_id == self.id).limit(1)):
            raise RuleBroken(gettext("Sessions belong to this run, or did until lately. Give it another name instead."))
        audit.record("agenda.cancel_run", self, by=by, at=at)
        db.session.delete(self)

    @classmethod
    def found_in(cls, meeting: Meeting, run_id: int) -> Run | None:
        return db.session.scalar(cls.of_meeting(meeting).where(cls.id == run_id))

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Run]:
        return select(cls).where(cls.meeting_id == meeting.id).order_by(cls.position, cls.id)

    @property
    def name(self) -> str:
        return localized(self.names)
