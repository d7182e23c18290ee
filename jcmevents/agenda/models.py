"""The agenda: sessions of a day and their items."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import uuid4

from flask_babel import gettext
from sqlalchemy import ForeignKey, Select, String, func, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda import positions
from jcmevents.agenda.edits import noted
from jcmevents.agenda.items import Described, Item, People
from jcmevents.agenda.kinds import Duty, Kind, RecordRule
from jcmevents.agenda.materials import Material
from jcmevents.agenda.roles import Role, cast
from jcmevents.agenda.rooms import Room
from jcmevents.agenda.timing import TimedItem, timed
from jcmevents.agenda.walltime import exists, instant, is_twice, lasting, later, minutes_of, zone_label
from jcmevents.errors import RuleBroken, refused_by_database
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Day, Meeting

__all__ = ["Item", "Kind", "RecordRule", "Room", "Session"]


class Session(Described, Base, Versioned):
    """A session of one day. Times are wall times in the meeting's zone.

    `ends` is None where the programme does not say: it then ends with the last of its items. The folds say which of
    two equal times is meant on a night when the clocks go back (0 the first, 1 the second), else they are None.
    `uid` names it in calendars for ever; a database may give an id again after its row is gone.
    """

    __tablename__ = "session"

    uid: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid4()))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("meeting_day.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    code: Mapped[str] = mapped_column(String(20), default="")
    kind: Mapped[str] = mapped_column(String(30), default=Kind.DISCUSSION)
    starts: Mapped[time]
    ends: Mapped[time | None]
    starts_fold: Mapped[int | None]
    ends_fold: Mapped[int | None]
    record_rule: Mapped[str] = mapped_column(String(20), default=RecordRule.ON_RECORD)
    summaries: Mapped[dict[str, str]] = mapped_column(default=dict)

    meeting: Mapped[Meeting] = relationship()
    day: Mapped[Day] = relationship(lazy="joined")
    room: Mapped[Room | None] = relationship(lazy="joined")
    items: Mapped[list[Item]] = relationship(
        back_populates="session", order_by="Item.position", cascade="all, delete-orphan"
    )
    roles: Mapped[list[Role]] = relationship(order_by=Role.position, cascade="all, delete-orphan")
    materials: Mapped[list[Material]] = relationship(order_by=Material.id, cascade="all, delete-orphan")

    @classmethod
    def schedule(
        cls,
        meeting: Meeting,
        *,
        day: Day,
        starts: time,
        ends: time | None,
        titles: dict[str, str],
        people: People = (),
        by: User | None,
        at: datetime,
        **details: Any,
    ) -> Session:
        """A new session on one of the meeting's days; `details` are columns."""
        session = cls(meeting=meeting, day=day, starts=starts, ends=ends, titles=titles, items=[], roles=[], **details)
        session.require_place_and_time()
        cast(session.roles, people, meeting)
        db.session.add(session)
        db.session.flush()
        audit.record("session.schedule", session, by=by, at=at)
        return session

    def revise(
        self,
        *,
        starts: time,
        ends: time | None,
        people: People | None = None,
        is_undo: bool = False,
        by: User | None,
        at: datetime,
        **details: Any,
    ) -> None:
        """Change the session. Items with a time of their own go along when it is moved without changing its length."""
        with noted(self, self.items, people=people is not None, is_undo=is_undo, by=by, at=at):
            self._change({"starts": starts, "ends": ends, **details}, people, by, at)

    def _change(self, details: dict[str, Any], people: People | None, by: User | None, at: datetime) -> None:
        starts, ends = details["starts"], details["ends"]
        self._take_along(starts, ends)
        moved = details.get("day", self.day) is not self.day or (starts, ends) != (self.starts, self.ends)
        for name, value in details.items():
            setattr(self, name, value)
        if people is not None:
            cast(self.roles, people, self.meeting)
            flag_modified(self, "titles")  # two people who change only the roles must meet on the session's version
        self.require_place_and_time()
        self.require_items_fit()
        changed = sorted(a.key for a in inspect(self).attrs if a.history.has_changes())
        audit.record("session.move" if moved else "session.revise", self, by=by, at=at, changed=changed)

    def _take_along(self, starts: time, ends: time | None) -> None:
        moved = minutes_of(starts) - minutes_of(self.starts)
        kept_length = ends == self.ends if ends is None or self.ends is None else moved == _difference(self.ends, ends)
        if moved and kept_length:
            for item in self.items:
                item.starts = later(item.starts, moved) if item.starts else None

    def require_place_and_time(self) -> None:
        if self.day.meeting is not self.meeting:
            raise RuleBroken(gettext("Choose one of the days of this meeting."), field="day")
        if self.room and self.room.meeting_id != self.meeting.id:
            raise RuleBroken(gettext("Choose one of the rooms of this meeting."), field="room")
        for field in ("starts", "ends"):
            self._require_certain(field)
        if self.closes_at and lasting(self.starts_at, self.closes_at) <= 0:
            raise RuleBroken(gettext("The session ends before it starts. Please check both times."), field="ends")

    def _require_certain(self, field: str) -> None:
        """Refuse a time that the clocks skip; ask which one is meant of a time that comes twice."""
        wall, fold = getattr(self, field), f"{field}_fold"
        moment = instant(self.day.held_on, wall, self.meeting.tz) if wall else None
        if moment and not exists(moment):
            message = gettext("The clocks are put forward on this day and skip %(time)s.", time=f"{moment:%H:%M}")
            raise RuleBroken(message, field=field)
        if not moment or not is_twice(moment):
            setattr(self, fold, None)
        elif getattr(self, fold) is None:
            raise RuleBroken(
                gettext(
                    "The clocks go back on this day: %(time)s comes twice. Say which one you mean, the first in "
                    "%(first)s or the second in %(second)s.",
                    time=f"{moment:%H:%M}",
                    first=zone_label(moment),
                    second=zone_label(moment.replace(fold=1)),
                ),
                field=fold,
            )

    def require_items_fit(self) -> None:
        """Items with a time of their own begin within the session, and none runs past midnight."""
        for item, start, end in self.timed_items():
            if end and end.date() != self.day.held_on:
                sentence = gettext("This runs past midnight. Start earlier, or go on the next day.")
                raise RuleBroken(sentence, field="minutes")
            if start and item.starts:
                self._require_within(item, start)

    def _require_within(self, item: Item, start: datetime) -> None:
        if not exists(start):
            message = gettext("The clocks are put forward on this day and skip %(time)s.", time=f"{start:%H:%M}")
            raise RuleBroken(message, field="starts")
        closes = self.closes_at
        if lasting(self.starts_at, start) < 0 or (closes and lasting(start, closes) <= 0):
            raise RuleBroken(
                gettext(
                    "“%(title)s” begins at %(time)s, which is outside the session (%(starts)s to %(ends)s).",
                    title=item.title,
                    time=f"{start:%H:%M}",
                    starts=f"{self.starts:%H:%M}",
                    ends=f"{self.ends:%H:%M}" if self.ends else gettext("open end"),
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
        people: People = (),
        by: User | None = None,
        at: datetime | None = None,
        **details: Any,
    ) -> Item:
        """A new item at the end of the session; with `at` it is an act of its own in the audit trail."""
        item = Item(titles=titles, kind=kind, position=1 + positions.last(self.items), roles=[], **details)
        cast(item.roles, people, self.meeting)
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
    def starts_at(self) -> datetime:
        return instant(self.day.held_on, self.starts, self.meeting.tz, self.starts_fold)

    @property
    def closes_at(self) -> datetime | None:
        """When it ends as entered; None where nobody said."""
        return instant(self.day.held_on, self.ends, self.meeting.tz, self.ends_fold) if self.ends else None

    @property
    def ends_at(self) -> datetime | None:
        """When it ends as entered, else with its last item; None where that is not known either."""
        timed_items = [] if self.ends else self.timed_items()
        return timed_items[-1].end if timed_items else self.closes_at

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

    @property
    def moderators(self) -> list[Role]:
        return [role for role in self.roles if role.duty == Duty.MODERATOR]

    def timed_items(self) -> list[TimedItem]:
        """Items with the times they have or get from what stands before them."""
        return timed(self.items, self.starts_at, self.closes_at)


def _difference(before: time, after: time) -> int:
    return minutes_of(after) - minutes_of(before)
