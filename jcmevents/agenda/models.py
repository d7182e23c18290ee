"""The agenda: rooms, sessions of a day, their items, who speaks."""

from __future__ import annotations

import enum
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Day, Meeting
from jcmevents.registration.models import Registration
from jcmevents.text import localized


class Kind(enum.StrEnum):
    """What a session or an item is (domain.md B3)."""

    CEREMONY = "ceremony"
    PRESENTATION = "presentation"
    COUNTRY_PRESENTATION = "country_presentation"
    DISCUSSION = "discussion"
    QUESTIONS = "questions"
    BREAK = "break"
    LUNCH = "lunch"
    BILATERAL = "bilateral"
    SITE_VISIT = "site_visit"
    REGISTRATION = "registration"
    POLL = "poll"
    PHOTO = "photo"

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self])


KIND_LABELS = {
    Kind.CEREMONY: _l("ceremony"),
    Kind.PRESENTATION: _l("presentation"),
    Kind.COUNTRY_PRESENTATION: _l("country presentation"),
    Kind.DISCUSSION: _l("discussion"),
    Kind.QUESTIONS: _l("questions and answers"),
    Kind.BREAK: _l("break"),
    Kind.LUNCH: _l("lunch"),
    Kind.BILATERAL: _l("bilateral talks"),
    Kind.SITE_VISIT: _l("site visit"),
    Kind.REGISTRATION: _l("registration"),
    Kind.POLL: _l("poll"),
    Kind.PHOTO: _l("group photo"),
}


class RecordRule(enum.StrEnum):
    """What may be told of a session: everything, no names (Chatham House), nothing."""

    ON_RECORD = "on_record"
    CHATHAM_HOUSE = "chatham_house"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        labels = {
            self.ON_RECORD: gettext("on the record"),
            self.CHATHAM_HOUSE: gettext("Chatham House Rule"),
            self.CLOSED: gettext("closed"),
        }
        return labels[self]


class Room(Base):
    """A room of the venue."""

    __tablename__ = "room"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    names: Mapped[dict[str, str]]
    position: Mapped[int] = mapped_column(default=0)


class TimedItem(NamedTuple):
    """An item with the wall times it gets from its own time or from what stands before it."""

    item: Item
    start: time | None
    end: time | None


class Session(Base, Versioned):
    """A session of one day. Times are wall times in the meeting's zone (design.md rule 9)."""

    __tablename__ = "session"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("meeting_day.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    code: Mapped[str] = mapped_column(String(20), default="")
    kind: Mapped[str] = mapped_column(String(30), default=Kind.DISCUSSION)
    titles: Mapped[dict[str, str]]
    starts: Mapped[time]
    ends: Mapped[time]
    moderator: Mapped[str] = mapped_column(String(200), default="")
    record_rule: Mapped[str] = mapped_column(String(20), default=RecordRule.ON_RECORD)
    summaries: Mapped[dict[str, str]] = mapped_column(default=dict)

    meeting: Mapped[Meeting] = relationship()
    day: Mapped[Day] = relationship(lazy="joined")
    room: Mapped[Room | None] = relationship(lazy="joined")
    items: Mapped[list[Item]] = relationship(
        back_populates="session", order_by="Item.position", cascade="all, delete-orphan"
    )

    @classmethod
    def schedule(
        cls,
        meeting: Meeting,
        *,
        day: Day,
        starts: time,
        ends: time,
        titles: dict[str, str],
        by: User | None,
        at: datetime,
        **details: Any,
    ) -> Session:
        """A new session on one of the meeting's days."""
        if day.meeting_id != meeting.id:
            raise RuleBroken(gettext("Choose one of the days of this meeting."), field="day")
        session = cls(meeting=meeting, day=day, starts=starts, ends=ends, titles=titles, items=[], **details)
        session.require_order_of_times()
        db.session.add(session)
        db.session.flush()
        audit.record("session.schedule", session, by=by, at=at)
        return session

    def require_order_of_times(self) -> None:
        if self.ends <= self.starts:
            raise RuleBroken(gettext("The session ends before it starts. Please check both times."), field="ends")

    def add_item(self, *, titles: dict[str, str], kind: str = Kind.PRESENTATION, **details: Any) -> Item:
        """A new item at the end of the session."""
        position = 1 + max((item.position for item in self.items), default=0)
        item = Item(titles=titles, kind=kind, position=position, speakers=[], **details)
        self.items.append(item)
        return item

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Session]:
        """All sessions in the order of the clock."""
        return select(cls).join(cls.day).where(cls.meeting_id == meeting.id).order_by(Day.held_on, cls.starts, cls.id)

    @classmethod
    def found_in(cls, meeting: Meeting, session_id: int) -> Session | None:
        """The session with this id at this meeting; None for another meeting's."""
        return db.session.scalar(cls.of_meeting(meeting).where(cls.id == session_id))

    @classmethod
    def count_in(cls, meeting: Meeting) -> int:
        return db.session.scalar(select(func.count(cls.id)).where(cls.meeting_id == meeting.id)) or 0

    @property
    def title(self) -> str:
        return localized(self.titles)

    def timed_items(self) -> list[TimedItem]:
        """Items with wall times: an own start wins, else the end of the item before it."""
        timed: list[TimedItem] = []
        clock: time | None = self.starts
        for item in self.items:
            start = item.starts or clock
            clock = _later(start, item.minutes) if start and item.minutes else None
            timed.append(TimedItem(item, start, clock))
        next_starts = [entry.start for entry in timed[1:]] + [self.ends]
        return [e if e.end else e._replace(end=n) for e, n in zip(timed, next_starts, strict=True)]


def _later(start: time, minutes: int) -> time:
    return (datetime.combine(datetime.min, start) + timedelta(minutes=minutes)).time()


class Item(Base):
    """Something that happens in a session: with its own time, or with a duration only."""

    __tablename__ = "item"

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(30), default=Kind.PRESENTATION)
    titles: Mapped[dict[str, str]]
    starts: Mapped[time | None]
    minutes: Mapped[int | None]

    session: Mapped[Session] = relationship(back_populates="items")
    speakers: Mapped[list[Speaker]] = relationship(
        back_populates="item", order_by="Speaker.position", cascade="all, delete-orphan", lazy="selectin"
    )

    def add_speaker(self, name: str, **details: Any) -> Speaker:
        speaker = Speaker(name=name, position=len(self.speakers) + 1, **details)
        self.speakers.append(speaker)
        return speaker


class Speaker(Base):
    """Who speaks in an item: a registered person or somebody named by hand."""

    __tablename__ = "speaker"
    __table_args__ = (UniqueConstraint("item_id", "position"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    affiliation: Mapped[str] = mapped_column(String(300), default="")
    on_behalf_of: Mapped[str] = mapped_column(String(300), default="")
    is_online: Mapped[bool] = mapped_column(default=False)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"))

    item: Mapped[Item] = relationship(back_populates="speakers")
    registration: Mapped[Registration | None] = relationship()
