"""House styles: how a publisher writes numbers, dates, names and lists in a language. Read from houses.yaml."""

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
from flask import current_app

HOUSES = Path(__file__).parent / "houses.yaml"
LANGUAGES = ("en", "ja")  # those in which the houses have a style
COUNTERS = ("countries", "people", "projects", "institutions")
QUALIFIERS = ("exact", "about", "over")
TOKENS = re.compile("YYYY2?|MONTH2?|MM2?|DD2?|M2?|D2?")
# English ordinals are words up to twelve (house style of IGES English pages), figures from there.
WORDS = (
    *("", "First", "Second", "Third", "Fourth", "Fifth", "Sixth"),
    *("Seventh", "Eighth", "Ninth", "Tenth", "Eleventh", "Twelfth"),
)


def _houses() -> dict[str, Any]:
    """The houses of the product, and those that whoever runs it has added in the folder of the data."""
    own = Path(current_app.config["DATA_DIR"]) / HOUSES.name if current_app else None
    return _read(HOUSES, own, own.stat().st_mtime_ns if own and own.exists() else None)


@cache
def _read(file: Path, own: Path | None, changed: int | None) -> dict[str, Any]:
    stored: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    if own and changed:
        stored |= yaml.safe_load(own.read_text(encoding="utf-8"))
    for house in stored.values():
        for lang in set(house) & set(LANGUAGES):
            house[lang] = _completed(stored, house[lang], lang)
    return stored


def _completed(stored: dict[str, Any], style: dict[str, Any], lang: str) -> dict[str, Any]:
    """`style` with what it takes over from the house that it is `like`."""
    if "like" not in style:
        return style
    model = _completed(stored, stored[style["like"]][lang], lang)
    own = {name: value for name, value in style.items() if name != "like"}
    return {**model, **own, "counters": {**model["counters"], **own.get("counters", {})}}


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

    @property
    def colour(self) -> str:
        """Of its letterhead, and of headings and rules on its paper: #1b3a6b."""
        return str(self.style["letterhead"]["colour"])

    @property
    def order(self) -> str:
        """The order in which the house lists countries; empty for that of the meeting."""
        return str(self.style.get("order", ""))

    def count(self, number: int, counter: str, qualifier: str = "exact") -> str:
        """A number with its counter word: 19カ国, 約90名, 250件以上; about 90 people, 1 country."""
        patterns = self.style["counters"][counter]
        one = number == 1 and qualifier == "exact"
        return _filled(patterns.get("one", patterns["exact"]) if one else patterns[qualifier], number)

    def counter(self, counter: str) -> str:
        """The word that counts, without a number: カ国."""
        return str(self.style["counters"][counter]["exact"]).replace("#", "").strip()

    def part_of_total(self, part: int, total: int, counter: str) -> str:
        """29カ国のうち19カ国; 19 of the 29 JCM partner countries."""
        order = (part, total) if self.style.get("part_first") else (total, part)
        return _filled(self.style["counters"][counter]["of"], *order)

    def with_online(self, words: str, online: int) -> str:
        """A count of countries, and how many of them only came online: 25か国(オンライン参加7か国含む)."""
        pattern = self.style.get("online", "")
        return words + _filled(pattern, self.count(online, "countries")) if online and pattern else words

    def ordinal(self, number: int, noun: str) -> str:
        """第4回会合, 第10回; Fourth Meeting, 21st Meeting. `noun` is "meeting" or "number"."""
        return _filled(self.style["ordinal"][noun], number if self.lang == "ja" else _english_ordinal(number))

    def head_date(self, day: date) -> str:
        """The date at the head of a release: 2025年03月06日."""
        return _dated(self.style["head_date"], day)

    def day(self, day: date) -> str:
        """A date in running text: 2025年3月6日; March 6, 2025."""
        return _dated(self.style["day"], day)

    def days(self, start: date, end: date) -> str:
        """Days in running text, the year and month they share written once: 2025年2月17日～19日."""
        if start == end:
            return self.day(start)
        shared = "month" if (start.year, start.month) == (end.year, end.month) else "year"
        return _dated(self.style["days"][shared if start.year == end.year else "other"], start, end)

    def month(self, day: date) -> str:
        """2025年3月; March 2025."""
        return _dated(self.style["month"], day)

    def person(self, name: str, family: str = "", given: str = "") -> str:
        """A person's name in the house's order: MATSUZAWA Yutaka. Without its parts it stays as it is."""
        if not (family and given):
            return name
        style = self.style["names"]
        family = family.upper() if style["capitals"] else family
        return style["joiner"].join((family, given) if style["order"] == "family_first" else (given, family))

    def listed(self, names: Sequence[str], *, open_ended: bool = False, style: str = "list") -> str:
        """Names in a row; `open_ended` says that the list is not complete (等)."""
        marks = self.style[style]
        last = marks["pair"] if len(names) == 2 else marks["last"]
        joined = "".join(names) if len(names) < 2 else marks["joiner"].join(names[:-1]) + last + names[-1]
        return joined + (marks["open_end"] if open_ended else "")

    def bodies_of(self, country: str, bodies: Sequence[str]) -> str:
        """A country with its bodies in parentheses: 日本国(環境省、経済産業省)."""
        style = self.style["bodies"]
        return _filled(style["pattern"], country, style["joiner"].join(bodies))

    def membership(self, as_of: date, *counts: str) -> str:
        """2025年3月現在、86カ国、200以上の機関."""
        return _filled(self.style["members"], self.month(as_of), *counts)

    @property
    def numbers_paragraphs(self) -> bool:
        return bool(self.style.get("numbered"))

    def paragraph_mark(self, number: int) -> str:
        """What stands before the paragraph with this number: "1. "."""
        return _filled(self.style["numbered"], number)

    def heading(self, words: str) -> str:
        """A heading with the house's mark: ■ 参加国等."""
        return _filled(self.style.get("heading", "#"), words)


def _filled(pattern: str, *values: object) -> str:
    parts = pattern.split("#")
    return "".join(text + (str(values[n]) if n < len(parts) - 1 else "") for n, text in enumerate(parts))


def _dated(pattern: str, first: date, last: date | None = None) -> str:
    values = {**_parts(first), **{f"{token}2": value for token, value in _parts(last or first).items()}}
    return TOKENS.sub(lambda token: values[token.group()], pattern)


def _parts(day: date) -> dict[str, str]:
    return {
        "YYYY": f"{day.year}",
        "MONTH": format_date(day, "MMMM", locale="en"),
        "MM": f"{day.month:02}",
        "DD": f"{day.day:02}",
        "M": f"{day.month}",
        "D": f"{day.day}",
    }


def _english_ordinal(number: int) -> str:
    if number < len(WORDS):
        return WORDS[number]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
