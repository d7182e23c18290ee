"""A document as plain text: the words, blank lines between blocks, "- " before items, nothing else added."""

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from jcmevents.document.blocks import (
    Block,
    Box,
    Document,
    Figures,
    KeyValues,
    ListBlock,
    NamedItem,
    Paragraph,
    Table,
    lines,
)
from jcmevents.document.runs import Runs, flat

PAGE_WIDTH = 100  # columns; a wider table is set with tabs


def as_txt(document: Document) -> str:
    return "\n\n".join(_chunks((*document.opening, *document.blocks))) + "\n"


def _chunks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Box):
            yield from _chunks(block.blocks)
        elif chunk := _chunk(block):
            yield chunk


def _chunk(block: Block) -> str:
    match block:
        case ListBlock(items=items, ordered=ordered):
            return "\n".join(_item(item, f"{n}. " if ordered else "- ") for n, item in enumerate(items, 1))
        case Table(head=head, rows=rows, caption=caption):
            return "\n".join(filter(None, [flat(caption), *_columns([row for row in (head, *rows) if row])]))
        case KeyValues(pairs=pairs) | Figures(items=pairs):
            return "\n".join(_columns(pairs))
        case Paragraph(text=text):
            return flat(text)
    return "\n".join(lines(block)) if block.kind in ("contact", "entry") else "\n\n".join(lines(block))


def _item(item: Runs | NamedItem, mark: str) -> str:
    text = "\n".join(lines(item)) if isinstance(item, NamedItem) else flat(item)
    return mark + text.replace("\n", "\n" + " " * len(mark))


def _columns(rows: Sequence[Sequence[Runs]]) -> list[str]:
    """Rows with their columns below each other, or parted by tabs when they do not fit on a line."""
    cells = [[" ".join(flat(cell).split("\n")) for cell in row] for row in rows]
    widths = [max(map(_width, column)) + 2 for column in zip(*cells, strict=True)]
    if sum(widths) > PAGE_WIDTH:
        return ["\t".join(row) for row in cells]
    return [
        "".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _width(text: str) -> int:
    """Columns on a screen of fixed pitch: East Asian characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
