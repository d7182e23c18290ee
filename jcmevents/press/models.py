"""Releases and the facts that their texts name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain, count
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from sqlalchemy import JSON, ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import Role, User
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import DEFAULT_ZONE, Meeting
from jcmevents.press import embargo
from jcmevents.press.approving import Approving
from jcmevents.press.by_hand import Fact
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.house import publishers
from jcmevents.press.steps import OPEN, State, Step
from jcmevents.press.texts import ReleaseText
from jcmevents.press.ticks import Tick

__all__ = ["Fact", "Release", "State", "reads_drafts"]

RESERVED = {"new", "kept-texts", "press-list"}  # words that stand in addresses where a slug stands


class Release(Base, Versioned, Approving):
    """A release of one publisher, in one or more languages, about a meeting or on its own."""

    __tablename__ = "release"

    slug: Mapped[str] = mapped_column(String(80), unique=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    publisher: Mapped[str] = mapped_column(String(20))
    joint_with: Mapped[list[str]] = mapped_column(default=list)  # publishers that issue it too, in order
    # Of the list of countries, when the house's or the meeting's order is not the one wanted; see countries.ordering.
    country_order: Mapped[str] = mapped_column(String(20), default="")
    country_moves: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    released_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT)
    # By what clock these two are compared, see press.embargo. The first is set when the release is scheduled.
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawal: Mapped[dict[str, str]] = mapped_column(default=dict)  # why, per language
    co_organizer: Mapped[str] = mapped_column(String(200), default="")  # who approves for the other house, if any
    co_address: Mapped[str] = mapped_column(String(254), default="")
    co_lang: Mapped[str] = mapped_column(String(5), default="en")
    created_at: Mapped[datetime]

    meeting: Mapped[Meeting | None] = relationship()
    texts: Mapped[list[ReleaseText]] = relationship(
        back_populates="release", order_by=ReleaseText.lang, cascade="all, delete-orphan", lazy="selectin"
    )
    facts: Mapped[list[Fact]] = relationship(
        back_populates="release", order_by=Fact.id, cascade="all, delete-orphan", lazy="selectin"
    )
    editions: Mapped[list[ReleaseEdition]] = relationship(
        back_populates="release", order_by=ReleaseEdition.id, cascade="all, delete-orphan"
    )
    steps: Mapped[list[Step]] = relationship(back_populates="release", order_by=Step.id, cascade="all, delete-orphan")
    ticks: Mapped[list[Tick]] = relationship(back_populates="release", order_by=Tick.id, cascade="all, delete-orphan")

    @classmethod
    def draft(
        cls,
        *,
        slug: str,
        meeting: Meeting | None,
        publisher: str,
        joint_with: Sequence[str] = (),
        released_on: date,
        by: User | None,
        at: datetime,
    ) -> Release:
        """A new draft; an empty `slug` becomes one that is free. Refuses a taken one and an unknown publisher."""
        slug = slug or cls.free_slug(meeting.slug if meeting else f"release-{released_on:%Y-%m-%d}")
        if slug in RESERVED or cls.by_slug(slug):
            raise RuleBroken(gettext("Another release has this address already. Choose another one."), field="slug")
        release = cls(slug=slug, state=State.DRAFT, created_at=at, texts=[], facts=[], withdrawal={})
        release._describe(meeting=meeting, publisher=publisher, joint_with=joint_with, released_on=released_on)
        db.session.add(release)
        db.session.flush()
        audit.record("release.draft", release, by=by, at=at)
        return release

    def revise(
        self,
        *,
        meeting: Meeting | None,
        publisher: str,
        joint_with: Sequence[str] = (),
        released_on: date,
        by: User | None,
        at: datetime,
    ) -> None:
        """Change what the release is about, whose it is, and which day it bears."""
        self.require_open()
        self._describe(meeting=meeting, publisher=publisher, joint_with=joint_with, released_on=released_on)
        audit.record("release.revise", self, by=by, at=at)

    def _describe(
        self, *, meeting: Meeting | None, publisher: str, joint_with: Sequence[str], released_on: date
    ) -> None:
        if not {publisher, *joint_with} <= set(publishers()):
            raise RuleBroken(gettext("Choose a publisher from the list."), field="publisher")
        self.meeting, self.publisher, self.released_on = meeting, publisher, released_on
        self.joint_with = [key for key in dict.fromkeys(joint_with) if key != publisher]

    @property
    def publishers(self) -> list[str]:
        """Those who issue it, the first of whom gives it its style."""
        return [self.publisher, *self.joint_with]

    def arrange_countries(self, order: str, moves: list[list[str]], *, by: User | None, at: datetime) -> None:
        """Choose the order of the list of countries ("" for the house's) and what is moved by hand in it."""
        self.require_open()
        self.country_order, self.country_moves = order, moves
        audit.record("release.countries", self, by=by, at=at, order=order, moves=len(moves))

    @classmethod
    def by_slug(cls, slug: str) -> Release | None:
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def free_slug(cls, wished: str) -> str:
        """`wished`, or with the first number behind it that makes it free."""
        stem = wished[:75]
        taken = RESERVED | set(db.session.scalars(select(cls.slug).where(cls.slug.startswith(stem, autoescape=True))))
        numbered = (f"{stem}-{number}" for number in count(2))
        return next(slug for slug in chain([stem], numbered) if slug not in taken)

    @classmethod
    def visible_to(cls, user: Any) -> Select[Release]:
        """The releases `user` may read, newest first: staff all, others what is out. Nothing else decides this.

        It takes no time, because no clock but that of `press.embargo` has a say in it.
        """
        query = select(cls).order_by(cls.released_on.desc(), cls.id.desc())
        if reads_drafts(user):
            return query
        return query.where(cls.published_at <= embargo.NOW, cls.withdrawn_at.is_(None))

    @classmethod
    def withdrawn(cls) -> Select[Release]:
        """What was out once and is no more: a notice stands at its address."""
        return select(cls).where(cls.withdrawn_at.is_not(None))

    @property
    def tz(self) -> ZoneInfo:
        """Where times of this release are told: at the place of its meeting."""
        return self.meeting.tz if self.meeting else ZoneInfo(DEFAULT_ZONE)

    @property
    def is_open(self) -> bool:
        """Whether the working text may be changed."""
        return self.state in OPEN

    def require_open(self) -> None:
        """Refuse to change a text that is being approved or is out. Every verb that changes one begins with this."""
        if self.is_open:
            return
        if self.state in (State.CO_APPROVAL, State.APPROVAL, State.APPROVED):
            raise RuleBroken(gettext("The text is being approved. Take it back to change it."))
        if self.state == State.WITHDRAWN:
            raise RuleBroken(gettext("This release was withdrawn, so it can no longer be changed."))
        raise RuleBroken(gettext("This release is out or about to be. Begin a correction to change it."))

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


def reads_drafts(user: Any) -> bool:
    """Whether `user` (None: nobody in particular) may read what is not out."""
    return user is not None and user.has_role(Role.PRESS, Role.ORGANIZER)
