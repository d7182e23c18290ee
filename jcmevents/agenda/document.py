"""The agenda as a document to be printed and handed out."""

from collections.abc import Iterable
from datetime import date

from flask_babel import force_locale, gettext

from jcmevents.agenda.programme import Programme, ProgrammeDay, ProgrammeItem, ProgrammeSession
from jcmevents.document import Block, Document, Heading, Paragraph, Runs, Strong, Table
from jcmevents.text import localized, written_range

Row = tuple[Runs, ...]


def agenda_document(programme: Programme, lang: str, on: date) -> Document:
    """The agenda in `lang`, bearing the date `on`."""
    first, last = programme.days[0].held_on, programme.days[-1].held_on
    with force_locale(lang):
        leaders: list[Block] = [Paragraph(programme.led_by)] if programme.leaders else []
        return Document(
            title=localized(programme.titles),
            lang=lang,
            blocks=[*leaders, *(block for day in programme.days for block in _day(day, lang))],
            kind="agenda",
            author=gettext("Article 6 Implementation Partnership Center (A6IP Center)"),
            created=on,
            number=gettext("Agenda"),
            subtitle=" · ".join((written_range(first, last, lang), *programme.places)),
            running_head=localized(programme.titles),
            notice=gettext("Demonstration data") if programme.is_demonstration else "",
        )


def _day(day: ProgrammeDay, lang: str) -> list[Block]:
    heading = Heading(day.title(lang))
    if not day.sessions:
        return [heading, Paragraph(gettext("Nothing is planned for this day yet."))]
    rows: list[Row] = [row for session in day.sessions for row in _rows(session)]
    head, widths = [gettext("Time"), gettext("Programme"), gettext("Room")], [20, 60, 20]
    if not any(session.room for session in day.sessions):
        rows, head, widths = [row[:2] for row in rows], head[:2], [20, 80]
    return [heading, Table(head, rows, caption=gettext("Times: %(zones)s", zones=", ".join(day.zones)), widths=widths)]


def _rows(session: ProgrammeSession) -> list[Row]:
    title = session.title if session.is_interval else Strong(session.title)
    lines = [session.particulars, *(person.described for person in session.speakers), *_texts(session)]
    lines.append(localized(session.summaries))
    first = (session.span, [title, *_below(lines)], localized(session.room))
    return [first, *(_item_row(item) for item in session.items)]


def _item_row(item: ProgrammeItem) -> Row:
    return (item.span, [item.title, *_below([*(person.described for person in item.speakers), *_texts(item)])], "")


def _texts(entry: ProgrammeSession | ProgrammeItem) -> list[str]:
    """What is in store, and the questions that guide it."""
    questions = [f"– {line}" for line in localized(entry.questions).splitlines() if line.strip()]
    return [localized(entry.abstracts), *questions]


def _below(lines: Iterable[str]) -> list[str]:
    return [f"\n{line}" for line in lines if line]
