"""Pieces of one long paper as one PDF: pages numbered through, bookmarks in one tree, tags in one structure."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from pikepdf import (
    Array,
    ContentStreamInstruction,
    Name,
    ObjectStreamMode,
    Operator,
    OutlineItem,
    Page,
    Pdf,
    make_page_destination,
    parse_content_stream,
    unparse_content_stream,
)


class Piece(NamedTuple):
    """A PDF of ours, and the level of each of its headings in order: of each there is a bookmark."""

    content: bytes
    levels: tuple[int, ...]


class Bookmark(NamedTuple):
    level: int
    title: str
    page: int
    top: float


def pages_in(content: bytes) -> int:
    with Pdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)


def bound(pieces: Sequence[Piece], numbers: bytes) -> bytes:
    """The pieces one after the other; each bears what the page of `numbers` in its place bears."""
    whole = Pdf.open(BytesIO(pieces[0].content))
    bookmarks = list(_bookmarks(whole, pieces[0].levels, 0))
    for piece in pieces[1:]:
        with Pdf.open(BytesIO(piece.content)) as further:
            bookmarks += _bookmarks(further, piece.levels, len(whole.pages))
            _append(whole, further)
    _number(whole, numbers)
    _mark(whole, bookmarks)
    file = BytesIO()
    whole.save(file, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return file.getvalue()


def _bookmarks(pdf: Pdf, levels: Sequence[int], before: int) -> Iterator[Bookmark]:
    """Those of one piece, in order; `before` pages stand before it."""
    places = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=before)}
    with pdf.open_outline() as outline:
        for level, item in zip(levels, _flat(outline.root), strict=True):
            where: Any = item.destination
            yield Bookmark(level, str(item.title), places[where[0].objgen], float(where[3]))


def _flat(items: Iterable[OutlineItem]) -> Iterator[OutlineItem]:
    for item in items:
        yield item
        yield from _flat(item.children)


def _append(whole: Pdf, further: Pdf) -> None:
    """The pages, and the structure that the marks on them belong to under new numbers."""
    root, first = whole.Root.StructTreeRoot, len(whole.pages)
    shift = 1 + max(int(number) for number in root.ParentTree.Nums[::2])
    whole.pages.extend(further.pages)
    for page in list(whole.pages)[first:]:
        page.obj.StructParents = int(page.obj.StructParents) + shift
    added = whole.copy_foreign(further.Root.StructTreeRoot)
    for element in _listed(added.K):
        element.P = root
    root.K = Array([*_listed(root.K), *_listed(added.K)])
    moved = [value + shift if index % 2 == 0 else value for index, value in enumerate(added.ParentTree.Nums)]
    root.ParentTree.Nums = Array([*root.ParentTree.Nums, *moved])


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [value]


def _number(whole: Pdf, numbers: bytes) -> None:
    """Under the pages, as a sheet has a ground of white."""
    with Pdf.open(BytesIO(numbers)) as sheets:
        for page, sheet in zip(whole.pages, sheets.pages, strict=True):
            sheet.Contents = sheets.make_stream(unparse_content_stream([_unmarked(each) for each in _read(sheet)]))
            page.add_underlay(sheet, None)


def _read(sheet: Page) -> list[Any]:
    return list(parse_content_stream(sheet))


def _unmarked(instruction: Any) -> Any:
    """Marks of the structure become those of an artifact: a page number is no part of the text."""
    if instruction.operator == Operator("BDC"):
        return ContentStreamInstruction([Name.Artifact], Operator("BMC"))
    return instruction


def _mark(whole: Pdf, bookmarks: Iterable[Bookmark]) -> None:
    """One tree of bookmarks: each below the nearest before it of a higher level."""
    with whole.open_outline() as outline:
        outline.root.clear()
        above: list[tuple[int, list[OutlineItem]]] = [(0, outline.root)]
        for level, title, page, top in bookmarks:
            item = OutlineItem(title, make_page_destination(whole, page, "XYZ", left=0, top=top))
            while above[-1][0] >= level:
                above.pop()
            above[-1][1].append(item)
            above.append((level, item.children))
