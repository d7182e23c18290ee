"""Two language versions of one document as one, paragraph beside paragraph."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, zip_longest

from jcmevents.document.blocks import Block, Document, Figures, Heading, KeyValues, PageBreak, Paragraph, Table, lines
from jcmevents.document.runs import Runs, Strong, Text, flat, runs

Section = tuple[Heading | None, list[Block]]

NAMES = {"en": "English", "ja": "日本語", "fr": "Français", "es": "Español"}


def side_by_side(left: Document, right: Document) -> Document:
    """Two language versions of one document, paragraph beside paragraph. Both are made of the same data."""
    number = " / ".join(dict.fromkeys(filter(None, (left.number, right.number))))
    subtitle = "\n".join(filter(None, (left.subtitle, right.subtitle)))
    return Document(
        title=f"{left.title} / {right.title}",
        heading=[left.title, "\n", Text(right.title, lang=right.lang)],
        lang=left.lang,
        blocks=list(_paired(left, right)),
        kind=left.kind,
        author=left.author,
        created=left.created,
        subtitle=subtitle,
        number=number,
        running_head=left.running_head,
        notice=left.notice,
        cover=left.cover,
        toc=left.toc,
        parallel=True,
    )


def _paired(left: Document, right: Document) -> Iterator[Block]:
    """Heading by heading; what stands between two headings becomes a table of two columns."""
    nothing: Section = (None, [])
    sections = zip_longest(_sections(left), _sections(right), fillvalue=nothing)
    heads = (_language(left.lang, left.lang), _language(right.lang, left.lang))
    for (one, ones), (other, others) in sections:
        if head := one or other:
            words: list[str | Text] = [
                *runs(one.text if one else ""),
                " / ",
                *_in(right.lang, other.text if other else ""),
            ]
            yield Heading(words, head.level, listed=head.listed)
        texts = (_rows_of(ones), _rows_of(others))
        rows = [(a, _in(right.lang, b)) for a, b in zip_longest(*texts, fillvalue="")]
        if rows:
            yield Table(head=heads, rows=rows, widths=(50, 50))


def _rows_of(blocks: list[Block]) -> list[Runs]:
    """What stands in a row by itself; a label stands in one with what follows it, so that no page ends with it."""
    rows: list[Runs] = []
    label: list[str | Text] = []
    for block in blocks:
        for row in _rows(block):
            rows.append([*label, *runs(row)] if label else row)
            label = []
        if isinstance(block, Paragraph) and block.role == "label":
            label = [*runs(rows.pop()), "\n"]
    return [*rows, *([label[:-1]] if label else [])]


def _rows(block: Block) -> Iterator[Runs]:
    """Names with their values, else line by line."""
    if isinstance(block, KeyValues | Figures):
        pairs = block.pairs if isinstance(block, KeyValues) else block.items
        yield from ((Strong(flat(name)), Text("\n"), Text(flat(value))) for name, value in pairs)
    elif isinstance(block, Paragraph) and block.role == "label":
        yield from (Strong(line) for line in lines(block))
    elif isinstance(block, Table):
        yield from _table_rows(block)
    else:
        yield from lines(block)


def _table_rows(table: Table) -> Iterator[Runs]:
    """Row by row, the first cell above the others, the caption above the first row; two columns need no names."""
    head = (table.head,) if len(table.head) > 2 else ()
    above = [Strong(f"{flat(table.caption)}\n")] if flat(table.caption) else []
    for first, *others in (*head, *table.rows):
        yield [*above, Strong(flat(first)), *(Text(f"\n{flat(each)}") for each in others if flat(each))]
        above = []


def _language(code: str, reader: str) -> Text:
    return Text(NAMES.get(code, code), lang=None if code == reader else code)


def _in(lang: str, text: Runs) -> list[Text]:
    return [replace(run, lang=run.lang or lang) for run in runs(text)]


def _without_breaks(blocks: list[Block]) -> list[Block]:
    return [block for block in blocks if not isinstance(block, PageBreak)]


def _sections(document: Document) -> Iterator[Section]:
    """Each heading with the blocks below it."""
    heading: Heading | None = None
    for is_heading, group in groupby(document.blocks, key=lambda block: isinstance(block, Heading)):
        blocks = list(group)
        if not is_heading:
            yield heading, _without_breaks(blocks)
            heading = None
            continue
        for block in blocks:
            if heading is not None:
                yield heading, []
            heading = block if isinstance(block, Heading) else None
    if heading is not None:
        yield heading, []
