"""Sheets on which everything stands at its place, in millimetres, and the PDF that becomes of them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from unicodedata import bidirectional

from flask import render_template

from jcmevents.badges.fitting import Fitted, Keeps, fit
from jcmevents.pdf import render_pdf
from jcmevents.pdf.joining import joined

MEMORY = 768  # megabytes that the process which makes the pages may take
SECONDS = 120  # for the pages of one part
SHEETS_AT_ONCE = 25

Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Box:
    """Millimetres from the left and top edge of the card."""

    left: float
    top: float
    wide: float
    high: float

    def beside(self, more: float) -> Box:
        """What is left of it when something at its left takes so much more."""
        return Box(self.left + more, self.top, self.wide - more, self.high)

    def times(self, factor: float) -> Box:
        return Box(self.left * factor, self.top * factor, self.wide * factor, self.high * factor)


@dataclass(frozen=True)
class Text:
    """Lines in a box; `stands` says where: at its top, middle or bottom; `to`: start, center or right."""

    box: Box
    fitted: Fitted
    colour: str = "#16211f"
    bold: bool = True
    stands: str = "middle"
    to: str = "start"
    lang: str = ""

    @property
    def down(self) -> float:
        """Millimetres above the first line."""
        free = self.box.high - self.fitted.height
        return {"top": 0.0, "middle": free / 2, "bottom": free}[self.stands]

    @property
    def align(self) -> str:
        if self.to != "start":
            return self.to
        return "right" if self.is_from_right_to_left else "left"

    @property
    def is_from_right_to_left(self) -> bool:
        """By its first letter that has a direction."""
        directions = (bidirectional(letter) for line in self.fitted.lines for letter in line)
        return next((way for way in directions if way in ("L", "R", "AL")), "L") != "L"


@dataclass(frozen=True)
class Fill:
    """A coloured area."""

    box: Box
    colour: str


@dataclass(frozen=True)
class Picture:
    """A picture that is made as large as its box allows."""

    box: Box
    media_type: str
    content: bytes
    says: str  # for those who do not see it
    to_left: bool = False  # of its box, else in the middle

    @property
    def address(self) -> str:
        return f"data:{self.media_type};base64,{b64encode(self.content).decode()}"


Piece = Text | Fill | Picture


@dataclass(frozen=True)
class Card:
    """Pieces at one place of a sheet."""

    box: Box
    pieces: Sequence[Piece]
    turned: bool = False  # upside down


@dataclass(frozen=True)
class Mark:
    """A hairline where a knife or a fold goes."""

    box: Box
    is_fold: bool = False


@dataclass(frozen=True)
class Sheet:
    cards: Sequence[Card]
    marks: Sequence[Mark] = ()


@dataclass(frozen=True)
class Paper:
    """`bleed`: millimetres beyond the edge, in which the printer sets its own crop marks."""

    wide: float
    high: float
    bleed: float = 0


def written(
    text: str,
    box: Box,
    largest: float,
    *,
    least_whole: float = 0,
    keeps: Keeps = "phrases",
    scale: float = 1,
    **look: Any,
) -> Text:
    """`text` as large as the box allows; box and sizes are those of a sheet that is printed `scale` times as large."""
    box = box.times(scale)
    sizes = {"largest": largest * scale, "least_whole": (least_whole or largest / 2.5) * scale}
    return Text(box, fit(text, wide=box.wide, high=box.high, keeps=keeps, **sizes), **look)


def pdf_of(
    sheets: Iterator[Sheet], paper: Paper, *, number: int, title: str, lang: str, report: Report | None = None
) -> bytes:
    """One PDF of all `sheets`, of which there are `number`. They are made a few at a time, so that memory holds."""
    return joined(_parts(sheets, paper, number, title, lang, report), title=title, lang=lang)


def _parts(
    sheets: Iterator[Sheet], paper: Paper, number: int, title: str, lang: str, report: Report | None
) -> Iterator[bytes]:
    done = 0
    while some := list(islice(sheets, SHEETS_AT_ONCE)):
        page = render_template("print/placed.html", sheets=some, paper=paper, title=title, lang=lang)
        yield render_pdf(page, lang=lang, timeout=SECONDS, memory_mb=MEMORY)
        done += len(some)
        if report:
            report(done, number)
