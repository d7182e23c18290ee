"""The head of a house's paper, drawn: a picture is the same on paper, on pages and in Word, and no part of the text."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from functools import cache
from io import BytesIO

from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from jcmevents.document import Image
from jcmevents.press.house import House

WIDTH, SCALE = 164, 12  # of the sheet between its margins, in mm; dots per mm, about 300 to the inch
HEIGHT, RULE = 19, 0.9  # mm
LARGE, SMALL = 5.6, 3.1  # mm of the first line and of the others
GAP = 6  # mm between two houses
SANS = "BIZ UDPGothic"


def masthead(houses: Sequence[House]) -> Image:
    """The letterheads of `houses` side by side, each over a rule in its colour."""
    return Image(alt=" / ".join(house.author for house in houses), data=_drawn(tuple(_heads(houses))))


def _heads(houses: Sequence[House]) -> list[tuple[tuple[str, ...], str]]:
    return [(tuple(house.style["letterhead"]["lines"]), house.style["letterhead"]["colour"]) for house in houses]


@cache
def _drawn(heads: tuple[tuple[tuple[str, ...], str], ...]) -> bytes:
    paper = Picture.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), "white")
    width = (WIDTH - GAP * (len(heads) - 1)) / len(heads)
    for number, (lines, colour) in enumerate(heads):
        _draw(ImageDraw.Draw(paper), lines, colour, left=number * (width + GAP), width=width)
    content = BytesIO()
    paper.quantize(64).save(content, "PNG", dpi=(SCALE * 25.4, SCALE * 25.4), optimize=True)
    return content.getvalue()


def _draw(pen: ImageDraw.ImageDraw, lines: Sequence[str], colour: str, *, left: float, width: float) -> None:
    """The lines above a rule of this colour, `left` and `width` in mm."""
    top = HEIGHT - RULE
    pen.rectangle([left * SCALE, top * SCALE, (left + width) * SCALE, HEIGHT * SCALE], fill=colour)
    for number, line in reversed(list(enumerate(lines))):
        font = _fitting(line, LARGE if number == 0 else SMALL, width, bold=number == 0)
        top -= font.size / SCALE * 1.35
        pen.text((left * SCALE, top * SCALE), line, font=font, fill=colour if number == 0 else "#4d5a58")


def _fitting(line: str, size: float, width: float, *, bold: bool) -> ImageFont.FreeTypeFont:
    """The font in this size (mm), or smaller where the line would be wider than `width`."""
    font = ImageFont.truetype(_font_file(bold), size * SCALE)
    wide = font.getlength(line) / SCALE
    return font if wide <= width else ImageFont.truetype(_font_file(bold), size * SCALE * width / wide)


@cache
def _font_file(bold: bool) -> str:
    command = ["fc-match", "--format", "%{file}", f"{SANS}:{'bold' if bold else 'regular'}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - words of our own
