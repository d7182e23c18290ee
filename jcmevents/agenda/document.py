"""The agenda as a document to be printed and handed out.

It is the programme alone: what was said in a session is told on the page and in the summary of the meeting.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from flask_babel import force_locale, gettext

from jcmevents.agenda.elsewhere import for_run
from jcmevents.agenda.programme import Programme, ProgrammeDay, ProgrammeItem, ProgrammeSession
from jcmevents.document import Aside, Block, Document, Heading, Paragraph, Runs, Strong, Table
from jcmevents.document.blocks import Rank
from jcmevents.text import localized, written_range

Row = tuple[Runs, ...]
Ranked = tuple[Rank, Row]


def agenda_document(programme: Programme, lang: str, on: date, *, is_draft: bool = False) -> Document:
    """The agenda in `lang`, bearing the date `on`. Of its days only those are told on which something is planned."""
    first, last = programme.days[0].held_on, programme.days[-1].held_on
    days = [day for day in programme.days if day.sessions] or programme.days
    with force_locale(lang):
        leaders: list[Block] = [Paragraph(programme.led_by)] if programme.leaders else []
        return Document(
            title=localized(programme.titles),
            lang=lang,
            blocks=[*leaders, *(block for day in days for block in _day(day, lang))],
            kind="agenda",
            author=gettext("Article 6 Implementation Partnership Center (A6IP Center)"),
            created=on,
            number=gettext("Agenda"),
            subtitle=" · ".join((written_range(first, last, lang), *programme.places)),
            running_head=localized(programme.titles),
            notice=" · ".join(_notices(programme, is_draft)),
        )


def _notices(programme: Programme, is_draft: bool) -> Iterator[str]:
    if is_draft:
        yield gettext("Draft")
    if programme.is_demonstration:
        yield gettext("Demonstration data")


def _day(day: ProgrammeDay, lang: str) -> list[Block]:
    heading = Heading(day.title(lang))
    if not day.sessions:
        return [heading, Paragraph(gettext("Nothing is planned for this day yet."))]
    ranked = [each for session in day.sessions for each in _rows(session, day.zone_of(session))]
    ranks, rows = [rank for rank, _row in ranked], [row for _rank, row in ranked]
    head, widths = [gettext("Time"), gettext("Programme"), gettext("Room")], [20, 60, 20]
    if not any(session.room for session in day.sessions):
        rows, head, widths = [row[:2] for row in rows], head[:2], [20, 80]
    caption = gettext("Times: %(zones)s", zones=", ".join(day.zones))
    return [heading, Table(head, rows, caption=caption, widths=widths, ranks=ranks)]


def _rows(session: ProgrammeSession, zone: str) -> list[Ranked]:
    time, title = (Strong(text) if text and not session.is_interval else text for text in (session.span, session.title))
    away = for_run(session)
    lines = [zone, away.told(session) if away else "", session.particulars]
    lines += [*(person.described for person in session.speakers), *_texts(session)]
    first = (time, [title, *_below(lines)], localized(session.room))
    return [("quiet" if session.is_interval else "band", first), *(_item_row(item) for item in session.items)]


def _item_row(item: ProgrammeItem) -> Ranked:
    lines = [*(person.described for person in item.speakers), *_texts(item)]
    return ("quiet" if item.is_interval else "part", (item.span, [item.title, *_below(lines)], ""))


def _texts(entry: ProgrammeSession | ProgrammeItem) -> list[str]:
    """What is in store, and the questions that guide it."""
    questions = [f"– {line}" for line in localized(entry.questions).splitlines() if line.strip()]
    return [localized(entry.abstracts), *questions]


def _below(lines: Iterable[str]) -> list[Aside]:
    return [Aside(f"\n{line}") for line in lines if line]
