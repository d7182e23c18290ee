"""Which letters the fonts of this machine can draw."""

import subprocess
from bisect import bisect_right
from functools import cache
from unicodedata import category, normalize

UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")  # control and format characters, white space
SELECTORS = range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)  # they choose a shape of the letter before them
BEYOND = 0x110000  # above every code point


def missing_glyphs(text: str) -> list[str]:
    """The characters of `text` that a PDF would show as empty boxes, each once, in the order of the text."""
    return [letter for letter in dict.fromkeys(normalize("NFC", text)) if not _can_be_drawn(letter)]


def _can_be_drawn(letter: str) -> bool:
    if category(letter) in UNSEEN or any(ord(letter) in selectors for selectors in SELECTORS):
        return True
    return _is_covered(letter) or _is_drawn_in_parts(letter)


def _is_drawn_in_parts(letter: str) -> bool:
    """A letter that no font has may be drawn as another and a mark."""
    parts = normalize("NFD", letter)
    return parts != letter and all(map(_is_covered, parts))


def _is_covered(letter: str) -> bool:
    runs = _coverage()
    place = bisect_right(runs, (ord(letter), BEYOND))
    return place > 0 and ord(letter) <= runs[place - 1][1]


@cache
def _coverage() -> list[tuple[int, int]]:
    """First and last code point of each run of characters that some font has, in order and apart."""
    command = ["fc-list", "--format", "%{charset} "]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - words of our own
    joined: list[tuple[int, int]] = []
    for first, last in sorted({_run(written) for written in listed.split()}):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _run(written: str) -> tuple[int, int]:
    """fontconfig writes "e01-e3a", or "e3f" for a single character."""
    first, _, last = written.partition("-")
    return int(first, 16), int(last or first, 16)
