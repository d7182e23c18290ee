"""Text that fits its box: as large as may be, over as many lines as that takes, and never cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from typing import Literal, NamedTuple
from unicodedata import category, combining, east_asian_width

from jcmevents.pdf.widths import leading, width

POINTS = 72 / 25.4  # to the millimetre
STEP = 0.96  # from one size to the next smaller one
SAFETY = 0.98  # of the box is used: what is drawn may be a little wider than its letters were
VIRAMA = 9  # the combining class of signs that join two consonants into one
LEADING_VOWELS = "เแโใไເແໂໃໄ"  # written before the consonant after which they are spoken
CLINGING = "ๅะาำๆฯະາຳ、。」』）ー々ゝ・"  # never begin a line
KATAKANA = re.compile("[ァ-ヺー・]")
Keeps = Literal["line", "words", "phrases"]


@dataclass(frozen=True)
class Fitted:
    """Lines of text of one size."""

    lines: tuple[str, ...]
    size: float  # points
    leading: float  # ems

    @property
    def height(self) -> float:
        """Millimetres."""
        return len(self.lines) * self.size * self.leading / POINTS


@lru_cache(maxsize=2000)  # names of delegations and capacities come again and again
def fit(text: str, *, wide: float, high: float, largest: float, least_whole: float, keeps: Keeps = "phrases") -> Fitted:
    """`text` in a box of so many millimetres, at most `largest` points.

    What `keeps` says stays together as long as it need not be smaller than `least_whole` points: the whole line,
    words (as in names), or phrases (kanji and kana may go to the next line). Then words are divided, evenly.
    """
    told = " ".join(text.split())
    room = Room(wide * POINTS * SAFETY, high * POINTS, leading(told))
    whole = _largest(partial(_flowing, _measured(PARTS[keeps](told))), room, largest, least_whole)
    return whole or _largest(partial(_divided, told), room, largest, 0.5) or Fitted((), largest, room.leading)


class Room(NamedTuple):
    """What there is, in points; lines are `leading` ems apart."""

    wide: float
    high: float
    leading: float


Part = tuple[str, float, float]  # itself, its width in ems without and with the space at its end
Lines = Callable[[float], list[str] | None]  # in a line of so many ems; None if that is too little


def _largest(lines_in: Lines, room: Room, largest: float, least: float) -> Fitted | None:
    """The largest size at which the lines have room."""
    size = largest
    while size >= least:
        lines = lines_in(room.wide / size)
        if lines and len(lines) * size * room.leading <= room.high:
            return Fitted(tuple(lines), size, room.leading)
        size *= STEP
    return None


def _flowing(parts: Sequence[Part], wide: float) -> list[str] | None:
    """The parts in as few lines as may be, of lengths as alike as may be."""
    best = lines = _lines(parts, wide)
    while best and lines and len(lines) == len(best):
        best, wide = lines, wide * STEP
        lines = _lines(parts, wide)
    return best


def _lines(parts: Sequence[Part], wide: float) -> list[str] | None:
    """The parts in lines of at most `wide` ems; None if one of them is wider."""
    lines: list[str] = []
    used = wide  # so that the first part begins a line
    for text, bare, full in parts:
        if bare > wide:
            return None
        if not lines or used + bare > wide:
            lines.append("")
            used = 0.0
        lines[-1] += text
        used += full
    return [line.strip() for line in lines]


def _divided(text: str, wide: float) -> list[str] | None:
    """Words that are too long on lines of their own, over as many as they need."""
    lines: list[str] = []
    for is_long, words in groupby(_words(text), key=lambda word: width(word.rstrip()) > wide):
        for parts in (_clusters(word.rstrip()) for word in words) if is_long else [list(words)]:
            pieces = _flowing(_measured(parts), wide)
            if pieces is None:
                return None
            lines += pieces
    return lines


def _measured(parts: Sequence[str]) -> list[Part]:
    return [(part, width(part.rstrip()), width(part)) for part in parts]


def _words(text: str) -> list[str]:
    """With the space after each. Hyphens do not end a line: there, who reads the PDF's text takes them away."""
    return re.findall(r"[^ ]+ ?", text)


def _phrases(text: str) -> list[str]:
    """Words, and the single letters of scripts that break anywhere."""
    return [piece for word in _words(text) for piece in _pieces(word)]


def _pieces(word: str) -> Iterator[str]:
    clusters = _clusters(word)
    piece = ""
    for cluster in clusters:
        if piece and _may_part(piece[-1], cluster[0]):
            yield piece
            piece = ""
        piece += cluster
    yield piece


def _may_part(before: str, after: str) -> bool:
    """Whether one is a kana or kanji; words in katakana and in hangul are kept."""
    if KATAKANA.match(before) and KATAKANA.match(after):
        return False
    return any(east_asian_width(letter) == "W" and not "가" <= letter <= "힣" for letter in (before, after))


def _clusters(text: str) -> list[str]:
    """Letters with all that clings to them."""
    clusters: list[str] = []
    for letter in text:
        if clusters and _clings(clusters[-1], letter):
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters


def _clings(cluster: str, letter: str) -> bool:
    if category(letter)[0] == "M" or category(letter) in ("Cf", "Zs") or letter in CLINGING:
        return True
    return combining(cluster[-1]) == VIRAMA or cluster[-1] == "\u200d" or cluster[-1] in LEADING_VOWELS


PARTS: dict[Keeps, Callable[[str], list[str]]] = {
    "line": lambda text: [text] if text else [],
    "words": _words,
    "phrases": _phrases,
}
