"""The agenda: sessions of a day and their items."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import uuid4

from flask_babel import gettext
from sqlalchemy import ForeignKey, Select, String, delete, func, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda import positions
from jcmevents.agenda.edits import note_made, noted
from jcmevents.agenda.items import Described, Item, People
from jcmevents.agenda.kinds import Duty, Kind, RecordRule
from jcmevents.agenda.materials import Material
from jcmevents.agenda.roles import Role, cast
from jcmevents.agenda.rooms import Room
from jcmevents.agenda.runs import Run
from jcmevents.agenda.timing import TimedItem, timed
from jcmevents.agenda.walltime import apart, exists, instant, is_twice, lasting, later, zone_label
from jcmevents.errors import RuleBroken, refused_by_database
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Day, Meeting

__all__ = ["Item", "Kind", "RecordRule", "Room", "Session"]


class Session(Described, Base, Versioned):
    """A session of one day. Times are wall times in the meeting's zone.

    `ends` is None where the programme does not say: it then ends with the last of its items. The folds say which of
    two equal times is meant on a night when the clocks go back (0 the first, 1 the second), else they are None.
    `uid` names it in calendars for ever; a database may give an id again after its row is gone. What is removed is
    kept for a while, so that it can be brought back (see `removal`).
    """

    __tablename__ = "session"

    uid: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid4()))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("meeting_day.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_run.id", ondelete="SET NULL"))
    code: Mapped[str] = mapped_column(String(20), default="")
    kind: Mapped[str] = mapped_column(String(30), default=Kind.DISCUSSION)
    starts: Mapped[time]
    ends: Mapped[time | None]
    starts_fold: Mapped[int | None]
    ends_fold: Mapped[int | None]
    record_rule: Mapped[str] = mapped_column(String(20), default=RecordRule.ON_RECORD)
    summaries: Mapped[dict[str, str]] = mapped_column(default=dict)
    removed_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship()
    day: Mapped[Day] = relationship(lazy="joined")
    room: Mapped[Room | None] = relationship(lazy="joined")
    run: Mapped[Run | None] = relationship(lazy="joined")
    items: Mapped[list[Item]] = relationship(
        primaryjoin="and_(Session.id == foreign(Item.session_id), Item.removed_at.is_(None))",
        back_populates="session",
        order_by="Item.position",
        cascade="all, delete-orphan",
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
        note_made(session, by=by, at=at)
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
            self.name_people(people)
        self.require_place_and_time()
        self.require_items_fit()
        changed = sorted(a.key for a in inspect(self).attrs if a.history.has_changes())
        audit.record("session.move" if moved else "session.revise", self, by=by, at=at, changed=changed)

    def name_people(self, people: People) -> None:
        """Let these have a part in the session, in this order."""
        cast(self.roles, people, self.meeting)
        flag_modified(self, "titles")  # two people who change only the roles must meet on the session's version

    def _take_along(self, starts: time, ends: time | None) -> None:
        moved = apart(self.starts, starts)
        kept_length = ends == self.ends if ends is None or self.ends is None else moved == apart(self.ends, ends)
        for item in self.items if moved and kept_length else ():
            item.starts = later(item.starts, moved) if item.starts else None

    def require_place_and_time(self) -> None:
        if self.day.meeting is not self.meeting:
            raise RuleBroken(gettext("Choose one of the days of this meeting."), field="day")
        if self.room and self.room.meeting_id != self.meeting.id:
            raise RuleBroken(gettext("Choose one of the rooms of this meeting."), field="room")
        if self.run and self.run.meeting_id != self.meeting.id:
            raise RuleBroken(gettext("Choose one of the runs of this meeting."), field="run")
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
        self.require_nothing_recorded()
        with noted(self, by=by, at=at):
            self.removed_at = at
        audit.record("session.remove", self, by=by, at=at)

    def require_nothing_recorded(self) -> None:
        """Whether other rows lead here is known to the database: it is asked by a deletion that is taken back."""
        recorded = gettext("Something is recorded for this session: proposals, themes or points. Move that first.")
        trial, table = db.session.begin_nested(), Session.__table__
        try:
            with refused_by_database(RuleBroken(recorded)):
                db.session.execute(delete(table).where(table.c.id == self.id))  # type: ignore[arg-type]
        finally:
            trial.rollback()

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
            note_made(item, by=by, at=at)
            audit.record("item.add", item, by=by, at=at)
        return item

    def drop_item(self, item: Item, *, by: User | None, at: datetime) -> None:
        with noted(item, by=by, at=at):
            item.removed_at = at
        self.reload_items()
        self.require_items_fit()
        audit.record("item.drop", item, by=by, at=at)

    def clear(self, *, by: User | None, at: datetime) -> None:
        """Take out all items, for others to come."""
        with noted(self, self.items, by=by, at=at):
            for item in self.items:
                item.removed_at = at
        self.reload_items()

    def reload_items(self) -> None:
        """Read again which items there are and in which order, after that was changed."""
        db.session.flush()
        db.session.expire(self, ["items"])

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Session]:
        """All sessions in the order of the clock."""
        there = select(cls).join(cls.day).where(cls.meeting_id == meeting.id, cls.removed_at.is_(None))
        return there.order_by(Day.held_on, cls.starts, cls.id)

    @classmethod
    def found_in(cls, meeting: Meeting, session_id: int) -> Session | None:
        """The session with this id at this meeting; None for another meeting's."""
        return db.session.scalar(cls.of_meeting(meeting).where(cls.id == session_id))

    @classmethod
    def count_in(cls, meeting: Meeting) -> int:
        there = select(func.count(cls.id)).where(cls.meeting_id == meeting.id, cls.removed_at.is_(None))
        return db.session.scalar(there) or 0

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
