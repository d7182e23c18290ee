"""A name in any script is drawn by a font that has its letters, and can be copied out as it was written."""

import re
import subprocess
import unicodedata
from io import BytesIO

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from jcmevents.pdf import missing_glyphs, render_pdf
from tests.pdf.names import NAMES

UNKNOWN = "\ue000"  # of private use: no font should have it
DIRECTIONS = re.compile("[\u202a-\u202e]")  # pdftotext writes them round text from right to left


def page(name):
    return f'<link rel=stylesheet href="asset:page.css"><p>{name}</p><p><strong>{name}</strong></p>'


def lines(pdf):
    command = ["pdftotext", "-", "-"]
    said = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    return [line.strip() for line in DIRECTIONS.sub("", said).splitlines() if line.strip()]


def glyphs(pdf):
    """Every glyph that is drawn: the font embedded for it, and its number there."""
    for sheet in pdf.pages:
        font = None
        for instruction in pikepdf.parse_content_stream(sheet):
            if str(instruction.operator) == "Tf":
                font = sheet.Resources.Font[str(instruction.operands[0])].DescendantFonts[0].FontDescriptor
            elif str(instruction.operator) == "TJ":
                drawn = b"".join(bytes(piece) for piece in instruction.operands[0] if isinstance(piece, pikepdf.String))
                yield from ((font, drawn[at : at + 2]) for at in range(0, len(drawn), 2))


def empty_boxes(content):
    """How many glyphs are drawn that the font embedded for them does not have."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return sum(not _has_glyph(font, int.from_bytes(number)) for font, number in glyphs(pdf))


def _has_glyph(descriptor, number):
    file = descriptor.get("/FontFile2") or descriptor.get("/FontFile3")
    return 0 < number < TTFont(BytesIO(file.read_bytes()))["maxp"].numGlyphs


@pytest.mark.parametrize("script", NAMES)
def test_name_is_drawn_without_empty_boxes_and_read_back_as_written(script):
    name = NAMES[script]
    assert name == unicodedata.normalize("NFC", name)
    content = render_pdf(page(name), lang="en")
    assert lines(content)[:2] == [name, name]
    assert (empty_boxes(content), missing_glyphs(name)) == (0, [])


def test_letter_without_a_font_is_an_empty_box_and_is_named():
    assert empty_boxes(render_pdf(page(f"A{UNKNOWN}B"), lang="en")) == 2  # regular and bold
    assert missing_glyphs(f"A{UNKNOWN}B{UNKNOWN}") == [UNKNOWN]


def test_white_space_and_what_is_never_drawn_is_not_missing():
    assert missing_glyphs("a b\tc\n\u200d\u2060\ufe0f葛\U000e0100") == []


def test_cyrillic_letters_are_not_as_wide_as_kanji():
    """BIZ UDPGothic has them for Japanese typesetting."""
    with pikepdf.open(BytesIO(render_pdf(page("Дмитрий 𠮷 東京"), lang="ja"))) as pdf:
        fonts = {str(font.FontName).partition("+")[2] for font, _ in glyphs(pdf)}
    assert {"BIZ-UDPGothic", "Noto-Sans", "Noto-Sans-CJK-JP"} <= fonts
