"""How a DOCX looks: the sheet, its head and foot, and the styles that carry type size, weight and colour."""

from datetime import datetime, time
from typing import NamedTuple, cast

from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Row

from jcmevents.document import docx_xml
from jcmevents.document.blocks import Document

FONT = "BIZ UDPGothic"
INK, TEAL, GREY, RUST = (RGBColor.from_string(code) for code in ("1C2726", "005A4E", "4D5A58", "8C3A10"))
A4 = (Mm(210), Mm(297))
MARGIN = Mm(23)
LEADING = {"ja": 1.6}  # of running text; lines of Latin letters alone need less


class Look(NamedTuple):
    """Type size and space in points."""

    size: float = 10.5
    bold: bool = False
    color: RGBColor = INK
    before: float = 0
    after: float = 8
    align: WD_ALIGN_PARAGRAPH | None = None
    keep_with_next: bool = False
    indent: float = 0
    leading: float | None = None
    keep_together: bool = False


RIGHT, CENTER = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
LOOKS = {
    "Normal": Look(),
    "Heading 1": Look(18, True, before=6, after=18, keep_with_next=True),
    "Heading 2": Look(13, True, TEAL, before=18, after=6, keep_with_next=True),
    "Heading 3": Look(11.5, True, before=12, after=4, keep_with_next=True),
    "Heading 4": Look(10.5, True, GREY, before=8, after=2, keep_with_next=True),
    "TOC Heading": Look(13, True, TEAL, after=6, keep_with_next=True),
    "toc 2": Look(after=3),
    "toc 3": Look(10, after=2, indent=16),
    "toc 4": Look(9.5, after=2, indent=32),
    "Header": Look(8, color=GREY),
    "Footer": Look(8, color=GREY, align=CENTER),
    "Caption": Look(9.5, True, after=4, keep_with_next=True),
    "List Bullet": Look(after=3),
    "List Number": Look(after=3),
    "List Continue": Look(after=8),
    "Subtitle": Look(12, after=10),
    "Lead": Look(),
    "Document Date": Look(align=RIGHT),
    "Label": Look(11, True, TEAL, after=2, keep_with_next=True),
    "Number": Look(9, color=GREY),
    "Issuer": Look(align=RIGHT),
    "Note": Look(9, color=GREY),
    "Closing Words": Look(before=14),
    "Name": Look(bold=True, before=8, after=2, keep_with_next=True),
    "Line": Look(after=0),
    "Cell": Look(9.5, before=2.5, after=2.5, leading=1.25),
    "Entry": Look(9.5, after=5, leading=1.25, keep_together=True),
    "Figure Label": Look(8.5, color=GREY, before=3, after=0, leading=1.2),
    "Figure": Look(17, True, TEAL, after=3, leading=1.2),
    "Gap": Look(6, after=0, leading=1),
}
ROLES = {
    "lead": "Lead",
    "date": "Document Date",
    "label": "Label",
    "issuer": "Issuer",
    "note": "Note",
    "closing": "Closing Words",
    "number": "Number",
    "subtitle": "Subtitle",
}


def prepare(word: Docx, document: Document) -> None:
    """Make an opened template bear the document's properties, language, sheet and styles."""
    _describe(word, document)
    docx_xml.set_default_language(word, document.lang, FONT)
    for name, look in LOOKS.items():
        _style(word, name, look._replace(color=accent(document)) if look.color is TEAL else look)
    word.styles["Normal"].paragraph_format.line_spacing = LEADING.get(document.lang, 1.4)
    docx_xml.calm_grid(word)
    _lay_out(word.sections[0], document)


def accent(document: Document) -> RGBColor:
    """The colour of headings and rules."""
    return RGBColor.from_string(document.accent.lstrip("#").upper()) if document.accent else TEAL


def text_width(document: Document) -> int:
    """Of the sheet between its margins, in EMU."""
    return A4[document.orientation == "landscape"] - 2 * MARGIN


def style_head(row: _Row) -> None:
    docx_xml.repeat(row)
    for cell in row.cells:
        docx_xml.shade_cell(cell, "E8F1EF")
        for run in cell.paragraphs[0].runs:
            run.bold, run.font.color.rgb = True, TEAL


def _describe(word: Docx, document: Document) -> None:
    properties = word.core_properties
    properties.title, properties.subject, properties.identifier = document.title, document.subtitle, document.number
    properties.author = properties.last_modified_by = document.author
    properties.created = properties.modified = datetime.combine(document.created, time())
    properties.language, properties.comments, properties.revision = docx_xml.language(document.lang), "", 1


def _style(word: Docx, name: str, look: Look) -> None:
    style = _paragraph_style(word, name)
    docx_xml.plain(style, FONT)
    font = style.font
    font.size, font.bold, font.italic, font.color.rgb = Pt(look.size), look.bold, False, look.color
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.alignment, layout.keep_with_next = look.align, look.keep_with_next
    layout.left_indent = Pt(look.indent) if look.indent else layout.left_indent
    layout.line_spacing, layout.keep_together = look.leading, look.keep_together


def _paragraph_style(word: Docx, name: str) -> ParagraphStyle:
    if name in word.styles:
        return cast(ParagraphStyle, word.styles[name])
    style = cast(ParagraphStyle, word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    style.base_style = word.styles["Normal"]
    return style


def begin_columns(word: Docx, columns: int) -> None:
    """Set what follows in `columns`, on the same page."""
    section = word.add_section(WD_SECTION.CONTINUOUS)
    section.different_first_page_header_footer = False
    docx_xml.set_columns(section, columns, Mm(8))


def drop_to_cover(word: Docx) -> None:
    """Set the opening, all there is so far, as a cover: lower on the sheet, the date well below the title."""
    title, *others = word.paragraphs
    title.paragraph_format.space_before = Pt(170)
    for paragraph in others:
        if paragraph.style and paragraph.style.name in ("Document Date", "Issuer"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        if paragraph.style and paragraph.style.name == "Document Date":
            paragraph.paragraph_format.space_before = Pt(180)


def _lay_out(section: Section, document: Document) -> None:
    landscape = document.orientation == "landscape"
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = A4[landscape], A4[not landscape]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    section.different_first_page_header_footer = bool(document.cover and document.opening)
    head = section.header.paragraphs[0]
    head.paragraph_format.tab_stops.add_tab_stop(text_width(document), WD_TAB_ALIGNMENT.RIGHT)
    head.add_run(document.running_head)
    if document.notice:
        notice = head.add_run("\t" + document.notice)
        notice.bold, notice.font.color.rgb = True, RUST
    foot = section.footer.paragraphs[0]
    docx_xml.add_field(foot, "PAGE")
    foot.add_run(" / ")
    docx_xml.add_field(foot, "NUMPAGES")
