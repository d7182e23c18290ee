"""The list of participants as intergovernmental secretariats publish it: by delegation, lines that
are missing simply absent, no titles of rank beside the names, a table of numbers in front."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext, ngettext

from jcmevents.document import Block, Box, Document, Heading, PageBreak, Paragraph, Strong, Table
from jcmevents.document import Entry as Printed
from jcmevents.record.attending import Stage
from jcmevents.record.participants import Entry, ParticipantList, Readers
from jcmevents.record.parts import Part
from jcmevents.record.wording import particulars
from jcmevents.text import current_language, localized, written_date, written_instant

PIECE = 1_500  # people; a longer list is set in pieces of about so many
Row = tuple[str, int, int]  # group, delegations, people


def participants_document(listed: ParticipantList, at: datetime) -> Document:
    """The list for the participants, in the reader's language. `at` is the instant it is made."""
    return _document(listed, at, (*_front(listed, at), PageBreak(), *participants_blocks(listed, level=2)))


def participants_pieces(listed: ParticipantList, at: datetime) -> list[Document]:
    """The same list in pieces for paper: its front, then some delegations of one part each. A short one is whole."""
    if listed.people <= PIECE:
        return [participants_document(listed, at)]
    front = replace(_document(listed, at, tuple(_front(listed, at))), piece="first")
    return [front, *(_piece(front, part, portion) for part, entries in listed.parts for portion in _portions(entries))]


def _document(listed: ParticipantList, at: datetime, blocks: tuple[Block, ...]) -> Document:
    titles = {
        Stage.PROVISIONAL: gettext("%(meeting)s: provisional list of participants", meeting=_title(listed)),
        Stage.FINAL: gettext("%(meeting)s: list of participants", meeting=_title(listed)),
    }
    return Document(blocks=blocks, kind="participants", **particulars(listed.meeting, titles[listed.stage], at))


def _portions(entries: Iterable[Entry]) -> Iterator[tuple[bool, list[Entry]]]:
    """Delegations in portions of about PIECE people, and whether it is the first of them."""
    portion: list[Entry] = []
    is_first = True
    for entry in entries:
        if portion and sum(len(each.people) for each in (*portion, entry)) > PIECE:
            yield is_first, portion
            portion, is_first = [], False
        portion.append(entry)
    yield is_first, portion


def _piece(front: Document, part: Part, portion: tuple[bool, list[Entry]]) -> Document:
    is_first, entries = portion
    if is_first:
        return replace(front, piece="further", blocks=tuple(_part(part, entries, level=2)))
    head = f"{front.running_head}  ·  {part.label}"
    return replace(front, piece="further", blocks=(_columns(entries, level=3),), running_head=head)


def participants_blocks(listed: ParticipantList, level: int) -> Iterator[Block]:
    """The delegations with their people; `level` is that of the headings of the parts."""
    for part, entries in listed.parts:
        yield from _part(part, entries, level)


def _part(part: Part, entries: Iterable[Entry], level: int) -> Iterator[Block]:
    yield Heading(part.label, level)
    yield _columns(entries, level + 1)


def _columns(entries: Iterable[Entry], level: int) -> Box:
    return Box([block for entry in entries for block in _delegation(entry, level)], role="columns")


def numbers(listed: ParticipantList) -> Table:
    """Delegations and people, part by part, with a sum of each half where there are both."""
    governments, organizations = (
        [
            (part.label, len(entries), sum(len(entry.people) for entry in entries))
            for part, entries in listed.parts
            if part.is_governmental == governmental
        ]
        for governmental in (True, False)
    )
    sums = bool(governments and organizations)
    rows = [
        *_written(governments, gettext("Governments together") if sums else ""),
        *_written(organizations, gettext("Organizations together") if sums else ""),
        _strong(_sum([*governments, *organizations], gettext("Total"))),
    ]
    head = (gettext("Group"), gettext("Delegations"), gettext("People"))
    return Table(head=head, rows=rows, widths=(60, 20, 20), numeric=(1, 2), header_column=0)


def _written(rows: list[Row], sum_label: str) -> list[tuple[str | Strong, ...]]:
    written: list[tuple[str | Strong, ...]] = [tuple(map(str, row)) for row in rows]
    return [*written, _strong(_sum(rows, sum_label))] if sum_label else written


def _sum(rows: list[Row], label: str) -> Row:
    return label, sum(row[1] for row in rows), sum(row[2] for row in rows)


def _strong(row: Row) -> tuple[Strong, ...]:
    return tuple(Strong(str(cell)) for cell in row)


def remarks(listed: ParticipantList, at: datetime) -> Iterator[str]:
    """What a reader must know about the list, in sentences. `at` is the instant it is made."""
    day = written_date(at.astimezone(listed.meeting.tz).date(), current_language())
    if listed.stage == Stage.PROVISIONAL:
        yield gettext("Provisional: the people expected, as at %(day)s.", day=day)
        yield _amendments(listed)
    else:
        yield gettext("The people who took part, as at %(day)s.", day=day)
    yield gettext(
        "Within a delegation the head comes first, then the order of nomination. Names, honorifics and functions are "
        "printed as the delegations gave them."
    )
    if listed.counted != listed.people:
        yield gettext(
            "The figures of the meeting count %(number)s of them; the staff of the secretariat are not counted.",
            number=listed.counted,
        )
    yield gettext("Only people who consented to it are named; the others are given as a number.")
    if listed.gives_addresses:
        yield gettext(
            "E-mail addresses are those of people who let the other participants have them. Please use them for the "
            "matters of this meeting only, and pass them on to nobody."
        )


def _amendments(listed: ParticipantList) -> str:
    """Where amendments go, and until when, as far as that is settled."""
    plan = listed.plan
    to = plan.amendments_to or gettext("the secretariat")
    if plan.amendments_due_at is None:
        return gettext("Amendments to this list are to be sent to %(address)s.", address=to)
    due = written_instant(plan.amendments_due_at, listed.meeting.tz, current_language())
    return gettext("Amendments to this list are to be sent to %(address)s until %(due)s.", address=to, due=due)


def _front(listed: ParticipantList, at: datetime) -> Iterator[Block]:
    yield numbers(listed)
    yield from (Paragraph(sentence, "note") for sentence in remarks(listed, at))


def _delegation(entry: Entry, level: int) -> Iterator[Block]:
    yield Heading(entry.delegation.name(form="formal"), level)
    named = entry.named(Readers.PARTICIPANTS)
    yield from (Printed(person.full, person.lines) for person in named)
    further = entry.further(Readers.PARTICIPANTS)
    if further:
        yield Paragraph(_unnamed(further, beside_others=bool(named)), "note")


def _unnamed(people: int, *, beside_others: bool) -> str:
    if beside_others:
        return ngettext("and %(num)s further participant", "and %(num)s further participants", people)
    return ngettext("%(num)s participant", "%(num)s participants", people)


def _title(listed: ParticipantList) -> str:
    return localized(listed.meeting.titles, current_language())
