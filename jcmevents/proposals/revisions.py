"""Every wording a proposal has had, suggestions of the secretariat among them, and how two of them differ."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.comparison import Piece, compared
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base

if TYPE_CHECKING:
    from jcmevents.proposals.models import Proposal

WORDED = ("titles", "summaries", "related_rules")  # columns that make up the wording
FIELDS = {"titles": "title", "summaries": "summary", "related_rules": "related_rule"}  # in which they are entered
WORDED_LABELS = {"titles": _l("Title"), "summaries": _l("Summary"), "related_rules": _l("Related rule or guideline")}


class Standing(enum.StrEnum):
    """Whether a wording holds: made by who may, or suggested for style and answered by the sponsor."""

    MADE = "made"
    SUGGESTED = "suggested"
    AGREED = "agreed"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return str(STANDING_LABELS[self])


STANDING_LABELS = {
    Standing.MADE: _l("saved"),
    Standing.SUGGESTED: _l("suggested, waits for the sponsor"),
    Standing.AGREED: _l("agreed by the sponsor"),
    Standing.REFUSED: _l("refused by the sponsor"),
}


class Change(NamedTuple):
    """How one text of a wording differs: the column it is in, its language, its pieces in order."""

    column: str
    lang: str
    pieces: list[Piece]

    @property
    def label(self) -> str:
        return str(WORDED_LABELS[self.column])


def require_sponsor_s_words(proposal: Proposal, wording: dict[str, Any]) -> None:
    """Refuse to change what the sponsor has written; what the secretariat has translated is its own."""
    for column in set(WORDED) & set(wording):
        for lang, text in getattr(proposal, column).items():
            if text and lang not in proposal.translated and wording[column].get(lang, "") != text:
                raise RuleBroken(
                    gettext("The sponsor wrote this. Suggest another wording: it holds when the sponsor agrees."),
                    field=f"{FIELDS[column]}_{lang}",
                )


class Revision(Base):
    """One wording of a proposal. `number` counts from 1 within the proposal."""

    __tablename__ = "proposal_revision"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    number: Mapped[int]
    titles: Mapped[dict[str, str]]
    summaries: Mapped[dict[str, str]]
    related_rules: Mapped[dict[str, str]]
    standing: Mapped[str] = mapped_column(String(10), default=Standing.MADE)
    by_secretariat: Mapped[bool] = mapped_column(default=False)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship(back_populates="revisions")

    @property
    def is_open(self) -> bool:
        return self.standing == Standing.SUGGESTED

    def agree(self, *, by: User | None, at: datetime) -> None:
        """Let the texts that the suggestion changed be those of the proposal; others may have changed meanwhile."""
        suggested_from = self._wording_before()
        self._answer(Standing.AGREED, by=by, at=at)
        for column in WORDED:
            before, suggested = getattr(suggested_from, column), getattr(self, column)
            langs = {*before, *suggested}
            changed = {lang: suggested.get(lang, "") for lang in langs if suggested.get(lang) != before.get(lang)}
            texts = {**getattr(self.proposal, column), **changed}
            for wording in (self, self.proposal):
                setattr(wording, column, {lang: text for lang, text in texts.items() if text})
        self.proposal.require_title()

    def _wording_before(self) -> Revision:
        """The wording that held when this one was suggested."""
        held = (Standing.MADE, Standing.AGREED)
        earlier = [each for each in self.proposal.revisions if each.number < self.number and each.standing in held]
        return earlier[-1]

    def refuse(self, *, by: User | None, at: datetime) -> None:
        """Leave the wording of the proposal as it is."""
        self._answer(Standing.REFUSED, by=by, at=at)

    def _answer(self, standing: Standing, *, by: User | None, at: datetime) -> None:
        if not self.is_open:
            raise RuleBroken(gettext("This suggestion has been answered already."))
        self.standing, self.answered_at = standing, at
        audit.record(f"proposal_revision.{standing}", self, by=by, at=at)

    def differs_from(self, wording: Revision | Proposal) -> bool:
        return any(getattr(self, column) != getattr(wording, column) for column in WORDED)

    def changes_since(self, earlier: Revision) -> Iterator[Change]:
        """The texts that differ from `earlier`, language by language."""
        for column in WORDED:
            old, new = getattr(earlier, column), getattr(self, column)
            for lang in dict.fromkeys([*old, *new]):
                if old.get(lang, "") != new.get(lang, ""):
                    yield Change(column, lang, compared(old.get(lang, ""), new.get(lang, "")))
