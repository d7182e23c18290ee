"""How two wordings differ, word by word, and how the work of two people on one text comes together."""

import re
from collections import defaultdict
from difflib import SequenceMatcher
from typing import NamedTuple

# Words of scripts with spaces; runs of kanji and katakana; every other character by itself.
WORD = re.compile(r"[一-鿿々]+|[ァ-ヺー]+|[^\W\u3040-\u30ff\u4e00-\u9fff々]+|\s+|.", re.DOTALL)
MOST_WORDS = 3000  # longer texts are compared by lines, so that no page waits for it

Edits = tuple[dict[int, str], set[int]]  # what stands before which place of the base, and which of its places are gone


class Piece(NamedTuple):
    """A stretch of text that is the "same", "added" or "removed"."""

    kind: str
    text: str


def compared(old: str, new: str, *, by_lines: bool = False) -> list[Piece]:
    """The way from `old` to `new` in reading order. "same" and "removed" make up `old`, "same" and "added" `new`."""
    before, after = _words(old), _words(new)
    if by_lines or len(before) + len(after) > MOST_WORDS:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[i1:i2])))
            continue
        stretches = (("removed", "".join(before[i1:i2])), ("added", "".join(after[j1:j2])))
        pieces += (Piece(kind, text) for kind, text in stretches if text)
    return pieces


def _words(text: str) -> list[str]:
    return WORD.findall(text)


def merged(base: str, theirs: str, mine: str) -> str:
    """The text in which both `theirs` and `mine` are done to `base`.

    No letter that either has typed is lost; what one deleted is gone. Where both typed at the same place, theirs
    comes first. It is not commutative, and needs not be: the one who stores decides, the other takes it over.
    """
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    their_words, they_deleted = _edits(base, theirs)
    my_words, i_deleted = _edits(base, mine)
    text: list[str] = []
    for place in range(len(base) + 1):
        text += (their_words.get(place, ""), my_words.get(place, ""))
        if place < len(base) and place not in they_deleted and place not in i_deleted:
            text.append(base[place])
    return "".join(text)


def _edits(base: str, text: str) -> Edits:
    """What was done to `base` to get `text`: the letters typed before each place, and the places deleted."""
    head = _common(base, text)
    tail = _common(base[head:][::-1], text[head:][::-1])
    old, new = base[head : len(base) - tail], text[head : len(text) - tail]
    typed: dict[int, str] = defaultdict(str)
    deleted: set[int] = set()
    for tag, i1, i2, j1, j2 in _matcher(old, new).get_opcodes():
        if tag != "equal":
            typed[head + i1] += new[j1:j2]
            deleted.update(range(head + i1, head + i2))
    return typed, deleted


def _matcher(old: str, new: str) -> SequenceMatcher[str]:
    """Letters that come very often are passed over in long texts, which only makes the comparison coarser."""
    return SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > MOST_WORDS)


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    length = min(len(one), len(other))
    return next((n for n in range(length) if one[n] != other[n]), length)
