"""Releases and the facts that their texts name."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import Role, User
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import DEFAULT_ZONE, Meeting
from jcmevents.press.house import COUNTERS, QUALIFIERS, publishers
from jcmevents.press.texts import ReleaseText

RESERVED = {"new"}  # words that stand in addresses where a slug stands


class State(enum.StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        return str({State.DRAFT: _l("draft"), State.PUBLISHED: _l("published")}[self])


class Release(Base, Versioned):
    """A release of one publisher, in one or more languages, about a meeting or on its own."""

    __tablename__ = "release"

    slug: Mapped[str] = mapped_column(String(80), unique=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    publisher: Mapped[str] = mapped_column(String(20))
    released_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT)
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    meeting: Mapped[Meeting | None] = relationship()
    texts: Mapped[list[ReleaseText]] = relationship(
        back_populates="release", order_by=ReleaseText.lang, cascade="all, delete-orphan", lazy="selectin"
    )
    facts: Mapped[list[Fact]] = relationship(
        back_populates="release", order_by="Fact.id", cascade="all, delete-orphan", lazy="selectin"
    )

    @classmethod
    def draft(
        cls, *, slug: str, meeting: Meeting | None, publisher: str, released_on: date, by: User | None, at: datetime
    ) -> Release:
        """A new draft. Refuses a taken slug and an unknown publisher."""
        if slug in RESERVED or cls.by_slug(slug):
            raise RuleBroken(gettext("Another release has this address already. Choose another one."), field="slug")
        release = cls(slug=slug, state=State.DRAFT, created_at=at, texts=[], facts=[])
        release._describe(meeting=meeting, publisher=publisher, released_on=released_on)
        db.session.add(release)
        db.session.flush()
        audit.record("release.draft", release, by=by, at=at)
        return release

    def revise(
        self, *, meeting: Meeting | None, publisher: str, released_on: date, by: User | None, at: datetime
    ) -> None:
        """Change what the release is about, whose it is, and which day it bears."""
        self.require_open()
        self._describe(meeting=meeting, publisher=publisher, released_on=released_on)
        audit.record("release.revise", self, by=by, at=at)

    def _describe(self, *, meeting: Meeting | None, publisher: str, released_on: date) -> None:
        if publisher not in publishers():
            raise RuleBroken(gettext("Choose a publisher from the list."), field="publisher")
        self.meeting, self.publisher, self.released_on = meeting, publisher, released_on

    @classmethod
    def by_slug(cls, slug: str) -> Release | None:
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def visible_to(cls, user: Any, now: datetime) -> Select[Release]:
        """The releases `user` may read, newest first: staff all, others what is out. Nothing else decides this."""
        query = select(cls).order_by(cls.released_on.desc(), cls.id.desc())
        if reads_drafts(user):
            return query
        return query.where(cls.state == State.PUBLISHED, cls.published_at <= now)

    @property
    def tz(self) -> ZoneInfo:
        """Where times of this release are told: at the place of its meeting."""
        return self.meeting.tz if self.meeting else ZoneInfo(DEFAULT_ZONE)

    @property
    def is_open(self) -> bool:
        return self.state == State.DRAFT

    def require_open(self) -> None:
        """Refuse to change a release that is out. Every verb that changes one begins with this."""
        if not self.is_open:
            raise RuleBroken(gettext("This release is out, so it can no longer be changed."))

    def text_in(self, lang: str) -> ReleaseText | None:
        return next((text for text in self.texts if text.lang == lang), None)

    def begin_text(self, lang: str, *, by: User | None, at: datetime) -> ReleaseText:
        """The text in `lang`, begun when there is none yet."""
        text = self.text_in(lang)
        if text is None:
            self.require_open()
            text = ReleaseText(lang=lang, updated_at=at, blocks=[])
            self.texts.append(text)
            db.session.flush()
            audit.record("release.text", self, by=by, at=at, lang=lang)
        return text

    def fact(self, key: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.key == key), None)

    def set_fact(self, key: str, *, by: User | None, at: datetime, **values: Any) -> Fact:
        """Enter or change what is known by hand about the fact `key`; columns of `Fact` by name."""
        self.require_open()
        fact = self.fact(key)
        if fact is None:
            fact = Fact.unsaid(key)
            self.facts.append(fact)
        fact.enter(**values)
        db.session.flush()
        audit.record("release.fact", self, by=by, at=at, key=key, changed=sorted(values))
        return fact

    def clear_fact(self, key: str, *, by: User | None, at: datetime) -> None:
        """Forget what is known by hand about the fact `key`; computed words show again."""
        self.require_open()
        if fact := self.fact(key):
            self.facts.remove(fact)
            audit.record("release.fact.clear", self, by=by, at=at, key=key)

    def publish(self, faults: list[str], *, by: User | None, at: datetime) -> None:
        """Make the release public; `faults` are the sentences of `press.lint`, and there must be none."""
        if not self.is_open:
            raise RuleBroken(gettext("This release is out already."))
        if faults:
            raise RuleBroken(gettext("The release cannot go out yet. %(first)s", first=faults[0]))
        self.state, self.published_at = State.PUBLISHED, at
        audit.record("release.publish", self, by=by, at=at)


def reads_drafts(user: Any) -> bool:
    """Whether `user` (None: nobody in particular) may read what is not out."""
    return user is not None and user.has_role(Role.PRESS, Role.ORGANIZER)


class Fact(Base, Versioned):
    """What is known by hand about a fact: its value, its source, or words that override the computed ones.

    A fact without a row is computed. `value` is a whole number with `counter` and `qualifier` (see press.house);
    `subject_meeting_id` is the meeting it speaks of when that is not the release's own.
    """

    __tablename__ = "release_fact"
    __table_args__ = (UniqueConstraint("release_id", "key"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[int | None]
    counter: Mapped[str] = mapped_column(String(20), default="")
    qualifier: Mapped[str] = mapped_column(String(10), default="exact")
    as_of: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    overrides: Mapped[dict[str, str]] = mapped_column(default=dict)
    subject_meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))

    release: Mapped[Release] = relationship(back_populates="facts")
    subject_meeting: Mapped[Meeting | None] = relationship()

    @classmethod
    def unsaid(cls, key: str) -> Fact:
        """A fact of which nothing is known by hand yet."""
        return cls(key=key, value=None, as_of=None, counter="", qualifier="exact", note="", overrides={})

    @property
    def is_manual(self) -> bool:
        return self.value is not None

    def enter(self, **values: Any) -> None:
        """Take over columns by name. Refuses a number of which nobody says what it counts."""
        for name, value in values.items():
            if name not in Fact.__mapper__.attrs:
                raise TypeError(f"a fact has no {name!r}")
            setattr(self, name, value)
        if self.is_manual and (self.counter not in COUNTERS or self.qualifier not in QUALIFIERS):
            raise RuleBroken(gettext("Choose what is counted, and whether the number is exact."), field="counter")
