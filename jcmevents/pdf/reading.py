"""Text that is copied out and read aloud as it was written.

A PDF holds glyphs. Where marks are stacked on letters, as in Khmer, readers guess the text from the places of the
glyphs and guess wrong: such text is given itself (ActualText) beside its glyphs. Text from right to left is not: what
reads ActualText as glyphs, as pdftotext does, would turn it round.
"""

from typing import Any
from unicodedata import bidirectional, category

import pydyf  # type: ignore[import-untyped]
from weasyprint import draw

_draw_glyphs = draw.draw_text


def install() -> None:
    """From now on this process writes PDFs so. WeasyPrint has no setting for it, so its drawing of text is wrapped."""
    draw.draw_text = _draw_with_text


def _draw_with_text(stream: Any, textbox: Any, *arguments: Any) -> None:
    if not _is_guessed_wrong(textbox.text):
        _draw_glyphs(stream, textbox, *arguments)
        return
    stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(textbox.text)}))
    _draw_glyphs(stream, textbox, *arguments)
    stream.end_marked_content()


def _is_guessed_wrong(text: str) -> bool:
    return not text.isascii() and any(map(_is_mark, text)) and not any(map(_is_from_right_to_left, text))


def _is_mark(character: str) -> bool:
    return category(character) in ("Mn", "Mc", "Cf")


def _is_from_right_to_left(character: str) -> bool:
    return bidirectional(character) in ("R", "AL")
