"""The text of a release in one language, as ordered blocks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from babel import Locale
from flask_babel import gettext
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.document.runs import LINKABLE
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.files.models import StoredFile
from jcmevents.press.blocks import Kind
from jcmevents.text import clean, current_language

COLUMNS = ("title", "text", "url", "link_text", "standing", "alt", "credit")  # of a block, those that are typed

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
    finished_at: Mapped[datetime | None]  # since then nothing was changed; None while it is being written

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

    def finish(self, *, by: User | None, at: datetime) -> None:
        """Say that the text is ready. Whoever changes it afterwards takes that back."""
        self.release.require_open()
        self.finished_at = at
        audit.record("release.text.finish", self.release, by=by, at=at, lang=self.lang)

    def arrange(self, ids: list[int], *, by: User | None, at: datetime) -> None:
        """Put the blocks in this order; those that are not named keep theirs at the end."""
        self.release.require_open()
        place = {block_id: number for number, block_id in enumerate(ids)}
        for number, block in enumerate(sorted(self.blocks, key=lambda b: (place.get(b.id, len(ids)), b.position))):
            block.position = number + 1
        self._changed(at)
        audit.record("release.text", self.release, by=by, at=at, lang=self.lang, act="arrange")
        db.session.flush()
        db.session.expire(self, ["blocks"])

    def add_block(
        self, kind: Kind, *, after: TextBlock | None = None, by: User | None, at: datetime, **content: Any
    ) -> TextBlock:
        """A new block below `after`, else at the end; content: the columns of a block by name."""
        self.release.require_open()
        block = TextBlock(kind=kind, position=1 + max((b.position for b in self.blocks), default=0), matched={})
        block.fill(content)
        self.blocks.append(block)
        db.session.flush()
        if after:
            self._place(block, self.blocks.index(after) + 1)
        self._note("add", block, by=by, at=at)
        return block

    def revise(self, block: TextBlock, *, by: User | None, at: datetime, **content: Any) -> None:
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
        if block.image:
            block.image.delete()
        self._note("remove", block, by=by, at=at)

    def _place(self, block: TextBlock, index: int) -> None:
        order = [each for each in self.blocks if each is not block]
        order.insert(index, block)
        for position, each in enumerate(order, start=1):
            each.position = position
        db.session.flush()
        db.session.expire(self, ["blocks"])

    def _changed(self, at: datetime) -> None:
        self.updated_at, self.finished_at = at, None

    def _note(self, act: str, block: TextBlock, *, by: User | None, at: datetime) -> None:
        self._changed(at)
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
    standing: Mapped[str] = mapped_column(String(60), default="")  # key of a kept text that stands in its place
    image_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    alt: Mapped[str] = mapped_column(String(500), default="")
    credit: Mapped[str] = mapped_column(String(200), default="")
    # What the twin in the other language said when the two matched, see press.twins: {"id": 7, "words": "..."}.
    matched: Mapped[dict[str, Any]] = mapped_column(default=dict)

    image: Mapped[StoredFile | None] = relationship(lazy="joined")
    text_in_language: Mapped[ReleaseText] = relationship(back_populates="blocks")

    def fill(self, content: dict[str, Any]) -> None:
        """Take over columns by name. Refuses an address that no document can link to."""
        url = content.get("url", "")
        if url and not url.lower().startswith(LINKABLE):
            raise RuleBroken(gettext("Begin the address with https://, http://, mailto: or tel:."), field="url")
        for name in COLUMNS:
            setattr(self, name, clean(content.get(name, "")))
        if image := content.get("image"):
            self.image = image

    @property
    def words(self) -> str:
        """Everything that was entered for it, to be compared."""
        return "\n".join(filter(None, (getattr(self, name) for name in COLUMNS)))

    @property
    def linked_words(self) -> str:
        """The words that the address is put on: those chosen, of a link all."""
        return self.link_text or (self.text if self.kind == Kind.LINK else "")
