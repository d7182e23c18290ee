"""The agenda in two languages at once: what stands in one stands beside it in the other, at one time."""

from dataclasses import replace
from datetime import date

from flask_babel import force_locale, gettext

from jcmevents.agenda.document import agenda_document
from jcmevents.agenda.programme import Programme
from jcmevents.document import Block, Document, Heading, Paragraph, Runs, Table, Text
from jcmevents.document.runs import flat, runs
from jcmevents.document.side_by_side import NAMES

TWO = ("en", "ja")  # the languages of the house
BOTH = "both"  # what is asked for instead of a language


def agenda_side_by_side(programme: Programme, on: date, *, is_draft: bool = False) -> Document:
    """The agenda in the languages of the house, bearing the date `on`."""
    left, right = (agenda_document(programme, lang, on, is_draft=is_draft) for lang in TWO)
    with force_locale(TWO[0]):
        author = gettext("Article 6 Implementation Partnership Center (A6IP Center)")
    return replace(
        left,
        orientation="landscape",
        blocks=[_paired(*pair) for pair in zip(left.blocks, right.blocks, strict=True)],
        author=author,
        number=_beside(left.number, right.number),
        subtitle=_beside(
            right.title if right.title != left.title else "", _beside(left.subtitle, right.subtitle), "\n"
        ),
        notice=_beside(left.notice, right.notice),
    )


def _beside(one: str, other: str, between: str = " / ") -> str:
    """Both, or one where they are the same."""
    return between.join(dict.fromkeys(filter(None, (one, other))))


def _paired(one: Block, other: Block) -> Block:
    """One block of two that say the same. Both documents are made of the same programme, block by block."""
    match one, other:
        case Table(), Table():
            return _table(one, other)
        case ((Heading() | Paragraph()), (Heading() | Paragraph())):
            return replace(one, text=_both(one.text, other.text, " / " if isinstance(one, Heading) else "\n"))
    raise TypeError(f"an agenda has no {type(one).__name__}")


def _table(one: Table, other: Table) -> Table:
    """Time, the programme in each language, and the room where rooms are named."""
    head = (_both(one.head[0], other.head[0]), *map(_name, TWO), *map(_both, one.head[2:], other.head[2:]))
    rows = [
        (
            row[0],
            row[1],
            _in_other(beside[1]),
            *(_both(*rooms, "\n") for rooms in zip(row[2:], beside[2:], strict=True)),
        )
        for row, beside in zip(one.rows, other.rows, strict=True)
    ]
    widths = (15, 35, 35, 15) if len(head) == 4 else (20, 40, 40)
    return Table(head, rows, caption=_both(one.caption, other.caption), widths=widths, ranks=one.ranks)


def _name(lang: str) -> Text:
    return Text(NAMES[lang], lang=None if lang == TWO[0] else lang)


def _both(one: Runs, other: Runs, between: str = " / ") -> Runs:
    same = flat(one) == flat(other)
    return one if same or not flat(other) else (*runs(one), Text(between), *_in_other(other))


def _in_other(text: Runs) -> tuple[Text, ...]:
    return tuple(replace(run, lang=run.lang or TWO[1]) for run in runs(text))
