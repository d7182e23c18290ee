"""Published versions of an agenda. What organizers enter is a draft until it is published as the next one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import JSON, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.data import as_data, from_data
from jcmevents.agenda.differences import Difference, differences
from jcmevents.agenda.drafting import draft
from jcmevents.agenda.programme import Programme, ProgrammeSession
from jcmevents.errors import RuleBroken, refused_by_database
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Meeting


class Edition(Base):
    """One published version. `content` is the whole programme; what a reader may see of it is decided when he reads.

    Without `content` it stands for the draft: agendas that were published before there were versions.
    """

    __tablename__ = "agenda_edition"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    notes: Mapped[dict[str, str]] = mapped_column(default=dict)
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    meeting: Mapped[Meeting] = relationship()

    @classmethod
    def publish(
        cls, meeting: Meeting, *, notes: dict[str, str] | None = None, by: User | None, at: datetime
    ) -> Edition:
        """The draft as the next version. Refuses one without sessions, and one in which nothing has changed."""
        before, present = cls.latest(meeting), draft(meeting)
        old = before.programme if before and before.content else None
        if not present.sessions:
            raise RuleBroken(gettext("There is no session yet that could be published."))
        if old and not differences(old, present) and _same_head(old, present):
            raise RuleBroken(gettext("Nothing has changed since the last version."))
        edition = cls(meeting=meeting, number=before.number + 1 if before else 1, published_at=at, notes=notes or {})
        edition.published_by_id = by.id if by else None
        edition.content = as_data(_counted(old, present))
        db.session.add(edition)
        with refused_by_database(RuleBroken(gettext("Somebody else published a version at the same moment."))):
            db.session.flush()
        audit.record("agenda.publish", edition, by=by, at=at, number=edition.number)
        return edition

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Edition]:
        """The newest first."""
        return select(cls).where(cls.meeting_id == meeting.id).order_by(cls.number.desc())

    @classmethod
    def latest(cls, meeting: Meeting) -> Edition | None:
        return db.session.scalar(cls.of_meeting(meeting).limit(1))

    @classmethod
    def found_in(cls, meeting: Meeting, number: int) -> Edition | None:
        return db.session.scalar(cls.of_meeting(meeting).where(cls.number == number))

    @property
    def programme(self) -> Programme:
        return from_data(self.content) if self.content else draft(self.meeting)

    @property
    def before(self) -> Edition | None:
        """The version before this one."""
        return Edition.found_in(self.meeting, self.number - 1)


def unpublished(meeting: Meeting) -> list[Difference]:
    """What the draft would change in the version that is out."""
    edition = Edition.latest(meeting)
    return differences(edition.programme, draft(meeting)) if edition and edition.content else []


def _same_head(old: Programme, new: Programme) -> bool:
    return replace(old, days=(), cancelled=()) == replace(new, days=(), cancelled=())


def _counted(old: Programme | None, new: Programme) -> Programme:
    """`new` with the number that calendars go by raised for what has changed, and with what is cancelled."""
    if old is None:
        return new
    before = {session.uid: session for session in old.sessions}
    head_differs = not _same_head(old, new)
    days = (
        replace(day, sessions=tuple(_count(before.get(each.uid), each, head_differs) for each in day.sessions))
        for day in new.days
    )
    present = {session.uid for session in new.sessions}
    gone = (replace(each, sequence=each.sequence + 1) for uid, each in before.items() if uid not in present)
    return replace(new, days=tuple(days), cancelled=(*old.cancelled, *gone))


def _instants(session: ProgrammeSession) -> list[float | None]:
    """Two equal times of a night when the clocks go back are the same to the comparison of datetimes in one zone."""
    moments = (moment for entry in (session, *session.items) for moment in (entry.starts_at, entry.ends_at))
    return [moment.timestamp() if moment else None for moment in moments]


def _count(old: ProgrammeSession | None, new: ProgrammeSession, head_differs: bool) -> ProgrammeSession:
    if old is None:
        return new
    same = replace(old, sequence=new.sequence) == new and _instants(old) == _instants(new) and not head_differs
    return replace(new, sequence=old.sequence + (0 if same else 1))
