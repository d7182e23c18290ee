"""House styles: how a publisher writes numbers, dates and lists in a language. Read from houses.yaml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date

HOUSES = Path(__file__).parent / "houses.yaml"
LANGUAGES = ("en", "ja")  # those in which the houses have a style
COUNTERS = ("countries", "people", "projects", "institutions")
QUALIFIERS = ("exact", "about", "over")
TOKENS = re.compile("YYYY|MONTH|MM|DD|M|D")
# English ordinals are words up to twelve (house style of IGES English pages), figures from there.
WORDS = (
    *("", "First", "Second", "Third", "Fourth", "Fifth", "Sixth"),
    *("Seventh", "Eighth", "Ninth", "Tenth", "Eleventh", "Twelfth"),
)


@cache
def _houses() -> dict[str, Any]:
    stored: dict[str, Any] = yaml.safe_load(HOUSES.read_text(encoding="utf-8"))
    return stored


def publishers() -> dict[str, dict[str, str]]:
    """Name per language of each publisher, by key."""
    return {key: house["name"] for key, house in _houses().items()}


@dataclass(frozen=True)
class House:
    """The style of one publisher in one language."""

    publisher: str
    lang: str
    style: dict[str, Any]

    @classmethod
    def of(cls, publisher: str, lang: str) -> House:
        """Raises KeyError for an unknown publisher; an unknown language is written as English."""
        house = _houses()[publisher]
        return cls(publisher, lang, house.get(lang, house["en"]))

    @property
    def author(self) -> str:
        return str(self.style["author"])

    def count(self, number: int, counter: str, qualifier: str = "exact") -> str:
        """A number with its counter word: 19カ国, 約90名, 250件以上; about 90 people, 1 country."""
        patterns = self.style["counters"][counter]
        one = number == 1 and qualifier == "exact"
        return _filled(patterns.get("one", patterns["exact"]) if one else patterns[qualifier], number)

    def part_of_total(self, part: int, total: int, counter: str) -> str:
        """29カ国のうち19カ国; 19 of the 29 JCM partner countries."""
        order = (part, total) if self.style.get("part_first") else (total, part)
        return _filled(self.style["counters"][counter]["of"], *order)

    def ordinal(self, number: int, noun: str) -> str:
        """第4回会合, 第10回; Fourth Meeting, 21st Meeting. `noun` is "meeting" or "number"."""
        return _filled(self.style["ordinal"][noun], number if self.lang == "ja" else _english_ordinal(number))

    def head_date(self, day: date) -> str:
        """The date at the head of a release: 2025年03月06日."""
        return _dated(self.style["head_date"], day)

    def month(self, day: date) -> str:
        """2025年3月; March 2025."""
        return _dated(self.style["month"], day)

    def listed(self, names: Sequence[str], *, open_ended: bool = False) -> str:
        """Names in a row; `open_ended` says that the list is not complete (等)."""
        style = self.style["list"]
        last = style["pair"] if len(names) == 2 else style["last"]
        joined = "".join(names) if len(names) < 2 else style["joiner"].join(names[:-1]) + last + names[-1]
        return joined + (style["open_end"] if open_ended else "")

    def bodies_of(self, country: str, bodies: Sequence[str]) -> str:
        """A country with its bodies in parentheses: 日本国(環境省、経済産業省)."""
        style = self.style["bodies"]
        return _filled(style["pattern"], country, style["joiner"].join(bodies))

    def membership(self, as_of: date, *counts: str) -> str:
        """2025年3月現在、86カ国、200以上の機関."""
        return _filled(self.style["members"], self.month(as_of), *counts)


def _filled(pattern: str, *values: object) -> str:
    parts = pattern.split("#")
    return "".join(text + (str(values[n]) if n < len(parts) - 1 else "") for n, text in enumerate(parts))


def _dated(pattern: str, day: date) -> str:
    values = {
        "YYYY": f"{day.year}",
        "MONTH": format_date(day, "MMMM", locale="en"),
        "MM": f"{day.month:02}",
        "DD": f"{day.day:02}",
        "M": f"{day.month}",
        "D": f"{day.day}",
    }
    return TOKENS.sub(lambda token: values[token.group()], pattern)


def _english_ordinal(number: int) -> str:
    if number < len(WORDS):
        return WORDS[number]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
