"""The agenda as a document to be printed and handed out."""

from datetime import date

from flask_babel import force_locale, gettext

from jcmevents.agenda.models import Session, TimedItem
from jcmevents.agenda.programme import Programme, ProgrammeDay, particulars, span, told_summary
from jcmevents.document import Block, Document, Heading, Paragraph, Runs, Strong, Table
from jcmevents.text import localized, written_range

Row = tuple[Runs, Runs, Runs]


def agenda_document(programme: Programme, lang: str, on: date) -> Document:
    """The agenda in `lang`, bearing the date `on`."""
    meeting = programme.meeting
    with force_locale(lang):
        places = [localized(meeting.venues), localized(meeting.cities)]
        return Document(
            title=localized(meeting.titles),
            lang=lang,
            blocks=[block for day in programme.days for block in _day(day, lang)],
            kind="agenda",
            author=gettext("Article 6 Implementation Partnership Center (A6IP Center)"),
            created=on,
            number=gettext("Agenda"),
            subtitle=" · ".join(filter(None, (written_range(meeting.start_on, meeting.end_on, lang), *places))),
            running_head=localized(meeting.titles),
            notice=gettext("Demonstration data") if meeting.is_demonstration else "",
        )


def _day(day: ProgrammeDay, lang: str) -> list[Block]:
    heading = Heading(day.title(lang))
    if not day.sessions:
        return [heading, Paragraph(gettext("Nothing is planned for this day yet."))]
    rows = [row for session in day.sessions for row in _rows(session)]
    head, widths = [gettext("Time"), gettext("Programme"), gettext("Room")], [20, 60, 20]
    if not any(session.room for session in day.sessions):
        rows, head, widths = [row[:2] for row in rows], head[:2], [20, 80]  # type: ignore[misc]
    return [heading, Table(head, rows, caption=gettext("Times: %(zones)s", zones=", ".join(day.zones)), widths=widths)]


def _rows(session: Session) -> list[Row]:
    title = session.title if session.is_interval else Strong(session.title)
    lines = [line for line in (particulars(session), localized(told_summary(session))) if line]
    room = session.room.name if session.room else ""
    first: Row = (span(session.starts, session.ends), [title, *(f"\n{line}" for line in lines)], room)
    return [first, *(_item_row(timed) for timed in session.timed_items())]


def _item_row(timed: TimedItem) -> Row:
    speakers = [f"\n{speaker.described}" for speaker in timed.item.speakers]
    return (span(timed.start, timed.end), [timed.item.title, *speakers], "")
