"""Papers too long to be set at once: set piece by piece, so that memory stays within bounds, then put together."""

from collections.abc import Callable, Sequence

from jcmevents.document.blocks import Document
from jcmevents.document.html import pdf
from jcmevents.pdf import render_pdf
from jcmevents.pdf.binding import Piece, bound, pages_in

Report = Callable[[int, int], None]


def pdf_of_pieces(pieces: Sequence[Document], report: Report) -> bytes:
    """The pieces as one PDF, its pages numbered through, its bookmarks and tags whole; `report(done, total)`."""
    steps, made = len(pieces) + 1, []
    for number, piece in enumerate(pieces, start=1):
        made.append(Piece(pdf(piece), tuple(heading.level for heading in (*_title(piece), *piece.headings))))
        report(number, steps)
    whole = bound(made, _numbers(sum(pages_in(piece.content) for piece in made), pieces[0].lang))
    report(steps, steps)
    return whole


def _title(piece: Document) -> list:
    return [block for block in piece.opening if block.kind == "heading"]


def _numbers(pages: int, lang: str) -> bytes:
    """As many pages, with nothing on them but their numbers."""
    head = '<title>-</title><link rel="stylesheet" href="asset:page.css">'
    breaks = '<div class="page-break"></div>' * (pages - 1)
    return render_pdf(f"<!DOCTYPE html><html><head>{head}</head><body>{breaks}<div></div></body></html>", lang=lang)
