"""The text of a release in one language, as ordered blocks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from babel import Locale
from flask_babel import gettext
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.document.runs import LINKABLE
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.press.blocks import Kind
from jcmevents.text import clean, current_language

if TYPE_CHECKING:
    from jcmevents.press.models import Release


def language_name(code: str, lang: str | None = None) -> str:
    """What the language is called in `lang` (default: the reader's): Japanese, 日本語."""
    return Locale.parse(code).get_display_name(lang or current_language()) or code


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

    @property
    def language(self) -> str:
        return language_name(self.lang)

    @property
    def is_behind(self) -> bool:
        """Whether the release's text in another language was changed after this one."""
        return any(other.updated_at > self.updated_at for other in self.release.texts)

    def block(self, block_id: int) -> TextBlock | None:
        return next((block for block in self.blocks if block.id == block_id), None)

    def add_block(
        self, kind: Kind, *, after: TextBlock | None = None, by: User | None, at: datetime, **content: str
    ) -> TextBlock:
        """A new block below `after`, else at the end; content: title, text, url, link_text."""
        self.release.require_open()
        block = TextBlock(kind=kind, position=1 + max((b.position for b in self.blocks), default=0))
        block.fill(content)
        self.blocks.append(block)
        db.session.flush()
        if after:
            self._place(block, self.blocks.index(after) + 1)
        self._note("add", block, by=by, at=at)
        return block

    def revise(self, block: TextBlock, *, by: User | None, at: datetime, **content: str) -> None:
        """Change the content of a block, as in `add_block`."""
        self.release.require_open()
        block.fill(content)
        self._note("revise", block, by=by, at=at)

    def move(self, block: TextBlock, places: int, *, by: User | None, at: datetime) -> None:
        """Move a block up (-1) or down (+1); at the edge it stays where it is."""
        self.release.require_open()
        there = self.blocks.index(block) + places
        self._place(block, min(max(there, 0), len(self.blocks) - 1))
        self._note("move", block, by=by, at=at)

    def remove(self, block: TextBlock, *, by: User | None, at: datetime) -> None:
        self.release.require_open()
        self.blocks.remove(block)
        self._note("remove", block, by=by, at=at)

    def _place(self, block: TextBlock, index: int) -> None:
        order = [each for each in self.blocks if each is not block]
        order.insert(index, block)
        for position, each in enumerate(order, start=1):
            each.position = position
        db.session.flush()
        db.session.expire(self, ["blocks"])

    def _note(self, act: str, block: TextBlock, *, by: User | None, at: datetime) -> None:
        self.updated_at = at
        audit.record("release.text", self.release, by=by, at=at, lang=self.lang, act=act, block=block.id)


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

    def fill(self, content: dict[str, str]) -> None:
        """Take over title, text, url and link_text. Refuses an address that no document can link to."""
        url = content.get("url", "")
        if url and not url.lower().startswith(LINKABLE):
            raise RuleBroken(gettext("Begin the address with https://, http://, mailto: or tel:."), field="url")
        for name in ("title", "text", "url", "link_text"):
            setattr(self, name, clean(content.get(name, "")))

    @property
    def linked_words(self) -> str:
        """The words that the address is put on: those chosen, of a link all."""
        return self.link_text or (self.text if self.kind == Kind.LINK else "")
