"""Releases: their texts per language as ordered blocks, and the facts that the texts name."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import Role, User
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.press.blocks import Kind
from jcmevents.press.house import publishers

MANUAL = "manual"


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
        back_populates="release", order_by="ReleaseText.lang", cascade="all, delete-orphan", lazy="selectin"
    )
    facts: Mapped[list[Fact]] = relationship(
        back_populates="release", order_by="Fact.id", cascade="all, delete-orphan", lazy="selectin"
    )

    @classmethod
    def draft(
        cls, *, slug: str, meeting: Meeting | None, publisher: str, released_on: date, by: User | None, at: datetime
    ) -> Release:
        """A new draft. Refuses a taken slug and an unknown publisher."""
        if cls.by_slug(slug):
            raise RuleBroken(gettext("Another release has this address already. Choose another one."), field="slug")
        if publisher not in publishers():
            raise RuleBroken(gettext("Choose a publisher from the list."), field="publisher")
        release = cls(
            slug=slug,
            meeting=meeting,
            publisher=publisher,
            released_on=released_on,
            state=State.DRAFT,
            created_at=at,
            texts=[],
            facts=[],
        )
        db.session.add(release)
        db.session.flush()
        audit.record("release.draft", release, by=by, at=at)
        return release

    @classmethod
    def by_slug(cls, slug: str) -> Release | None:
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def visible_to(cls, user: Any, now: datetime) -> Select[Release]:
        """The releases `user` may read: the press office all, everybody else what is out. Nothing else decides this."""
        if user is not None and user.has_role(Role.PRESS, Role.ORGANIZER):
            return select(cls)
        return select(cls).where(cls.state == State.PUBLISHED, cls.published_at <= now)

    def text_in(self, lang: str) -> ReleaseText | None:
        return next((text for text in self.texts if text.lang == lang), None)

    def begin_text(self, lang: str, *, at: datetime) -> ReleaseText:
        """The text in `lang`, begun when there is none yet."""
        text = self.text_in(lang)
        if text is None:
            text = ReleaseText(lang=lang, updated_at=at, blocks=[])
            self.texts.append(text)
            db.session.flush()
        return text

    def fact(self, key: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.key == key), None)

    def set_fact(self, key: str, **values: Any) -> Fact:
        """Enter or change what is known by hand about the fact `key`; columns of `Fact` by name."""
        fact = self.fact(key)
        if fact is None:
            fact = Fact(key=key, qualifier="exact", counter="", note="", overrides={})
            self.facts.append(fact)
        for name, value in values.items():
            setattr(fact, name, value)
        db.session.flush()
        return fact

    def publish(self, faults: list[str], *, by: User | None, at: datetime) -> None:
        """Make the release public; `faults` are the sentences of `press.lint`, and there must be none."""
        if self.state != State.DRAFT:
            raise RuleBroken(gettext("This release is out already."))
        if faults:
            raise RuleBroken(gettext("The release cannot go out yet. %(first)s", first=faults[0]))
        self.state, self.published_at = State.PUBLISHED, at
        audit.record("release.publish", self, by=by, at=at)


class ReleaseText(Base, Versioned):
    """The text of a release in one language."""

    __tablename__ = "release_text"
    __table_args__ = (UniqueConstraint("release_id", "lang"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"))
    lang: Mapped[str] = mapped_column(String(5))
    updated_at: Mapped[datetime]

    release: Mapped[Release] = relationship(back_populates="texts")
    blocks: Mapped[list[TextBlock]] = relationship(
        back_populates="text_in_language",
        order_by="TextBlock.position",
        cascade="all, delete-orphan",
        lazy="selectin",
    )

    def add_block(self, kind: Kind, *, at: datetime, **content: str) -> TextBlock:
        """A new block at the end; content: title, text, url, link_text."""
        block = TextBlock(kind=kind, position=1 + max((b.position for b in self.blocks), default=0), **content)
        self.blocks.append(block)
        self.updated_at = at
        db.session.flush()
        return block

    def move(self, block: TextBlock, places: int, *, at: datetime) -> None:
        """Move a block up (-1) or down (+1); at the edge it stays where it is."""
        order = list(self.blocks)
        here = order.index(block)
        there = min(max(here + places, 0), len(order) - 1)
        order.insert(there, order.pop(here))
        for position, each in enumerate(order, start=1):
            each.position = position
        self.updated_at = at
        db.session.flush()
        db.session.expire(self, ["blocks"])

    def remove(self, block: TextBlock, *, at: datetime) -> None:
        self.blocks.remove(block)
        self.updated_at = at


class TextBlock(Base, Versioned):
    """A piece of a text. `{names}` in title and text stand for facts; see `press.facts`."""

    __tablename__ = "release_block"

    text_id: Mapped[int] = mapped_column(ForeignKey("release_text.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    link_text: Mapped[str] = mapped_column(String(300), default="")

    text_in_language: Mapped[ReleaseText] = relationship(back_populates="blocks")


class Fact(Base, Versioned):
    """What is known by hand about a fact: its value, its source, or words that override the computed ones.

    A fact without a row is computed. `value` is a whole number with `counter` and `qualifier` (exact, about, over);
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

    @property
    def is_manual(self) -> bool:
        return self.value is not None
