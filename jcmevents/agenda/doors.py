"""The sheets that hang at the doors: what happens in a room on one day, in letters that are read from afar."""

from collections.abc import Iterator
from datetime import date

from flask_babel import force_locale, gettext

from jcmevents.agenda.programme import Programme, ProgrammeDay, ProgrammeSession, Texts
from jcmevents.document import Block, Document, Heading, PageBreak, Paragraph, Strong, Table
from jcmevents.text import localized


def door_sheets(programme: Programme, lang: str, on: date) -> Document:
    """A sheet for each day and room in which something happens, in `lang`. There has to be a session."""
    with force_locale(lang):
        sheets = [_sheet(day, room, programme, lang) for day in programme.days for room in _rooms(day)]
        return Document(
            title=gettext("Door sheets: %(meeting)s", meeting=localized(programme.titles)),
            lang=lang,
            blocks=[block for sheet in sheets for block in (*sheet, PageBreak())][:-1],
            kind="door",
            author=gettext("Article 6 Implementation Partnership Center (A6IP Center)"),
            created=on,
            running_head=localized(programme.titles),
            notice=gettext("Demonstration data") if programme.is_demonstration else "",
        )


def _rooms(day: ProgrammeDay) -> Iterator[Texts]:
    """The rooms of the day, each once; where no session has one, the venue stands for it."""
    found: list[Texts] = []
    for session in day.sessions:
        if session.room and session.room not in found:
            found.append(session.room)
    yield from found or ([{}] if day.sessions else [])


def _sheet(day: ProgrammeDay, room: Texts, programme: Programme, lang: str) -> Iterator[Block]:
    yield Heading(localized(room) or localized(programme.venues) or localized(programme.titles), 1)
    yield Paragraph(f"{day.title(lang)}   {' / '.join(day.zones)}", "subtitle")
    rows = [(session.span, _told(session, day.zone_of(session))) for session in day.sessions if session.room == room]
    yield Table([gettext("Time"), gettext("Programme")], rows, widths=[35, 65])


def _told(session: ProgrammeSession, zone: str) -> list[str | Strong]:
    lines = filter(None, (localized(session.run), zone, *(person.described for person in session.speakers)))
    return [session.title if session.is_interval else Strong(session.title), *(f"\n{line}" for line in lines)]
