"""Answers out of words, as somebody else's list or our own export has them: the inverse of `readable`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import gettext

from jcmevents.countries.models import Country
from jcmevents.errors import RuleBroken
from jcmevents.questionnaire.controls import LONGEST_LONG_TEXT, LONGEST_TEXT, phone_number
from jcmevents.questionnaire.kinds import Kind
from jcmevents.questionnaire.models import FormField
from jcmevents.text import folded, written_date

BETWEEN = " ,;、,/\n"  # what may stand between several choices
_JAPANESE_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_ENGLISH_DAY = re.compile(r"(\d{1,2}) (\w+) (\d{4})")
Words = Mapping[str, str]  # what is stored, by every folded word for it


def can_be_understood(field: FormField) -> bool:
    """Files do not stand in cells, consents are nobody's to give for another, sensitive answers are in no list."""
    return field.kind not in (Kind.FILE, Kind.CONSENT) and not field.is_sensitive


class Understanding:
    """Understands answers to `fields` in every language of the product."""

    def __init__(self, fields: Iterable[FormField]):
        self.fields = {field.key: field for field in fields if can_be_understood(field)}
        asks_country = any(field.kind == Kind.COUNTRY for field in self.fields.values())
        countries = _countries() if asks_country else {}
        self._words = {key: countries if f.kind == Kind.COUNTRY else _options(f) for key, f in self.fields.items()}

    def answer(self, key: str, text: str) -> Any:
        """The answer to the field `key` in the shape of its kind. Raises RuleBroken for what is none."""
        field = self.fields[key]
        return _READERS[Kind(field.kind)](text, self._words[key])


def _options(field: FormField) -> Words:
    words = {folded(option["key"]): option["key"] for option in field.options}
    return words | {folded(label): option["key"] for option in field.options for label in option["labels"].values()}


def _countries() -> Words:
    names = [Country.names(lang) for lang, _name in current_app.extensions["languages"]]
    codes = {folded(iso2): iso2 for iso2 in names[0]}
    return codes | {folded(name): iso2 for listed in names for iso2, name in listed.items()}


def _none_of(text: str, words: Words) -> RuleBroken:
    known = ", ".join(dict.fromkeys(words.values()))
    return RuleBroken(gettext("“%(text)s” is none of: %(known)s.", text=text, known=known))


def _one(text: str, words: Words) -> str:
    if (word := folded(text)) in words:
        return words[word]
    raise _none_of(text, words)


def _several(text: str, words: Words) -> list[str]:
    """Labels may hold commas themselves: the longest that fits is taken each time."""
    left, chosen = folded(text).strip(BETWEEN), set()
    longest_first = sorted(words, key=len, reverse=True)
    while left:
        word = next((word for word in longest_first if word and left.startswith(word)), None)
        rest = left.removeprefix(word or "")
        if word is None or (rest and rest[0] not in BETWEEN):
            raise _none_of(text, words)
        chosen.add(words[word])
        left = rest.strip(BETWEEN)
    return [key for key in dict.fromkeys(words.values()) if key in chosen]


def _day(text: str, _words: Words) -> str:
    for day in _possible_days(text):
        if text in (day.isoformat(), written_date(day, "ja"), written_date(day, "en")):
            return day.isoformat()
    raise RuleBroken(gettext("“%(text)s” is no day. Write it as year-month-day, like 2025-02-17.", text=text))


def _possible_days(text: str) -> list[date]:
    try:
        if found := _JAPANESE_DAY.fullmatch(text):
            return [date(*map(int, found.groups()))]
        if found := _ENGLISH_DAY.fullmatch(text):
            return [date(int(found[3]), month, int(found[1])) for month in range(1, 13)]
        return [date.fromisoformat(text)]
    except ValueError:
        return []


def _phone(text: str, _words: Words) -> str:
    if number := phone_number(text):
        return number
    raise RuleBroken(gettext("Write the number with the code of its country, like +81 3 1234 5678."))


def _text_of(longest: int) -> Callable[[str, Words], str]:
    def read(text: str, _words: Words) -> str:
        if len(text) > longest:
            raise RuleBroken(gettext("This has %(n)s characters; at most %(most)s fit.", n=len(text), most=longest))
        return text

    return read


_READERS: dict[Kind, Callable[[str, Words], Any]] = {
    Kind.TEXT: _text_of(LONGEST_TEXT),
    Kind.LONG_TEXT: _text_of(LONGEST_LONG_TEXT),
    Kind.CHOICE: _one,
    Kind.MULTI_CHOICE: _several,
    Kind.DATE: _day,
    Kind.COUNTRY: _one,
    Kind.PHONE: _phone,
}
