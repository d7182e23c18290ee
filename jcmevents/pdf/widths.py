"""How much room text takes in the bold type of our PDFs, so that it can be made to fit before a page is made of it.

It is told letter by letter from the fonts that fontconfig offers, in its order: for scripts that join letters this is
the width or a little more, never less.
"""

import os
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from unicodedata import category

from fontTools.ttLib import TTFont

from jcmevents.pdf.pool import FONTS

TYPE = "BIZ UDPGothic:bold"
UNKNOWN = 1.1  # ems; wider than any letter we know of
EMBOLDENED = 1.03  # fonts without a bold face are drawn so much wider
UNSEEN = range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)  # choose the shape of the letter before them
LEAST_LEADING, MOST_LEADING = 1.2, 1.75  # ems; fonts of some scripts leave room for signs that names do not have
OPENTYPE = (".ttf", ".otf", ".ttc", ".otc")


@dataclass(frozen=True)
class Font:
    """A font on this machine, read when the first of its letters is asked for."""

    file: str
    number: int  # of the face within the file
    charset: str  # as fontconfig writes it: "20-7e a0"

    @cached_property
    def letters(self) -> frozenset[int]:
        runs = (written.partition("-") for written in self.charset.split())
        return frozenset(code for first, _, last in runs for code in range(int(first, 16), int(last or first, 16) + 1))

    @cached_property
    def face(self) -> TTFont:
        return TTFont(self.file, fontNumber=self.number, lazy=True)

    @cached_property
    def _glyphs(self) -> dict[int, str]:
        found: dict[int, str] = self.face.getBestCmap()
        return found

    def advance(self, letter: str) -> float:
        """The width of `letter` in ems."""
        width, _bearing = self.face["hmtx"][self._glyphs[ord(letter)]]
        return width / self._unit * EMBOLDENED

    @cached_property
    def leading(self) -> float:
        """The height of a line in ems, with room for the marks above and below."""
        head = self.face["hhea"]
        return (head.ascent - head.descent) / self._unit

    @property
    def _unit(self) -> int:
        units: int = self.face["head"].unitsPerEm
        return units


def width(text: str) -> float:
    """The width of one line of `text`, in ems."""
    return sum(map(_advance, text))


def leading(text: str) -> float:
    """How far apart lines of `text` must be, in ems."""
    fonts = {font for letter in set(text) if (font := _font_of(letter))}
    return min(max([LEAST_LEADING, *(font.leading for font in fonts)]), MOST_LEADING)


@cache
def _advance(letter: str) -> float:
    if category(letter) == "Cf" or any(ord(letter) in unseen for unseen in UNSEEN):
        return 0
    font = _font_of(letter)
    return font.advance(letter) if font else UNKNOWN


@cache
def _font_of(letter: str) -> Font | None:
    return next((font for font in _fonts() if ord(letter) in font.letters), None)


@cache
def _fonts() -> tuple[Font, ...]:
    """All fonts in the order in which they are asked for a letter; as the process that makes PDFs asks them."""
    command = ["fc-match", "-s", "--format", "%{file}\t%{index}\t%{charset}\n", TYPE]
    environment = {"FONTCONFIG_FILE": str(FONTS), **os.environ}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout  # noqa: S603
    rows = (line.split("\t") for line in told.splitlines())
    return tuple(Font(file, int(number), charset) for file, number, charset in rows if file.endswith(OPENTYPE))
