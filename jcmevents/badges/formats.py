"""The two formats of badges, and how they lie on their sheets."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from pathlib import Path

import segno
from PIL import Image

from jcmevents.badges.design import BadgeDesign, Layout
from jcmevents.badges.faces import Face, Occasion
from jcmevents.badges.palette import ink_on
from jcmevents.badges.placing import Box, Card, Fill, Mark, Paper, Picture, Piece, Sheet, written

OUR_MARK = Path(__file__).parents[2] / "static" / "img" / "mark.svg"
SVG = "image/svg+xml"
QUIET, HAIR = "#52605d", 0.1
BLEED = 3.0  # millimetres by which colour goes beyond the cut
A4 = Paper(210, 297)
MARK_LENGTH, MARK_GAP = 5.0, 3.5


@dataclass(frozen=True)
class Format:
    """Where everything stands on a badge, and the largest size of each text in points.

    A wide logo may take `widest_logo` millimetres, and the title beside it so much less.
    """

    wide: float
    high: float
    logo: Box
    widest_logo: float
    title: Box
    when: Box
    name: Box
    other: Box
    delegation: Box
    second: Box
    code: Box
    band: Box
    label: Box
    number: Box
    sizes: dict[str, float]
    whole_name: float  # words of the name are kept whole down to this size


A6 = Format(
    wide=105,
    high=148,
    logo=Box(8, 12, 17, 14),
    widest_logo=40,
    title=Box(28, 11, 69, 14.5),
    when=Box(28, 25.7, 69, 4.5),
    name=Box(8, 35, 89, 44),
    other=Box(8, 80, 89, 11),
    delegation=Box(8, 97, 58, 19),
    second=Box(8, 117, 58, 10),
    code=Box(69, 96, 28, 28),
    band=Box(0, 131, 105, 17),
    label=Box(8, 133, 66, 13),
    number=Box(75, 133, 22, 13),
    sizes={"title": 13, "when": 8, "name": 38, "other": 18, "delegation": 22, "second": 12, "number": 7, "label": 21},
    whole_name=12,
)
CARD = Format(
    wide=86,
    high=54,
    logo=Box(5, 4, 8.5, 7),
    widest_logo=26,
    title=Box(15, 3, 66, 6.2),
    when=Box(15, 9.3, 66, 3),
    name=Box(5, 12.8, 76, 14.4),
    other=Box(5, 27.4, 56, 4.6),
    delegation=Box(5, 32.4, 56, 8),
    second=Box(5, 40.6, 56, 4.2),
    code=Box(65.5, 28.8, 15.5, 15.5),
    band=Box(0, 46, 86, 8),
    label=Box(5, 46.9, 56, 6.2),
    number=Box(62, 46.9, 19, 6.2),
    sizes={"title": 9, "when": 6.5, "name": 22, "other": 10, "delegation": 13, "second": 8, "number": 5, "label": 13},
    whole_name=8,
)


@dataclass(frozen=True)
class Imposition:
    """How many badges of a format lie on a paper, from which corner on."""

    format: Format
    paper: Paper
    columns: int = 1
    rows: int = 1
    left: float = 0
    top: float = 0

    @property
    def places(self) -> int:
        return self.columns * self.rows


IMPOSITIONS = {
    Layout.A6: Imposition(A6, Paper(A6.wide, A6.high, bleed=8)),
    Layout.CARD: Imposition(CARD, Paper(CARD.wide, CARD.high, bleed=8)),
    Layout.A6_SHEET: Imposition(A6, A4, 2, 2),
    Layout.CARD_SHEET: Imposition(CARD, A4, 2, 5, left=19, top=13.5),
}


class Badges:
    """Draws the badges of one meeting."""

    def __init__(self, design: BadgeDesign, occasion: Occasion, layout: Layout | None = None):
        self.design, self.occasion = design, occasion
        self.lies = IMPOSITIONS[layout or Layout(design.layout)]
        self.common = tuple(self._common(self.lies.format))

    def sheets(self, faces: Iterator[Face]) -> Iterator[Sheet]:
        """As many badges on each as have place; for printers that turn the sheet, it is filled row by row."""
        lies, marks = self.lies, cut_marks(self.lies)
        corners = list(product(range(lies.rows), range(lies.columns)))
        while some := list(islice(faces, lies.places)):
            yield Sheet([self._card(face, *corner) for face, corner in zip(some, corners, strict=False)], marks)

    def number_of_sheets(self, badges: int) -> int:
        return -(-badges // self.lies.places)

    def _card(self, face: Face, row: int, column: int) -> Card:
        lies, format = self.lies, self.lies.format
        place = Box(lies.left + column * format.wide, lies.top + row * format.high, format.wide, format.high)
        return Card(place, (*self.common, *self._pieces(face, format, row, column)))

    def _common(self, format: Format) -> Iterator[Piece]:
        lang, sizes = self.occasion.langs[0], format.sizes
        logo = logo_of(self.design, format.logo, format.widest_logo)
        title, when = (box.beside(logo.box.wide - format.logo.wide) for box in (format.title, format.when))
        yield logo
        yield written(self.occasion.title, title, sizes["title"], stands="bottom", lang=lang)
        told = self.occasion.when_and_where
        yield written(told, when, sizes["when"], keeps="line", colour=QUIET, bold=False, stands="top", lang=lang)

    def _pieces(self, face: Face, format: Format, row: int, column: int) -> Iterator[Piece]:
        sizes, langs = format.sizes, self.occasion.langs
        colour = self.design.colour_of(face.capacity)
        yield written(face.name, format.name, sizes["name"], least_whole=format.whole_name, keeps="words")
        yield written(face.other_name, format.other, sizes["other"], keeps="words", bold=False, colour=QUIET)
        first, *more = face.delegation
        yield written(first, format.delegation, sizes["delegation"], keeps="words", stands="bottom", lang=langs[0])
        yield written(" · ".join(more), format.second, sizes["second"], bold=False, stands="top", lang=langs[-1])
        yield Picture(format.code, SVG, qr(face.code), "")
        yield Fill(self._bled(format.band, row, column), colour)
        label = " · ".join(face.capacity_labels)
        ink = ink_on(colour)
        yield written(label, format.label, sizes["label"], keeps="line", colour=ink, lang=langs[0])
        yield written(face.number, format.number, sizes["number"], keeps="line", bold=False, colour=ink, to="right")

    def _bled(self, band: Box, row: int, column: int) -> Box:
        """The band beyond those edges of the badge at which no other badge lies."""
        left = BLEED if column == 0 else 0
        right = BLEED if column == self.lies.columns - 1 else 0
        below = BLEED if row == self.lies.rows - 1 else 0
        return Box(band.left - left, band.top, band.wide + left + right, band.high + below)


def logo_of(design: BadgeDesign, box: Box, widest: float) -> Picture:
    """The meeting's own, else ours; as high as the box if it need not be wider than `widest` for that."""
    logo = design.logo
    if logo is None:
        return Picture(box, SVG, OUR_MARK.read_bytes(), "", to_left=True)
    content = logo.read()
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
        wide = min(box.high * picture.width / picture.height, widest)
    return Picture(replace(box, wide=max(wide, box.wide)), logo.media_type, content, "", to_left=True)


def qr(code: str) -> bytes:
    picture = io.BytesIO()
    segno.make(code, error="m", boost_error=False).save(picture, kind="svg", border=1, xmldecl=False, nl=False)
    return picture.getvalue()


def cut_marks(lies: Imposition) -> Sequence[Mark]:
    """Hairlines where the knife goes, beside the badges; where these reach the paper's edge, on the cut itself."""
    if lies.places == 1:
        return ()  # the printer sets its own beyond the edge
    format, paper = lies.format, lies.paper
    across = _cuts(lies.left, format.wide, lies.columns, paper.wide)
    down = _cuts(lies.top, format.high, lies.rows, paper.high)
    upright = [Box(x - HAIR / 2, y, HAIR, MARK_LENGTH) for x in across for y in _ends(lies.top, paper.high)]
    level = [Box(x, y - HAIR / 2, MARK_LENGTH, HAIR) for y in down for x in _ends(lies.left, paper.wide)]
    return [Mark(box) for box in (*upright, *level)]


def _ends(margin: float, length: float) -> tuple[float, float]:
    """Where the marks at both ends of a sheet begin."""
    inset = margin - MARK_GAP - MARK_LENGTH if margin else 0
    return inset, length - inset - MARK_LENGTH


def _cuts(margin: float, each: float, number: int, length: float) -> list[float]:
    """Where the knife goes; there is nothing to cut along the paper's own edge."""
    return [cut for n in range(number + 1) if 0 < (cut := margin + n * each) < length]
