"""The orders in which lists of countries are printed.

Releases of one ministry differ: the Japanese releases follow a house order that is nearly, but not quite, kana
order; UN papers go by the English UN name; joint papers by date of signing or by rank of the heads.
"""

import enum
import math
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from jcmevents.countries.models import Country
from jcmevents.text import folded

Key = TypeVar("Key", bound=Hashable)
Rank = Mapping[str, int]

_VOWEL_ROWS = {
    "ア": "アカサタナハマヤラワ",
    "イ": "イキシチニヒミリヰ",
    "ウ": "ウクスツヌフムユル",
    "エ": "エケセテネヘメレヱ",
    "オ": "オコソトノホモヨロヲ",
}
_VOWEL_OF = {kana: vowel for vowel, row in _VOWEL_ROWS.items() for kana in row}
_FULL = dict(zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", strict=True))
_VOICING = {"\u3099": 1, "\u309a": 2}
_LONG, _REPEAT = "ー", "ヽ"
_AS_LONG_MARK, _AS_SMALL, _AS_REPEAT, _AS_FULL = range(4)


class OrderPolicy(enum.StrEnum):
    HOUSE_JA = "house_ja"
    GOJUON = "gojuon"
    SIGNING = "signing"
    PROTOCOL = "protocol"
    EN_UN = "en_un"


def sort_countries(
    countries: Iterable[Country],
    policy: str,
    *,
    rank: Rank | None = None,
    moves: Iterable[Sequence[str]] | None = None,
) -> list[Country]:
    """`countries` by the `OrderPolicy` named, then with an editor's `moves` of ISO codes applied.

    `rank` (ISO code -> place, lowest first) is for the protocol order. An unknown policy is a ValueError.
    """
    key = POLICIES[OrderPolicy(policy)]
    by_code = {c.iso2: c for c in sorted(countries, key=lambda country: key(country, rank or {}))}
    return [by_code[code] for code in apply_moves(by_code, moves or ())]


def in_dictionary_order(lang: str) -> list[tuple[str, str]]:
    """ISO code and short name of every country, sorted as a dictionary in `lang` sorts the names."""
    names = Country.names(lang)
    if lang != "ja":
        return sorted(names.items(), key=lambda entry: folded(entry[1]))
    readings = Country.names(lang, "reading")
    return sorted(names.items(), key=lambda entry: gojuon_key(readings[entry[0]] or entry[1]))


def apply_moves(ordered_keys: Iterable[Key], moves: Iterable[Sequence[Any]]) -> list[Key]:
    """The keys with each move (key, "before" or "after", key) carried out in turn.

    A move that names a key not in the list is passed over: the moves belong to the meeting, and a country that
    did not come is in no list. Any other word than before and after is a ValueError.
    """
    keys = list(ordered_keys)
    for moved, side, anchor in moves:
        if side not in ("before", "after"):
            raise ValueError(f"a move says before or after, not {side!r}")
        if moved in keys and anchor in keys and moved != anchor:
            keys.remove(moved)
            keys.insert(keys.index(anchor) + (side == "after"), moved)
    return keys


def gojuon_key(reading: str) -> tuple[Any, ...]:
    """Sort key of a reading in kana by JIS X 4061:1996, the order of Japanese dictionaries.

    First the kana alone: voicing ignored, small kana as full, the long mark as the vowel before it, a repeat mark
    as the kana before it. Ties: unvoiced, voiced, half-voiced; then long mark, small, repeat mark, full kana;
    then hiragana before katakana. Spaces and middle dots do not count; letters and digits come before kana.
    """
    elements: list[tuple[str, int, int, int]] = []
    for character in unicodedata.normalize("NFKC", reading).casefold():
        if character.isspace() or character == "・":
            continue
        elements.append(_element(character, elements[-1][0] if elements else ""))
    return tuple(zip(*elements, strict=True))


def _element(character: str, previous: str) -> tuple[str, int, int, int]:
    """A character's base kana, voicing, size and script. `previous` is the base before it, or empty."""
    decomposed = unicodedata.normalize("NFD", character)
    katakana, voicing = _katakana(decomposed[0]), _VOICING.get(decomposed[-1], 0)
    script = int(katakana == decomposed[0])
    if katakana == _LONG and previous in _VOWEL_OF:
        return _VOWEL_OF[previous], voicing, _AS_LONG_MARK, script
    if katakana == _REPEAT and previous:
        return previous, voicing, _AS_REPEAT, script
    if katakana in _FULL:
        return _FULL[katakana], voicing, _AS_SMALL, script
    return katakana, voicing, _AS_FULL, script


def _katakana(character: str) -> str:
    return chr(ord(character) + 0x60) if "ぁ" <= character <= "ゞ" else character


def _by_house_rank(country: Country, _rank: Rank) -> tuple[Any, ...]:
    """The house order; countries the house has not yet placed follow in kana order."""
    return country.house_rank or math.inf, gojuon_key(country.reading)


def _by_reading(country: Country, _rank: Rank) -> tuple[Any, ...]:
    return gojuon_key(country.reading), country.iso2


def _by_signing(country: Country, _rank: Rank) -> tuple[Any, ...]:
    """First signing, however often renewed; countries that have not signed follow by UN name."""
    return country.first_signed_on or date.max, folded(country.un_name)


def _by_protocol(country: Country, rank: Rank) -> tuple[Any, ...]:
    """The given rank; equal rank, and after them those without any, by UN name."""
    return rank.get(country.iso2, math.inf), folded(country.un_name)


def _by_un_name(country: Country, _rank: Rank) -> tuple[Any, ...]:
    return folded(country.un_name), country.iso2


POLICIES: dict[OrderPolicy, Callable[[Country, Rank], tuple[Any, ...]]] = {
    OrderPolicy.HOUSE_JA: _by_house_rank,
    OrderPolicy.GOJUON: _by_reading,
    OrderPolicy.SIGNING: _by_signing,
    OrderPolicy.PROTOCOL: _by_protocol,
    OrderPolicy.EN_UN: _by_un_name,
}
