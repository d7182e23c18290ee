"""Texts that are kept once for all releases: what an organization says of itself, and whom to ask.

Each has versions by the day from which they hold; a release takes the one of its own day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from flask_babel import gettext
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken, refused_by_database
from jcmevents.extensions import Base, db
from jcmevents.press.blocks import Kind
from jcmevents.text import localized

if TYPE_CHECKING:
    from jcmevents.press.texts import TextBlock

TRUSTED_FOR = timedelta(days=365)  # after the day on which its figures were true, unless a day of review was set


class StandingText(Base):
    """One version of a kept text, from the day `valid_from` until the next. Its figures were true on `as_of`."""

    __tablename__ = "standing_text"
    __table_args__ = (UniqueConstraint("key", "valid_from"),)

    key: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))  # contact or boilerplate
    titles: Mapped[dict[str, str]]
    texts: Mapped[dict[str, str]]
    url: Mapped[str] = mapped_column(String(500), default="")  # to which the title leads
    valid_from: Mapped[date]
    as_of: Mapped[date]
    review_on: Mapped[date | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime]

    @classmethod
    def enter(
        cls,
        *,
        key: str,
        kind: str,
        titles: dict[str, str],
        texts: dict[str, str],
        url: str = "",
        valid_from: date,
        as_of: date,
        review_on: date | None = None,
        by: User | None,
        at: datetime,
    ) -> StandingText:
        """A new version, or the first. Refuses a second one from the same day, and another kind under the same key."""
        earlier = cls.versions_of(key)
        if earlier and earlier[0].kind != kind:
            raise RuleBroken(gettext("Another kept text has this name already. Choose another one."), field="key")
        version = cls(
            key=key,
            kind=kind,
            titles=titles,
            texts=texts,
            url=url,
            valid_from=valid_from,
            as_of=as_of,
            review_on=review_on,
            entered_by_id=by.id if by else None,
            entered_at=at,
        )
        db.session.add(version)
        sentence = gettext("There is a version from this day already. Choose another day.")
        with refused_by_database(RuleBroken(sentence, field="valid_from")):
            db.session.flush()
        audit.record("standing_text.enter", version, by=by, at=at, key=key)
        return version

    @classmethod
    def versions_of(cls, key: str) -> Sequence[StandingText]:
        """The newest first."""
        return db.session.scalars(select(cls).where(cls.key == key).order_by(cls.valid_from.desc())).all()

    @classmethod
    def in_force(cls, key: str, day: date) -> StandingText | None:
        """The version that holds on `day`, or the first one for a day before it."""
        versions = cls.versions_of(key)
        return next((each for each in versions if each.valid_from <= day), versions[-1] if versions else None)

    @classmethod
    def newest(cls) -> list[StandingText]:
        """The newest version of every kept text, by name."""
        rows = db.session.scalars(select(cls).order_by(cls.key, cls.valid_from))
        return list({row.key: row for row in rows}.values())

    def is_stale_on(self, day: date) -> bool:
        """Whether somebody should look at its figures before it is printed on `day`."""
        return day > (self.review_on or self.as_of + TRUSTED_FOR)


class Content(NamedTuple):
    """What a block says before its facts are filled in."""

    title: str
    text: str
    url: str
    linked: str  # the words that the address is put on


def content_of(block: TextBlock) -> Content:
    """What was entered for the block, or the kept text that stands in its place."""
    if not block.standing:
        return Content(block.title, block.text, block.url, block.linked_words)
    version = kept_text(block)
    if version is None:
        raise RuleBroken(gettext("There is no kept text “%(key)s” any more. Choose another.", key=block.standing))
    lang = block.text_in_language.lang
    title = localized(version.titles, lang)
    return Content(title, localized(version.texts, lang), version.url, title if version.url else "")


def said_by(block: TextBlock) -> tuple[str, str, str]:
    """Title, text and linked words of the block or of the kept text in its place; one that is gone says nothing."""
    if block.standing and kept_text(block) is None:
        return "", "", ""
    content = content_of(block)
    return content.title, content.text, content.linked


def kept_text(block: TextBlock) -> StandingText | None:
    """The version that stands in the place of the block, on the day of its release."""
    return StandingText.in_force(block.standing, block.text_in_language.release.released_on)


def kept_texts(blocks: Iterable[TextBlock]) -> list[StandingText]:
    """The versions that stand in the place of any of the blocks."""
    return [kept for block in blocks if block.standing and (kept := kept_text(block))]


def choosable(kind: Kind) -> list[StandingText]:
    return [version for version in StandingText.newest() if version.kind == kind]
