"""What a rapporteur's browser sends: what was done to one card, and the texts that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from jcmevents.comparison import merged
from jcmevents.discussion.models import PointKind
from jcmevents.errors import RuleBroken
from jcmevents.text import clean, without_refused

LONGEST = 10_000  # letters of a point in one language
NAME = 36  # letters of a name that a browser invents
POINT, FOLLOW_UP = "point", "follow_up"


@dataclass(frozen=True)
class Change:
    """What a browser did to a point or a follow-up since `base`, the texts that it last had from here.

    Only what was changed in the browser is given of `kind`, `raised_by` and `owner` (ids of delegations, 0: nobody)
    and `due_on` (as ISO 8601 writes days, empty: none).
    """

    id: str
    uid: str
    base: Mapping[str, str]
    texts: Mapping[str, str]
    proposal: int  # id; 0 for the session as a whole
    version: int  # 0 if the browser has not had the card from here
    what: str = POINT
    removed: bool = False
    kind: str | None = None
    raised_by: int | None = None
    owner: int | None = None
    due_on: str | None = None

    @classmethod
    def read(cls, data: Any) -> Change:
        """From what was sent. Raises ValueError when it makes no sense."""
        try:
            change = cls(**data)
            names = (change.id, change.uid)
            texts = (*change.base.items(), *change.texts.items())
            if not all(isinstance(name, str) and 0 < len(name) <= NAME for name in names):
                raise ValueError("a change and its card have names of at most 36 letters")
            if not all(isinstance(text, str) and len(lang) == 2 for lang, text in texts):
                raise ValueError("texts are given by language")
            change._require_marks()
        except (TypeError, AttributeError) as error:
            raise ValueError(str(error)) from error
        return change

    def _require_marks(self) -> None:
        numbers = (self.proposal, self.version, self.raised_by or 0, self.owner or 0)
        if not all(isinstance(number, int) for number in numbers):
            raise ValueError("proposals, versions and delegations are numbers")
        if self.what not in (POINT, FOLLOW_UP):
            raise ValueError("there are points and follow-ups")
        if self.kind is not None:
            PointKind(self.kind)
        if self.due_on:
            date.fromisoformat(self.due_on)

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.due_on) if self.due_on else None

    def as_typed(self) -> dict[str, str]:
        """The texts of a card that is not here: it is new, or was removed while somebody typed into it."""
        return {lang: fit("", text) for lang, text in self.texts.items() if text}

    def merged_into(self, stored: Mapping[str, str]) -> dict[str, str]:
        """The texts that stand, with what was typed beside what others have typed meanwhile."""
        texts = dict(stored)
        for lang, mine in self.texts.items():
            before = texts.get(lang, "")
            texts[lang] = fit(before, merged(self.base.get(lang, ""), before, mine))
        return {lang: text for lang, text in texts.items() if text}


def fit(stored: str, text: str) -> str:
    """`text` as it may be stored. What makes a text too long is refused; the browser keeps it."""
    text = clean(without_refused(text))
    if len(text) > max(LONGEST, len(stored)):
        raise RuleBroken(gettext("A point has at most %(most)s letters. Divide it into two.", most=LONGEST))
    return text
