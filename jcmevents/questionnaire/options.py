"""The options of a choice: {"key": "halal", "labels": {"en": ..., "ja": ...}, "retired": True}.

An option that somebody may have chosen is never dropped, only no longer offered, so that its key can be read.
"""

from collections.abc import Iterable
from typing import Any

from jcmevents.text import localized

Option = dict[str, Any]


def offered(options: Iterable[Option]) -> list[Option]:
    return [option for option in options if not option.get("retired")]


def merged(before: Iterable[Option], now: Iterable[Option]) -> list[Option]:
    """`now`, and what was there `before` and is not any more as retired options behind it."""
    kept = list(now)
    keys = {option["key"] for option in kept}
    return kept + [{**option, "retired": True} for option in before if option["key"] not in keys]


def option_label(options: Iterable[Option], key: str, lang: str | None = None) -> str:
    """How the option reads, retired or not; a key nobody knows reads as itself."""
    labels = next((option["labels"] for option in options if option["key"] == key), None)
    return localized(labels, lang) or key
