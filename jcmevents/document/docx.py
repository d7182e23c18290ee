"""A document as DOCX, with real headings, lists and tables, so that it can be worked on and read aloud."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document as open_template
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Emu
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocxParagraph
from flask_babel import force_locale, gettext

from jcmevents.document import docx_layout, docx_xml
from jcmevents.document.blocks import (
    Block,
    Box,
    Contact,
    Document,
    Entry,
    Figures,
    Heading,
    Image,
    KeyValues,
    ListBlock,
    NamedItem,
    PageBreak,
    Paragraph,
    Reference,
    Table,
)
from jcmevents.document.runs import Link, Runs, Strong, Text, flat, runs

COLUMNS = 2  # as on paper


def docx(document: Document) -> bytes:
    word = open_template()
    docx_layout.prepare(word, document)
    printer = _Printer(word, docx_layout.text_width(document), str(docx_layout.accent(document)))
    if document.masthead:
        printer.print_image(document.masthead)
    printer.print_all(document.opening)
    if document.opening and document.cover:
        docx_layout.drop_to_cover(word)
        word.add_page_break()
    if document.toc:
        _contents(word, document)
    printer.print_all(document.blocks)
    return _packed(word)


def _packed(word: Docx) -> bytes:
    file = BytesIO()
    word.save(file)
    return docx_xml.without_times(file.getvalue())


def _contents(word: Docx, document: Document) -> None:
    """A list of contents that Word brings up to date; until then it holds the headings without page numbers."""
    with force_locale(document.lang):
        word.add_paragraph(gettext("Contents"), "TOC Heading")
    entries = [word.add_paragraph(flat(heading.text), f"toc {heading.level}") for heading in document.contents]
    if entries:
        deepest = max(heading.level for heading in document.contents)
        docx_xml.wrap_in_field(entries, rf'TOC \o "2-{max(3, deepest)}" \h \z \u')


class _Printer:
    """Prints blocks into a Word document whose text is `width` wide (EMU), with rules in the colour `accent`."""

    def __init__(self, word: Docx, width: int, accent: str) -> None:
        self.word = word
        self.width = width
        self.accent = accent

    def print_all(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            getattr(self, f"print_{block.kind}")(block)

    def paragraph(self, text: Runs, style: str | None = None) -> DocxParagraph:
        return write(self.word.add_paragraph(style=style), text)

    def print_heading(self, heading: Heading) -> None:
        self.paragraph(heading.text, f"Heading {heading.level}")

    def print_paragraph(self, paragraph: Paragraph) -> None:
        self.paragraph(paragraph.text, docx_layout.ROLES.get(paragraph.role, "Normal"))

    def print_list(self, block: ListBlock) -> None:
        style = "List Number" if block.ordered else "List Bullet"
        printed = [self._item(item, style) for item in block.items]
        if block.ordered and printed:
            docx_xml.restart_numbering(printed)

    def _item(self, item: Runs | NamedItem, style: str) -> DocxParagraph:
        if not isinstance(item, NamedItem):
            return self.paragraph(item, style)
        named = self.paragraph(item.title, style)
        for run in named.runs:
            run.bold = True
        named.paragraph_format.keep_with_next = True
        self.paragraph(item.text, "List Continue")
        return named

    def print_reference(self, reference: Reference) -> None:
        self.paragraph(reference.title, "Name")
        for paragraph in reference.paragraphs:
            self.paragraph(paragraph)

    def print_contact(self, contact: Contact) -> None:
        self.paragraph(contact.heading, "Name")
        for line in contact.lines:
            self.paragraph(line, "Line")

    def print_entry(self, entry: Entry) -> None:
        printed = write(self.word.add_paragraph(), _lines([Strong(flat(entry.name)), *entry.lines]))
        printed._p.style = "Entry"  # by its id, as cells are: a list may hold 17,000 people

    def print_table(self, block: Table) -> None:
        if block.caption:
            self.paragraph(block.caption, "Caption")
        rows = [row for row in (block.head, *block.rows) if row]
        if not rows:
            return
        table = self._table(rows, block.widths, block.numeric, block.header_column)
        if block.head:
            docx_layout.style_head(table.rows[0])

    def print_key_values(self, block: KeyValues) -> None:
        if block.pairs:
            self._table(block.pairs, (25, 75), header_column=0)

    def print_figures(self, block: Figures) -> None:
        """A row of cells, in each a label and below it the count."""
        if not block.items:
            return
        table = self._table([[""] * len(block.items)])
        for cell, (label, value) in zip(table.rows[0].cells, block.items, strict=True):
            write(cell.paragraphs[0], label).style = "Figure Label"
            write(cell.add_paragraph(style="Figure"), value)

    def _table(
        self,
        rows: Sequence[Sequence[Runs]],
        widths: Sequence[int] = (),
        numeric: Sequence[int] = (),
        header_column: int | None = None,
    ) -> DocxTable:
        columns = len(rows[0])
        table = self.word.add_table(len(rows), columns, "Table Grid")
        table.autofit = False
        shares = [width / 100 for width in widths] or [1 / columns] * columns
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Emu(int(self.width * share))
        for printed, row in zip(table.rows, rows, strict=True):
            docx_xml.keep_whole(printed)
            for index, (cell, text) in enumerate(zip(printed.cells, row, strict=True)):
                cell.width = Emu(int(self.width * shares[index]))
                _fill(cell, text, flush_right=index in numeric, bold=index == header_column)
        self.word.add_paragraph(style="Gap")
        return table

    def print_image(self, image: Image) -> None:
        picture = self.word.add_picture(BytesIO(image.data))
        if picture.width > self.width:
            picture.height, picture.width = Emu(picture.height * self.width // picture.width), Emu(self.width)
        docx_xml.describe(picture, image.alt)
        if image.caption:
            self.paragraph(image.caption, "Caption")

    def print_page_break(self, _: PageBreak) -> None:
        self.word.add_page_break()

    def print_box(self, box: Box) -> None:
        if box.role == "columns":
            self._print_columns(box)
            return
        before = len(self.word.paragraphs)
        self.print_all(box.blocks)
        for paragraph in self.word.paragraphs[before:]:
            docx_xml.set_apart(paragraph, self.accent, shaded=box.role != "quote")

    def _print_columns(self, box: Box) -> None:
        docx_layout.begin_columns(self.word, COLUMNS)
        self.print_all(box.blocks)
        docx_layout.begin_columns(self.word, 1)


def _lines(texts: Sequence[Runs]) -> list[str | Text]:
    """The texts as one, a line feed between them."""
    joined = [run for text in texts for run in (*runs(text), Text("\n"))]
    return [*joined[:-1]]


def write(paragraph: DocxParagraph, text: Runs) -> DocxParagraph:
    """Add runs to a paragraph; a line feed becomes a line break."""
    for run in runs(text):
        if isinstance(run, Link) and run.url:
            written = docx_xml.link(paragraph, run.url)
            written.text = run.text
        else:
            written = paragraph.add_run(run.text)
            written.bold = isinstance(run, Strong) or None
        if run.lang:
            docx_xml.set_language(written._r, run.lang)
    return paragraph


def _fill(cell: _Cell, text: Runs, flush_right: bool, bold: bool) -> None:
    paragraph = write(cell.paragraphs[0], text)
    paragraph._p.style = "Cell"  # by its id: to look a style up by name takes a millisecond, a roster has 7,000 cells
    if flush_right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for run in paragraph.runs if bold else ():
        run.bold = True
