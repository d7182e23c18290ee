"""What a document is made of.

A document is a title and a sequence of blocks; it knows no format. Where a block takes text (`Runs`) it takes a plain
string, one run, or a sequence of both: `Paragraph(["See ", Link("the agreement", url), "."])`. A line feed in text is a
line break. Sequences are stored as tuples, so that a document is a value: comparable, hashable, safe to cache.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count, groupby
from typing import ClassVar, Literal

from jcmevents.document.runs import Runs, Value, flat
from jcmevents.text import written_date

Kind = Literal["release", "summary", "outline", "roster", "participants", "agenda", "door", "letter"]
Rank = Literal["", "band", "part", "quiet"]


@dataclass(frozen=True)
class Heading(Value):
    """A heading of level 1 to 4. Level 1 is the document's title: there is one. The document fills in `id`.

    A table of contents lists levels 2 and 3, and what is `listed` besides.
    """

    kind: ClassVar[str] = "heading"
    text: Runs
    level: int = 2
    id: str = ""
    listed: bool = False


@dataclass(frozen=True)
class Paragraph(Value):
    """A paragraph; `role` says what it is in the document, the renderers decide what that looks like."""

    kind: ClassVar[str] = "paragraph"
    text: Runs
    role: Literal["", "lead", "date", "label", "issuer", "note", "closing", "number", "subtitle"] = ""


@dataclass(frozen=True)
class NamedItem(Value):
    """An item with a title of its own. Neighbours become one list."""

    kind: ClassVar[str] = "named_item"
    title: Runs
    text: Runs


@dataclass(frozen=True)
class ListBlock(Value):
    """A list; the marks are the renderers' business."""

    kind: ClassVar[str] = "list"
    items: Sequence[Runs | NamedItem]
    ordered: bool = False


@dataclass(frozen=True)
class Reference(Value):
    """Background told apart from the news: a title and its paragraphs."""

    kind: ClassVar[str] = "reference"
    title: Runs
    paragraphs: Sequence[Runs]


@dataclass(frozen=True)
class Table(Value):
    """A table. `widths` in percent, multiples of 5; `numeric` columns are set flush right; `header_column` is the index
    of the column that names its row. `ranks` says which rows head others ("band"), belong to them ("part"), or stand
    back ("quiet")."""

    kind: ClassVar[str] = "table"
    head: Sequence[Runs]
    rows: Sequence[Sequence[Runs]]
    caption: Runs = ""
    widths: Sequence[int] = ()
    numeric: Sequence[int] = ()
    header_column: int | None = None
    ranks: Sequence[Rank] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.ranks and len(self.ranks) != len(self.rows):
            raise ValueError("a table has a rank for each row, or none")
        columns = {len(row) for row in (self.head, *self.rows) if row} | ({len(self.widths)} - {0})
        if len(columns) > 1:
            raise ValueError(f"the rows and widths of a table differ in length: {sorted(columns)}")
        if any(width % 5 for width in self.widths):
            raise ValueError("widths are multiples of 5 percent")


@dataclass(frozen=True)
class KeyValues(Value):
    """Names and their values, such as the particulars of a meeting."""

    kind: ClassVar[str] = "key_values"
    pairs: Sequence[tuple[Runs, Runs]]


@dataclass(frozen=True)
class Contact(Value):
    """Whom to ask; each line stands on its own."""

    kind: ClassVar[str] = "contact"
    heading: Runs
    lines: Sequence[Runs]


@dataclass(frozen=True)
class Entry(Value):
    """A person in a list: the name, below it what is said of the person, each on a line of its own."""

    kind: ClassVar[str] = "entry"
    name: Runs
    lines: Sequence[Runs] = ()


@dataclass(frozen=True)
class Figures(Value):
    """Counts to be seen at a glance: (label, value)."""

    kind: ClassVar[str] = "figures"
    items: Sequence[tuple[Runs, Runs]]


@dataclass(frozen=True)
class Image(Value):
    """A PNG or JPEG picture, `alt` for those who do not see it."""

    kind: ClassVar[str] = "image"
    alt: str
    data: bytes = field(repr=False)
    caption: Runs = ""

    @property
    def media_type(self) -> str:
        return "image/png" if self.data.startswith(b"\x89PNG") else "image/jpeg"


@dataclass(frozen=True)
class PageBreak(Value):
    """What follows starts on a new page."""

    kind: ClassVar[str] = "page_break"


@dataclass(frozen=True)
class Box(Value):
    """Blocks set apart: the standing text about the issuer (boilerplate), something to be noticed (callout), what
    somebody said (quote), or blocks that are set in columns."""

    kind: ClassVar[str] = "box"
    blocks: Sequence["Block"]
    role: Literal["boilerplate", "callout", "quote", "columns"] = "callout"


Block = (
    Heading
    | Paragraph
    | NamedItem
    | ListBlock
    | Reference
    | Table
    | KeyValues
    | Contact
    | Entry
    | Figures
    | Image
    | PageBreak
    | Box
)


@dataclass(frozen=True)
class Document(Value):
    """Something handed out, in one language or `parallel` in two.

    `created` is the date it bears and the date in its properties. `running_head` and `notice` (such as "Demonstration
    data") stand in the margin of every page and are not part of the text, nor is `masthead`, the head of the issuer's
    paper above all, nor `watermark`, which lies across every page of paper. `accent` is the colour ("#1b3a6b") of
    headings and rules in files, where it is not the usual one. Without a level 1 heading among its blocks the document
    opens with number, title (or `heading`, the title as it is set), subtitle, date and author: on a page of their own
    when `cover` is set.
    A document may be a `piece` of a longer one, whose pages are numbered when all are together (see `pieces`).
    """

    title: str
    lang: str
    blocks: Sequence[Block]
    kind: Kind = field(kw_only=True)
    author: str = field(kw_only=True)
    created: date = field(kw_only=True)
    heading: Runs = field(default="", kw_only=True)
    subtitle: str = field(default="", kw_only=True)
    number: str = field(default="", kw_only=True)
    masthead: Image | None = field(default=None, kw_only=True)
    accent: str = field(default="", kw_only=True)
    running_head: str = field(default="", kw_only=True)
    notice: str = field(default="", kw_only=True)
    watermark: str = field(default="", kw_only=True)
    cover: bool = field(default=False, kw_only=True)
    toc: bool = field(default=False, kw_only=True)
    parallel: bool = field(default=False, kw_only=True)
    orientation: Literal["portrait", "landscape"] = field(default="portrait", kw_only=True)
    piece: Literal["", "first", "further"] = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "blocks", _arranged(self.blocks, (f"section-{n}" for n in count(1))))

    @property
    def opening(self) -> tuple[Block, ...]:
        if self.piece == "further" or any(heading.level == 1 for heading in self.headings):
            return ()
        roles = {"number": self.number, "subtitle": self.subtitle, "date": self.date, "issuer": self.author}
        number, *others = (Paragraph(text, role) for role, text in roles.items())  # type: ignore[arg-type]
        opening: tuple[Heading | Paragraph, ...] = (number, Heading(self.heading or self.title, 1, "title"), *others)
        return tuple(block for block in opening if block.text)

    @property
    def date(self) -> str:
        """The day it bears, as written in its language."""
        return written_date(self.created, self.lang)

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(_headings(self.blocks))

    @property
    def contents(self) -> tuple[Heading, ...]:
        """What a table of contents lists: sections, not boxes."""
        headings = (block for block in self.blocks if isinstance(block, Heading))
        return tuple(heading for heading in headings if heading.level in (2, 3) or heading.listed)


def _arranged(blocks: Sequence[Block], ids: Iterator[str]) -> tuple[Block, ...]:
    """Headings get an id, neighbouring named items become one list."""
    arranged: list[Block] = []
    for kind, group in groupby(blocks, key=type):
        if kind is NamedItem:
            arranged.append(ListBlock(tuple(group)))  # type: ignore[arg-type]
        else:
            arranged += (_with_ids(block, ids) for block in group)
    return tuple(arranged)


def _with_ids(block: Block, ids: Iterator[str]) -> Block:
    if isinstance(block, Heading):
        return replace(block, id=block.id or next(ids))
    return replace(block, blocks=_arranged(block.blocks, ids)) if isinstance(block, Box) else block


def _headings(blocks: Sequence[Block]) -> Iterator[Heading]:
    for block in blocks:
        if isinstance(block, Heading):
            yield block
        elif isinstance(block, Box):
            yield from _headings(block.blocks)


def lines(block: Block) -> Iterator[str]:
    """The text of a block as it is read, without marks."""
    for value in _texts(block):
        if line := flat(value):
            yield line


def _texts(block: Block) -> Iterator[Runs]:
    match block:
        case Heading(text=text) | Paragraph(text=text):
            yield text
        case NamedItem(title=title, text=text):
            yield from (title, text)
        case ListBlock(items=items):
            for item in items:
                yield from _texts(item) if isinstance(item, NamedItem) else (item,)
        case (
            Reference(title=heading, paragraphs=rest)
            | Contact(heading=heading, lines=rest)
            | Entry(name=heading, lines=rest)
        ):
            yield from (heading, *rest)
        case Table(head=head, rows=rows, caption=caption):
            yield from (caption, *head, *(cell for row in rows for cell in row))
        case KeyValues(pairs=pairs) | Figures(items=pairs):
            yield from (text for pair in pairs for text in pair)
        case Image(caption=caption):
            yield caption
        case Box(blocks=blocks):
            yield from (line for inner in blocks for line in lines(inner))


def plain_text(document: Document) -> str:
    """All the words of the document in reading order, a line for each piece: what every format must say."""
    return "\n".join(line for block in (*document.opening, *document.blocks) for line in lines(block))
