"""The fact sheet of a release: every fact that its texts can name, and what each says at present."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jcmevents.press.facts import BY_HAND, SOURCES, Facts, FactUnknown
from jcmevents.press.models import Fact, Release


@dataclass(frozen=True)
class Said:
    """What a fact says in one language."""

    lang: str
    computed: str  # empty when it cannot be computed
    fault: str  # why not
    override: str

    @property
    def words(self) -> str:
        return self.override or self.computed


@dataclass(frozen=True)
class Line:
    """One fact of the sheet."""

    key: str
    label: Any  # what the press office calls it; of its own facts it knows only the key
    said: tuple[Said, ...]
    row: Fact | None  # what is known of it by hand

    @property
    def is_computed(self) -> bool:
        return self.key in SOURCES


def fact_sheet(release: Release, langs: Iterable[str]) -> list[Line]:
    """The facts computed from data, then those entered by hand, with their words in each of `langs`."""
    keys = dict.fromkeys((*SOURCES, *BY_HAND, *(fact.key for fact in release.facts)))
    facts = [Facts(release, lang) for lang in langs]
    return [_line(key, facts, release.fact(key)) for key in keys]


def fact_line(release: Release, key: str, langs: Iterable[str]) -> Line:
    """The line of one fact."""
    return _line(key, [Facts(release, lang) for lang in langs], release.fact(key))


def _line(key: str, facts: list[Facts], row: Fact | None) -> Line:
    label = SOURCES[key].label if key in SOURCES else BY_HAND.get(key, key)
    return Line(key, label, tuple(_said(each, key) for each in facts), row)


def _said(facts: Facts, key: str) -> Said:
    row = facts.release.fact(key)
    override = (row.overrides.get(facts.lang) if row else "") or ""
    try:
        return Said(facts.lang, facts.computed(key), "", override)
    except FactUnknown as unknown:
        return Said(facts.lang, "", str(unknown), override)
