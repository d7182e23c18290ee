"""What is wrong with the words of a text by themselves, whatever the release. Each check yields sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask_babel import gettext

SLIPS = Path(__file__).parent / "slips.yaml"
WORD = re.compile(r"\w+")
JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿々]+")
# Scripts whose letters look like Latin ones or like kana strokes: the real release carried Cyrillic in エクスプレス.
LOOK_ALIKE = {"CYRILLIC", "GREEK"}
NATIVE = {"LATIN", "HIRAGANA", "KATAKANA", "CJK"}
TWINS_OF_LATIN = set("АВЕЅІЈКМНОРСТУХаеіјорсухѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο")
WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]+")
NARROW_KANA = re.compile("[ｦ-ﾟ]+")
WIDE_BRACKETS, NARROW_BRACKETS = "（）", "()"
COUNTED = re.compile(r"[0-9０-９]+\s?([カヵヶケかｶ]国)")
FORMAL_NAME = re.compile(
    r"[ァ-ヺー・]{2,}[一-鿿]{0,8}?(?:共和国|王国|独立国|合衆国|公国|首長国連邦|連邦|国(?![一-鿿]))(?![一-鿿])"
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_JA = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日\s?[(（]([月火水木金土日])(?:曜日?)?[・)）]")
DAY_EN = re.compile(
    rf"(?:\b({'|'.join(day[:3] for day in WEEKDAYS_EN)})[a-z]*\.?,?\s+)?\b(\d{{1,2}})\s+({'|'.join(MONTHS)})"
    rf"(?:\s+(\d{{4}}))?(?:\s*\(({'|'.join(day[:3] for day in WEEKDAYS_EN)})[a-z]*\.?\))?"
)


@cache
def _slips() -> dict[str, Any]:
    stored: dict[str, Any] = yaml.safe_load(SLIPS.read_text(encoding="utf-8"))
    return stored


def mixed_scripts(text: str) -> Iterator[str]:
    """Words with letters of a script that looks like another: within the word, or all through it."""
    for word in WORD.findall(text):
        letters = [letter for letter in word if letter.isalpha()]
        scripts = {_script(letter) for letter in letters}
        disguised = len(letters) > 1 and TWINS_OF_LATIN.issuperset(letters)
        if disguised or (scripts & LOOK_ALIKE and scripts & NATIVE):
            yield gettext("“%(word)s” mixes letters of different scripts that look alike. Type it again.", word=word)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]


def left_in_japanese(text: str, language: str) -> Iterator[str]:
    """The words without a translation, which fall back to Japanese: names, proposals, themes, places."""
    for words in dict.fromkeys(JAPANESE.findall(text)):
        yield gettext("The text in %(language)s still has Japanese words: “%(words)s”.", language=language, words=words)


def widths(text: str) -> Iterator[str]:
    """Letters and figures of full width, katakana of half width, and brackets of both widths in one text."""
    for words in dict.fromkeys(WIDE.findall(text)):
        right = unicodedata.normalize("NFKC", words)
        yield gettext("“%(words)s” is in full width. Write “%(right)s”.", words=words, right=right)
    for words in dict.fromkeys(NARROW_KANA.findall(text)):
        right = unicodedata.normalize("NFKC", words)
        yield gettext("“%(words)s” is in half width. Write “%(right)s”.", words=words, right=right)
    if set(text) & set(WIDE_BRACKETS) and set(text) & set(NARROW_BRACKETS):
        yield gettext("Brackets of full and of half width stand in the same block. Use one kind.")


def counters(text: str, right: str) -> Iterator[str]:
    """Counts of countries with another word than the house's `right` one (カ国, か国)."""
    for match in COUNTED.finditer(text):
        if match[1] != right:
            yield gettext("“%(words)s”: this publisher writes “%(right)s”.", words=match[0], right=right)


def weekdays(text: str, lang: str, year: int) -> Iterator[str]:
    """Days that fall on another weekday than the text says; a day without a year is one of `year`."""
    for words, day, said in _days_ja(text, year) if lang == "ja" else _days_en(text, year):
        if day is None:
            yield gettext("“%(words)s”: there is no such day.", words=words)
        elif said is not None and day.weekday() != said:
            right = WEEKDAYS_JA[day.weekday()] if lang == "ja" else WEEKDAYS_EN[day.weekday()]
            yield gettext("“%(words)s”: that day is a %(right)s.", words=words, right=right)


def _days_ja(text: str, year: int) -> Iterator[tuple[str, date | None, int | None]]:
    for match in DAY_JA.finditer(text):
        stated, month, day, weekday = match.groups()
        yield match[0], _day(int(stated or year), int(month), int(day)), WEEKDAYS_JA.index(weekday)


def _days_en(text: str, year: int) -> Iterator[tuple[str, date | None, int | None]]:
    short = [day[:3] for day in WEEKDAYS_EN]
    for match in DAY_EN.finditer(text):
        before, day, month, stated, after = match.groups()
        weekday = before or after
        known = _day(int(stated or year), MONTHS.index(month) + 1, int(day))
        yield match[0], known, short.index(weekday) if weekday else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def placeholders(text: str) -> Iterator[str]:
    """What a draft leaves where something has yet to be entered."""
    for mark in _slips()["placeholders"]:
        if re.search(rf"(?<![A-Za-z]){re.escape(mark)}(?![A-Za-z])", text):
            yield gettext("“%(words)s” still stands for something that has to be entered.", words=mark)


def country_names(text: str, lang: str, right: Mapping[str, str], former: Mapping[str, str]) -> Iterator[str]:
    """Names of countries that are not as in our table. `right` are the names in force, `former` lead to them."""
    known = set(right)
    wrong = {**_slips()["countries"].get(lang, {}), **former}
    for name, instead in wrong.items():
        if name not in known and re.search(rf"(?<![\w・]){re.escape(name)}(?![\w・])" if lang == "en" else name, text):
            yield gettext("“%(name)s” is not the name in our table: “%(right)s”.", name=name, right=instead)
    if lang == "ja":
        for name in dict.fromkeys(FORMAL_NAME.findall(text)):
            if name not in known and name not in wrong and _begins_with_country(name, known):
                yield gettext("“%(name)s” is no country's name in our table.", name=name)


def _begins_with_country(name: str, known: set[str]) -> bool:
    """Whether it is meant for a country: パートナー国 is not, ベトナム国 is."""
    return any(name.startswith(each) for each in known if len(each) > 1)
