"""Editions: what a release says, frozen, so that what was approved is what is read.

The working text of a release follows the data; an edition never changes. Everybody reads editions: on pages, in
files, lists and feeds. One is frozen when approval is asked; it gets its number and the instant from which it counts
when it is scheduled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, Text, UniqueConstraint, exists, select
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from jcmevents.accounts.models import User
from jcmevents.document import Document, Paragraph, plain_text
from jcmevents.document.runs import flat
from jcmevents.document.stored import restored, stored
from jcmevents.extensions import Base, db
from jcmevents.press import embargo
from jcmevents.press.wording import Change, changes
from jcmevents.text import folded

if TYPE_CHECKING:
    from jcmevents.press.models import Release


class ReleaseEdition(Base):
    """A frozen text. Without a number it is a candidate, or was one (`dropped_at`); `corrects` says why it follows."""

    __tablename__ = "release_edition"
    __table_args__ = (UniqueConstraint("release_id", "number"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"), index=True)
    number: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64))
    corrects: Mapped[dict[str, str]] = mapped_column(default=dict)
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    dropped_at: Mapped[datetime | None]
    opens_at: Mapped[datetime | None] = mapped_column(index=True)
    zone: Mapped[str] = mapped_column(String(40), default="")
    # [key, words per language] of each fact as it was checked
    facts: Mapped[list[Any]] = mapped_column(JSON, default=list)

    release: Mapped[Release] = relationship(back_populates="editions")
    texts: Mapped[list[EditionText]] = relationship(
        back_populates="edition", order_by="EditionText.lang", cascade="all, delete-orphan", lazy="selectin"
    )

    @classmethod
    def freeze(
        cls,
        documents: Iterable[Document],
        *,
        follows: ReleaseEdition | None,
        why: dict[str, str],
        by: User | None,
        at: datetime,
    ) -> ReleaseEdition:
        """A candidate that says what `documents` say, one for each language; `follows`: the one it corrects."""
        texts = [
            EditionText.of(document, follows.text_in(document.lang) if follows else None) for document in documents
        ]
        return cls(
            texts=texts,
            digest=_digest(texts),
            corrects=why if follows else {},
            frozen_at=at,
            frozen_by_id=by.id if by else None,
        )

    @classmethod
    def is_out(cls) -> ColumnElement[bool]:
        return cls.opens_at <= embargo.NOW

    @classmethod
    def is_current(cls) -> ColumnElement[bool]:
        """Whether it is out and the newest of its release that is."""
        later = aliased(cls)
        newer = exists().where(later.release_id == cls.release_id, later.number > cls.number, later.is_out())
        return cls.is_out() & ~newer

    @classmethod
    def current(cls, release: Release) -> ReleaseEdition | None:
        """What the public reads of `release` at present; None before it is out."""
        return db.session.scalar(select(cls).where(cls.release_id == release.id, cls.is_current()))

    @classmethod
    def out(cls, release: Release) -> list[ReleaseEdition]:
        """All editions of `release` that are or were public, the newest first."""
        query = select(cls).where(cls.release_id == release.id, cls.is_out()).order_by(cls.number.desc())
        return list(db.session.scalars(query))

    @property
    def langs(self) -> list[str]:
        return [text.lang for text in self.texts]

    def language(self, *wished: str | None) -> str:
        """The first of `wished` that it has, else its first language."""
        return next(lang for lang in (*wished, *self.langs) if lang in self.langs)

    @property
    def opens_locally(self) -> datetime | None:
        """When it becomes public, by the clock of the zone that was chosen with it."""
        return self.opens_at.astimezone(ZoneInfo(self.zone)) if self.opens_at else None

    def text_in(self, lang: str) -> EditionText | None:
        return next((text for text in self.texts if text.lang == lang), None)

    def drop(self, at: datetime) -> None:
        """It was not approved; it stays as a witness of what was."""
        self.dropped_at, self.number, self.opens_at = at, None, None


class EditionText(Base):
    """An edition in one language, with what lists and searches need of it beside it."""

    __tablename__ = "release_edition_text"
    __table_args__ = (UniqueConstraint("edition_id", "lang"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("release_edition.id", ondelete="CASCADE"))
    lang: Mapped[str] = mapped_column(String(5))
    title: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    lead: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text, deferred=True)  # the document as JSON, see document.stored
    words: Mapped[str] = mapped_column(Text, deferred=True)  # all of its words, to be compared
    search_text: Mapped[str] = mapped_column(Text, deferred=True, default="")  # the same, folded
    changed: Mapped[list[Any]] = mapped_column(JSON, default=list)  # [old, new] of each passage that it corrects

    edition: Mapped[ReleaseEdition] = relationship(back_populates="texts")

    @classmethod
    def of(cls, document: Document, before: EditionText | None) -> EditionText:
        words = plain_text(document)
        return cls(
            lang=document.lang,
            title=document.title,
            label=_first(document, "label"),
            lead=_first(document, "lead"),
            content=stored(document),
            words=words,
            search_text=folded(words),
            changed=[list(change) for change in changes(before.words, words)] if before else [],
        )

    @property
    def document(self) -> Document:
        """What was frozen, without the notes that came later."""
        return restored(self.content)

    @property
    def changes(self) -> list[Change]:
        return [Change(old, new) for old, new in self.changed]


def _first(document: Document, role: str) -> str:
    texts = (block.text for block in document.blocks if isinstance(block, Paragraph) and block.role == role)
    return flat(next(texts, ""))


def digest_of(documents: Iterable[Document]) -> str:
    """The digest that an edition of `documents` would have."""
    return _digest([EditionText(lang=document.lang, content=stored(document)) for document in documents])


def _digest(texts: Iterable[EditionText]) -> str:
    digest = hashlib.sha256()
    for text in sorted(texts, key=lambda text: text.lang):
        piece = f"{text.lang}:{text.content}".encode()
        digest.update(f"{len(piece)}:".encode() + piece)
    return digest.hexdigest()
