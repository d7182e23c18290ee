"""The agenda: sessions of a day and their items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, NamedTuple
from uuid import uuid4

from flask_babel import gettext
from sqlalchemy import ForeignKey, Select, String, func, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda import positions
from jcmevents.agenda.kinds import INTERVALS, Kind, RecordRule
from jcmevents.agenda.rooms import Room
from jcmevents.agenda.speakers import MOST_SPEAKERS, Speaker
from jcmevents.agenda.walltime import exists, instant, later, minutes_of, zone_label
from jcmevents.errors import RuleBroken, refused_by_database
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Day, Meeting
from jcmevents.text import localized

__all__ = ["Item", "Kind", "RecordRule", "Room", "Session", "Speaker", "TimedItem"]


class TimedItem(NamedTuple):
    """An item with the wall times it gets from its own time or from what stands before it."""

    item: Item
    start: time | None
    end: time | None


class Session(Base, Versioned):
    """A session of one day. Times are wall times in the meeting's zone.

    `uid` names it in calendars for ever; a database may give an id again after its row is gone.
    """

    __tablename__ = "session"

    uid: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid4()))
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
        session = cls(meeting=meeting, day=day, starts=starts, ends=ends, titles=titles, items=[], **details)
        session.require_place_and_time()
        db.session.add(session)
        db.session.flush()
        audit.record("session.schedule", session, by=by, at=at)
        return session

    def revise(self, *, starts: time, ends: time, by: User | None, at: datetime, **details: Any) -> None:
        """Change the session. Items with a time of their own go along when it is moved without changing its length."""
        moved = minutes_of(starts) - minutes_of(self.starts)
        if moved == minutes_of(ends) - minutes_of(self.ends):
            for item in self.items:
                item.starts = later(item.starts, moved) if item.starts else None
        for name, value in {"starts": starts, "ends": ends, **details}.items():
            setattr(self, name, value)
        self.require_place_and_time()
        self.require_items_fit()
        changed = sorted(a.key for a in inspect(self).attrs if a.history.has_changes())
        audit.record("session.revise", self, by=by, at=at, changed=changed)

    def require_place_and_time(self) -> None:
        if self.day.meeting is not self.meeting:
            raise RuleBroken(gettext("Choose one of the days of this meeting."), field="day")
        if self.room and self.room.meeting_id != self.meeting.id:
            raise RuleBroken(gettext("Choose one of the rooms of this meeting."), field="room")
        if self.ends <= self.starts:
            raise RuleBroken(gettext("The session ends before it starts. Please check both times."), field="ends")
        for field, moment in (("starts", self.starts_at), ("ends", self.ends_at)):
            if not exists(moment):
                message = gettext("The clocks are put forward on this day and skip %(time)s.", time=f"{moment:%H:%M}")
                raise RuleBroken(message, field=field)

    def require_items_fit(self) -> None:
        """Items with a time of their own begin within the session, and none runs past midnight."""
        for item, start, _end in self.timed_items():
            if start and item.starts and not self.starts <= start < self.ends:
                raise RuleBroken(
                    gettext(
                        "“%(title)s” begins at %(time)s, which is outside the session (%(starts)s to %(ends)s).",
                        title=item.title,
                        time=f"{start:%H:%M}",
                        starts=f"{self.starts:%H:%M}",
                        ends=f"{self.ends:%H:%M}",
                    ),
                    field="starts",
                )

    def remove(self, *, by: User | None, at: datetime) -> None:
        """Take the session off the agenda, unless something is recorded for it."""
        recorded = gettext("Something is recorded for this session: proposals, themes or points. Move that first.")
        with refused_by_database(RuleBroken(recorded)):
            db.session.delete(self)
            db.session.flush()
        audit.record("session.remove", self, by=by, at=at)

    def add_item(
        self,
        *,
        titles: dict[str, str],
        kind: str = Kind.PRESENTATION,
        by: User | None = None,
        at: datetime | None = None,
        **details: Any,
    ) -> Item:
        """A new item at the end of the session; with `at` it is an act of its own in the audit trail."""
        item = Item(titles=titles, kind=kind, position=1 + positions.last(self.items), speakers=[], **details)
        self.items.append(item)
        self.require_items_fit()
        if at:
            db.session.flush()
            audit.record("item.add", item, by=by, at=at)
        return item

    def move_item(self, item: Item, direction: str, *, by: User | None, at: datetime) -> None:
        """Let `item` change places with its neighbour "up" or "down"; clock times follow."""
        positions.move(item, self.items, direction)
        self.items.sort(key=lambda each: each.position)
        self.require_items_fit()
        audit.record("item.move", item, by=by, at=at)

    def drop_item(self, item: Item, *, by: User | None, at: datetime) -> None:
        self.items.remove(item)
        self.require_items_fit()
        audit.record("item.drop", item, by=by, at=at)

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

    @property
    def is_interval(self) -> bool:
        return self.kind in INTERVALS

    @property
    def starts_at(self) -> datetime:
        return instant(self.day.held_on, self.starts, self.meeting.tz)

    @property
    def ends_at(self) -> datetime:
        return instant(self.day.held_on, self.ends, self.meeting.tz)

    @property
    def zone_label(self) -> str:
        return zone_label(self.starts_at)

    @property
    def reveals_points(self) -> bool:
        """Whether it may be told what was said. Of a closed session only title and time are known."""
        return self.record_rule != RecordRule.CLOSED

    @property
    def reveals_names(self) -> bool:
        """Whether it may be told who said it: under the Chatham House Rule neither person nor affiliation."""
        return self.record_rule == RecordRule.ON_RECORD

    def timed_items(self) -> list[TimedItem]:
        """Items with wall times: an own start wins, else the end of the item before it.

        An item without duration lasts until the next one, the last one until the session ends. Refuses to run past
        midnight.
        """
        timed: list[TimedItem] = []
        clock: time | None = self.starts
        for item in self.items:
            start = item.starts or clock
            clock = later(start, item.minutes) if start and item.minutes else None
            timed.append(TimedItem(item, start, clock))
        next_starts = [entry.start for entry in timed[1:]] + [self.ends]
        return [e if e.end else e._replace(end=n) for e, n in zip(timed, next_starts, strict=False)]


class Item(Base, Versioned):
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
        order_by="Speaker.position", cascade="all, delete-orphan", lazy="selectin"
    )

    @classmethod
    def found_in(cls, meeting: Meeting, item_id: int) -> Item | None:
        """The item with this id at this meeting; None for another meeting's."""
        return db.session.scalar(
            select(cls).join(cls.session).where(Session.meeting_id == meeting.id, cls.id == item_id)
        )

    @property
    def title(self) -> str:
        return localized(self.titles)

    @property
    def is_interval(self) -> bool:
        return self.kind in INTERVALS

    def revise(self, *, speakers: Sequence[Mapping[str, Any]], by: User | None, at: datetime, **details: Any) -> None:
        """Change the item. `speakers` as for `name_speakers`, `details` are columns."""
        for name, value in details.items():
            setattr(self, name, value)
        self.name_speakers(speakers)
        self.session.require_items_fit()
        audit.record("item.revise", self, by=by, at=at)

    def name_speakers(self, speakers: Sequence[Mapping[str, Any]]) -> None:
        """Let these speak, in this order; each maps the columns of `Speaker`. Those already named keep their rows."""
        present = {speaker.name: speaker for speaker in self.speakers}
        self.speakers = [present.pop(each["name"], Speaker()) for each in speakers]
        for position, (speaker, details) in enumerate(zip(self.speakers, speakers, strict=True), start=1):
            for name, value in {**details, "position": position}.items():
                setattr(speaker, name, value)
        flag_modified(self, "titles")  # two people who change only the speakers must meet on the item's version

    def add_speaker(self, name: str, **details: Any) -> Speaker:
        if len(self.speakers) >= MOST_SPEAKERS:
            raise RuleBroken(gettext("An item has at most %(n)s speakers. Divide it into two.", n=MOST_SPEAKERS))
        speaker = Speaker(name=name, position=len(self.speakers) + 1, **details)
        self.speakers.append(speaker)
        return speaker
