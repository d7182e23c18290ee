"""Series of meetings, meetings, their days."""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext
from sqlalchemy import JSON, ForeignKey, Select, String, UniqueConstraint, func, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.countries.models import Country
from jcmevents.countries.ordering import OrderPolicy
from jcmevents.errors import RuleBroken, refused_by_database
from jcmevents.extensions import Base, Versioned, db

DEFAULT_ZONE = "Asia/Tokyo"
LONGEST_MEETING = timedelta(days=31)
FIRST_YEAR, LAST_YEAR = 2000, 2100  # earlier and later ones are slips


class Kind(enum.StrEnum):
    MEETING = "meeting"
    TRAINING = "training"


class Mode(enum.StrEnum):
    ON_SITE = "on_site"
    ONLINE = "online"
    HYBRID = "hybrid"


class RegistrationPolicy(enum.StrEnum):
    """Who may register, and what becomes of it."""

    INVITATION = "invitation"  # only who was nominated or holds a private link
    APPROVAL = "approval"  # anybody of an invited delegation; the organizers confirm
    OPEN = "open"  # as approval, but confirmed at once while there are seats


class Series(Base):
    """A row of meetings under one name, e.g. JCM Global Partnership."""

    __tablename__ = "series"

    key: Mapped[str] = mapped_column(String(60), unique=True)
    titles: Mapped[dict[str, str]]
    short_titles: Mapped[dict[str, str]]

    @classmethod
    def by_key(cls, key: str) -> Series | None:
        return db.session.scalar(select(cls).where(cls.key == key))

    @classmethod
    def start(cls, key: str, titles: dict[str, str], short_titles: dict[str, str] | None = None) -> Series:
        """A new series, added to the session. Refuses a key in use."""
        taken = RuleBroken(gettext("There is a series with this key already."), field="key")
        if cls.by_key(key):
            raise taken
        series = cls(key=key, titles=titles, short_titles=short_titles or titles)
        db.session.add(series)
        with refused_by_database(taken):
            db.session.flush()
        return series


class Day(Base):
    """One calendar day of a meeting, in the meeting's zone."""

    __tablename__ = "meeting_day"
    __table_args__ = (UniqueConstraint("meeting_id", "held_on"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    held_on: Mapped[date]

    meeting: Mapped[Meeting] = relationship(back_populates="days")

    @classmethod
    def meetings_over_before(cls, day: date) -> Select[int]:
        """The ids of the meetings whose last day is before `day`."""
        return select(cls.meeting_id).group_by(cls.meeting_id).having(func.max(cls.held_on) < day)


class Meeting(Base, Versioned):
    """A meeting or a training.

    `ordinal` is a label, not a key: two meetings of one series may bear the same number.
    `counting` is the rule of the published figures, see `record.rule`.
    """

    __tablename__ = "meeting"

    slug: Mapped[str] = mapped_column(String(80), unique=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    kind: Mapped[str] = mapped_column(String(20), default=Kind.MEETING)
    ordinal: Mapped[int | None]
    titles: Mapped[dict[str, str]]
    summaries: Mapped[dict[str, str]] = mapped_column(default=dict)
    zone: Mapped[str] = mapped_column(String(60))
    mode: Mapped[str] = mapped_column(String(20), default=Mode.ON_SITE)
    cities: Mapped[dict[str, str]] = mapped_column(default=dict)
    venues: Mapped[dict[str, str]] = mapped_column(default=dict)
    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    published_at: Mapped[datetime | None]
    participants_public: Mapped[bool] = mapped_column(default=False)
    order_policy: Mapped[str] = mapped_column(String(20), default=OrderPolicy.HOUSE_JA)
    order_moves: Mapped[list[Any]] = mapped_column(JSON, default=list)
    counting: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attendance_rule: Mapped[dict[str, Any]] = mapped_column(default=dict)  # see `attendance.rule`
    registration_policy: Mapped[str] = mapped_column(String(20), default=RegistrationPolicy.APPROVAL)
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime | None]
    nominations_due_at: Mapped[datetime | None]
    promotes_waiting: Mapped[bool] = mapped_column(default=True)  # who waits gets the seat that becomes free
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    series: Mapped[Series | None] = relationship(lazy="joined")
    country: Mapped[Country | None] = relationship()
    days: Mapped[list[Day]] = relationship(
        back_populates="meeting", order_by=Day.held_on, cascade="all, delete-orphan", lazy="selectin"
    )

    @classmethod
    def convene(
        cls,
        *,
        slug: str,
        titles: dict[str, str],
        start: date,
        end: date,
        zone: str = DEFAULT_ZONE,
        by: User | None,
        at: datetime,
        **details: Any,
    ) -> Meeting:
        """A new, unpublished meeting with a Day per calendar day. Refuses a taken slug and an end before the start."""
        taken = RuleBroken(gettext("Another meeting has this address already. Choose another one."), field="slug")
        if cls.by_slug(slug):
            raise taken
        meeting = cls(slug=slug, titles=titles, zone=zone, created_at=at, days=[], **details)
        meeting.set_days(start, end)
        meeting.require_known_zone()
        meeting.require_window()
        db.session.add(meeting)
        with refused_by_database(taken):
            db.session.flush()
        audit.record("meeting.convene", meeting, by=by, at=at)
        return meeting

    def revise(self, *, start: date, end: date, by: User | None, at: datetime, **details: Any) -> None:
        """Change what is known about the meeting; columns by name as in `convene`. Refuses to drop a day in use."""
        days_before = [day.held_on for day in self.days]
        still_used = gettext("A day that you took away still has sessions. Move or remove them first.")
        with refused_by_database(RuleBroken(still_used, field="end")):
            self.set_days(start, end)
            db.session.flush()
        if details.get("order_policy", self.order_policy) != self.order_policy:
            self.order_moves = []  # they led from the old order to what was wanted
        for name, value in details.items():
            setattr(self, name, value)
        self.require_known_zone()
        self.require_window()
        changed = {a.key for a in inspect(self).attrs if a.history.has_changes()}
        if days_before != [day.held_on for day in self.days]:
            changed.add("days")
            flag_modified(self, "zone")  # so that new days alone raise the version too
        if changed:
            audit.record("meeting.revise", self, by=by, at=at, changed=sorted(changed))

    def reorder(self, *, policy: str, moves: list[list[str]], by: User | None, at: datetime) -> None:
        """List the delegations by `policy`, then with `moves` by hand (see countries.ordering.apply_moves)."""
        self.order_policy, self.order_moves = OrderPolicy(policy), moves
        audit.record("meeting.reorder", self, by=by, at=at, policy=policy)

    def set_days(self, start: date, end: date) -> None:
        """Make the days run from `start` to `end`, both included.

        A meeting of as many days as before is postponed: its days keep their sessions and get new dates. Otherwise
        days that stay keep theirs, and a day with sessions cannot be taken away.
        """
        if end < start:
            raise RuleBroken(gettext("The last day is before the first day. Please check both dates."), field="end")
        for field, day in (("start", start), ("end", end)):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise RuleBroken(gettext("Please check the year of this day."), field=field)
        if end - start >= LONGEST_MEETING:
            raise RuleBroken(gettext("A meeting lasts at most %(n)s days.", n=LONGEST_MEETING.days), field="end")
        wanted = [start + timedelta(days=n) for n in range((end - start).days + 1)]
        if len(wanted) == len(self.days):
            self._postpone(wanted)
        else:
            self._replace_days(wanted)

    def _postpone(self, dates: list[date]) -> None:
        pairs = list(zip(self.days, dates, strict=True))
        later = dates[0] > self.days[0].held_on
        for day, held_on in reversed(pairs) if later else pairs:
            day.held_on = held_on
            db.session.flush()  # one by one, from the free end, so that no two days bear one date in between

    def _replace_days(self, dates: list[date]) -> None:
        kept = [day for day in self.days if day.held_on in dates]
        missing = set(dates) - {day.held_on for day in kept}
        self.days = sorted([*kept, *(Day(held_on=d) for d in missing)], key=lambda day: day.held_on)

    def require_known_zone(self) -> None:
        if self.zone not in available_timezones():
            raise RuleBroken(gettext("Choose a time zone from the list, for example Asia/Tokyo."), field="zone")

    def require_window(self) -> None:
        opens_at, closes_at = self.registration_opens_at, self.registration_closes_at
        if opens_at and closes_at and closes_at <= opens_at:
            raise RuleBroken(gettext("It has to close after it opens."), field="registration_closes_at")

    def publish(self, *, by: User | None, at: datetime) -> None:
        if self.published_at is None:
            self.published_at = at
            audit.record("meeting.publish", self, by=by, at=at)

    def withdraw_from_public(self, *, by: User | None, at: datetime) -> None:
        if self.published_at is not None:
            self.published_at = None
            audit.record("meeting.unpublish", self, by=by, at=at)

    def count_by(self, rule: dict[str, Any], *, by: User | None, at: datetime) -> None:
        """Compute the figures by `rule` from now on; its shape is that of `record.rule.CountingRule`."""
        if rule != self.counting:
            self.counting = rule
            audit.record("meeting.count_by", self, by=by, at=at, changed=["counting"])

    def judge_attendance_by(self, rule: dict[str, Any], *, by: User | None, at: datetime) -> None:
        """Who counts as having attended from now on; the shape is that of `attendance.rule.AttendanceRule`."""
        if rule != self.attendance_rule:
            self.attendance_rule = rule
            audit.record("meeting.judge_attendance_by", self, by=by, at=at, changed=["attendance_rule"])

    def promote_waiting(self, wanted: bool, *, by: User | None, at: datetime) -> None:
        """Give a seat that becomes free to whoever has waited longest, or leave that to the organizers."""
        if wanted != self.promotes_waiting:
            self.promotes_waiting = wanted
            audit.record("meeting.promote_waiting", self, by=by, at=at, wanted=wanted)

    def expect_nominations_by(self, due: datetime | None, *, by: User | None, at: datetime) -> None:
        """Until when delegations are nominated; what comes later waits for the organizers. None: without an end."""
        if due != self.nominations_due_at:
            self.nominations_due_at = due
            audit.record("meeting.expect_nominations_by", self, by=by, at=at, changed=["nominations_due_at"])

    @classmethod
    def by_slug(cls, slug: str) -> Meeting | None:
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def visible_to(cls, user: Any, now: datetime) -> Select[Meeting]:
        """The meetings `user` may see: staff all, others the published ones. Nothing else decides this."""
        query = select(cls)
        if getattr(user, "is_staff", False):
            return query
        return query.where(cls.published_at <= now)

    @property
    def start_on(self) -> date:
        return self.days[0].held_on

    @property
    def end_on(self) -> date:
        return self.days[-1].held_on

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)
