"""The list of participants as intergovernmental secretariats publish it: by delegation, lines that
are missing simply absent, no titles of rank beside the names, a table of numbers in front."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext, ngettext

from jcmevents.document import Block, Document, Heading, PageBreak, Paragraph, Runs, Strong, Table
from jcmevents.record.attending import Stage
from jcmevents.record.participants import Entry, ParticipantList, Readers
from jcmevents.record.wording import particulars
from jcmevents.text import current_language, localized, written_date


def participants_document(listed: ParticipantList, at: datetime) -> Document:
    """The list for the participants, in the reader's language. `at` is the instant it is made."""
    titles = {
        Stage.PROVISIONAL: gettext("%(meeting)s: provisional list of participants", meeting=_title(listed)),
        Stage.FINAL: gettext("%(meeting)s: list of participants", meeting=_title(listed)),
    }
    blocks = (*_front(listed, at), PageBreak(), *participants_blocks(listed, level=2))
    return Document(blocks=blocks, kind="participants", **particulars(listed.meeting, titles[listed.stage], at))


def participants_blocks(listed: ParticipantList, level: int) -> Iterator[Block]:
    """The delegations with their people; `level` is that of the headings of the parts."""
    for part, entries in listed.parts:
        yield Heading(part.label, level)
        for entry in entries:
            yield Heading(entry.delegation.name(form="formal"), level + 1)
            yield from _people(entry)


def numbers(listed: ParticipantList) -> Table:
    """Delegations and people, part by part."""
    rows = [(part.label, len(entries), sum(len(e.people) for e in entries)) for part, entries in listed.parts]
    total = (gettext("Total"), sum(row[1] for row in rows), listed.people)
    return Table(
        head=(gettext("Group"), gettext("Delegations"), gettext("People")),
        rows=[
            *((label, str(delegations), str(people)) for label, delegations, people in rows),
            tuple(Strong(str(cell)) for cell in total),
        ],
        widths=(60, 20, 20),
        numeric=(1, 2),
        header_column=0,
    )


def remarks(listed: ParticipantList, at: datetime) -> Iterator[str]:
    """What a reader must know about the list, in sentences. `at` is the instant it is made."""
    day = written_date(at.astimezone(listed.meeting.tz).date(), current_language())
    if listed.stage == Stage.PROVISIONAL:
        yield gettext(
            "Provisional: the people expected, as at %(day)s. Please send corrections to the secretariat.", day=day
        )
    else:
        yield gettext("The people who took part, as at %(day)s.", day=day)
    yield gettext(
        "Delegations stand in the order of the meeting; within a delegation the head comes first, then the order of "
        "nomination."
    )
    if listed.counted != listed.people:
        yield gettext(
            "The figures of the meeting count %(number)s of them; the staff of the secretariat are not counted.",
            number=listed.counted,
        )
    yield gettext("Only people who consented to it are named; the others are given as a number.")


def _front(listed: ParticipantList, at: datetime) -> Iterator[Block]:
    yield numbers(listed)
    yield from (Paragraph(sentence, "note") for sentence in remarks(listed, at))


def _people(entry: Entry) -> Iterator[Block]:
    rows: list[tuple[Runs, Runs]] = [
        (Strong(person.full), "\n".join(person.lines)) for person in entry.named(Readers.PARTICIPANTS)
    ]
    further = entry.further(Readers.PARTICIPANTS)
    if not rows:
        yield Paragraph(ngettext("%(num)s participant", "%(num)s participants", further), "note")
        return
    if further:
        rows.append((ngettext("and %(num)s further participant", "and %(num)s further participants", further), ""))
    yield Table(head=(), rows=rows, widths=(40, 60))


def _title(listed: ParticipantList) -> str:
    return localized(listed.meeting.titles, current_language())
