"""The parts of WordprocessingML that python-docx has no words for."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as Docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.document import DocumentPart
from docx.section import Section
from docx.shape import InlineShape
from docx.shared import RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LANGUAGES = {"ja": "ja-JP", "en": "en-GB", "fr": "fr-FR", "es": "es-ES"}
THEME_FONTS = ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme")
FONTS = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")
AFTER_SHADING = tuple(
    f"w:{name}"
    for name in (
        "tabs",
        "suppressAutoHyphens",
        "kinsoku",
        "wordWrap",
        "overflowPunct",
        "topLinePunct",
        "autoSpaceDE",
        "autoSpaceDN",
        "bidi",
        "adjustRightInd",
        "snapToGrid",
        "spacing",
        "ind",
        "contextualSpacing",
        "mirrorIndents",
        "suppressOverlap",
        "jc",
        "textDirection",
        "textAlignment",
        "textboxTightWrap",
        "outlineLvl",
        "divId",
        "cnfStyle",
        "rPr",
        "sectPr",
        "pPrChange",
    )
)


def element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def language(lang: str) -> str:
    return LANGUAGES.get(lang, lang)


def set_default_language(word: Docx, lang: str, font: str) -> None:
    """Spelling language and font of everything that says nothing else."""
    defaults = word.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _set_fonts(defaults.find(qn("w:rFonts")), font)
    default = defaults.find(qn("w:lang"))
    default.set(qn("w:val"), language(lang))
    default.set(qn("w:eastAsia"), "ja-JP")


def set_language(run: CT_R, lang: str) -> None:
    run.get_or_add_rPr().append(element("lang", val=language(lang), eastAsia=language(lang)))


def plain(style: ParagraphStyle, font: str) -> None:
    """Free a style of the template's theme, frames, tab stops and letter spacing."""
    style.font.name = font
    _set_fonts(style.element.rPr.rFonts, font)
    for tag in ("w:pPr/w:pBdr", "w:pPr/w:tabs", "w:rPr/w:spacing"):
        for found in style.element.xpath(tag):
            found.getparent().remove(found)


def _set_fonts(fonts: BaseOxmlElement, name: str) -> None:
    for attribute in THEME_FONTS:
        fonts.attrib.pop(qn(attribute), None)
    for attribute in FONTS:
        fonts.set(qn(attribute), name)


def calm_grid(word: Docx) -> None:
    """Tables have thin grey lines between rows and none between columns."""
    for border in word.styles["Table Grid"].element.find(f".//{qn('w:tblBorders')}"):
        upright = border.tag in (qn("w:left"), qn("w:right"), qn("w:insideV"))
        border.set(qn("w:val"), "nil" if upright else "single")
        border.set(qn("w:color"), "A9BAB6")


def keep_whole(row: _Row) -> None:
    """The row is not divided between two pages."""
    row._tr.get_or_add_trPr().append(element("cantSplit"))


def repeat(row: _Row) -> None:
    """The row stands at the head of every page the table runs over."""
    row._tr.get_or_add_trPr().append(element("tblHeader"))


def shade_cell(cell: _Cell, color: str) -> None:
    cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=color))


def set_apart(paragraph: Paragraph, color: str, *, shaded: bool) -> None:
    """Rule a paragraph at the left in this colour, and shade it; neighbours so set apart run together to a box."""
    properties = paragraph._p.get_or_add_pPr()
    rule = element("pBdr")
    rule.append(element("left", val="single", sz="18", space="8", color=color))
    properties.insert_element_before(rule, "w:shd", *AFTER_SHADING)
    if shaded:
        properties.insert_element_before(element("shd", val="clear", color="auto", fill="F3F6F5"), *AFTER_SHADING)


def add_field(paragraph: Paragraph, instruction: str) -> None:
    """A value Word works out, such as PAGE."""
    for part in (*_field_start(instruction), _run("1"), _mark("end")):
        paragraph._p.append(part)


def wrap_in_field(paragraphs: Sequence[Paragraph], instruction: str) -> None:
    """Make paragraphs the present result of a field, to be renewed when the document is opened."""
    start = _field_start(instruction)
    start[0][0].set(qn("w:dirty"), "true")
    for part in reversed(start):
        paragraphs[0]._p.insert_element_before(part, "w:r")
    paragraphs[-1]._p.append(_mark("end"))


def _field_start(instruction: str) -> list[CT_R]:
    asked = element("instrText")
    asked.text = f" {instruction} "
    asked.set(qn("xml:space"), "preserve")
    run = element("r")
    run.append(asked)
    return [_mark("begin"), run, _mark("separate")]


def _mark(kind: str) -> CT_R:
    run = element("r")
    run.append(element("fldChar", fldCharType=kind))
    return run


def _run(text: str) -> CT_R:
    run = element("r")
    run.text = text
    return run


def link(paragraph: Paragraph, url: str) -> Run:
    """An empty run in `paragraph` that leads to `url`."""
    address = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    hyperlink = element("hyperlink")
    hyperlink.set(qn("r:id"), address)
    hyperlink.append(element("r"))
    paragraph._p.append(hyperlink)
    run = Run(hyperlink[0], paragraph)
    run.font.underline, run.font.color.rgb = True, RGBColor.from_string("00665A")
    return run


def restart_numbering(paragraphs: Sequence[Paragraph]) -> None:
    """Count these paragraphs from 1, whatever list came before."""
    numbering = cast(DocumentPart, paragraphs[0].part).numbering_part.element
    style: Any = cast(ParagraphStyle, paragraphs[0].style).element
    listed = numbering.num_having_numId(style.pPr.numPr.numId.val)
    number = numbering.add_num(listed.abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    for paragraph in paragraphs:
        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number.numId


def describe(picture: InlineShape, alt: str) -> None:
    picture._inline.docPr.set("descr", alt)


def without_times(file: bytes) -> bytes:
    """The same archive with no time of packing in it, so that equal documents are equal files."""
    packed = BytesIO()
    with ZipFile(BytesIO(file)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name), old.read(name), ZIP_DEFLATED)
    return packed.getvalue()


def set_columns(section: Section, columns: int, gap: int) -> None:
    """Set a section in `columns`, parted by `gap` (EMU)."""
    properties = section._sectPr
    for former in properties.findall(qn("w:cols")):
        properties.remove(former)
    made = element("cols", num=str(columns), space=str(gap // 635))
    later = [properties.find(qn(f"w:{name}")) for name in ("titlePg", "docGrid")]
    following = next((each for each in later if each is not None), None)
    properties.append(made) if following is None else following.addprevious(made)
