"""When a question is asked at all: on another answer, or on a fact that the registration knows by itself.

The page hides by the same rules while one types (static/js/conditions.js); what is decided here counts.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

YES, NO = "yes", "no"
YES_NO = {YES: _l("yes"), NO: _l("no")}


class Operator(enum.StrEnum):
    EQUALS = "equals"
    CONTAINS = "contains"  # of several choices: this one is among them
    MENTIONS = "mentions"  # of a text: these words are in it, in whatever case
    ANY = "any"  # anything was answered, and not no


@dataclass(frozen=True)
class Fact:
    """Something known without a question of its own: what it is called and what it may be."""

    label: Any
    values: Mapping[str, Any]


# By the name under which a form or a registration holds it.
FACTS = {
    "mode": Fact(_l("Takes part"), {"on_site": _l("on site"), "online": _l("online")}),
    "wants_visa_letter": Fact(_l("Wants a letter for the visa"), YES_NO),
    "funded": Fact(_l("Travel is paid by the host"), YES_NO),
}


@dataclass(frozen=True)
class Condition:
    """`about` a field (its key) or, with `is_fact`, a key of FACTS."""

    about: str
    operator: str
    value: str = ""
    is_fact: bool = False

    @classmethod
    def stored(cls, parts: Mapping[str, Any]) -> Condition | None:
        """From what `as_dict` gave; None for an empty mapping: asked of everybody."""
        return cls(**parts) if parts else None

    @property
    def needs_words(self) -> bool:
        """Whether its value is typed, not chosen."""
        return self.operator == Operator.MENTIONS

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def is_met_by(self, answer: Any) -> bool:
        """Whether it holds if this is the answer, in the shape of its kind (see kinds.Kind), or the fact."""
        given = _given(answer)
        if self.operator == Operator.ANY:
            return bool(given) and given != [NO]
        if self.operator == Operator.MENTIONS:
            return bool(self.value) and self.value.casefold() in "\n".join(given).casefold()
        return given == [self.value] if self.operator == Operator.EQUALS else self.value in given


def _given(answer: Any) -> list[str]:
    if isinstance(answer, bool):
        return [YES if answer else NO]
    if isinstance(answer, list | tuple):
        return [str(value) for value in answer]
    return [] if answer in (None, "") else [str(answer)]
