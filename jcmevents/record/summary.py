"""The summary of what was proposed and discussed at a meeting: minutes computed from what was entered."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count, groupby

from flask_babel import gettext

from jcmevents.agenda.programme import span
from jcmevents.document import (
    Block,
    Document,
    Figures,
    Heading,
    KeyValues,
    PageBreak,
    Paragraph,
    Runs,
    Strong,
    Table,
)
from jcmevents.meetings.models import Meeting
from jcmevents.record import figures
from jcmevents.record.attending import Stage
from jcmevents.record.choices import Part, SummaryChoices
from jcmevents.record.discussion import discussion, proposals, title_of
from jcmevents.record.participants import ParticipantList
from jcmevents.record.participants_list import numbers, participants_blocks, remarks
from jcmevents.record.proceedings import Proceedings, SessionRecord
from jcmevents.record.wording import demonstration_notice, held, organizer, paragraphs, particulars, place, said
from jcmevents.text import current_language, joined_names, localized, written_date, written_range


def summary_document(
    meeting: Meeting,
    proceedings: Proceedings,
    at: datetime,
    *,
    choices: SummaryChoices | None = None,
    with_participants: bool = False,
    version: int | None = None,
) -> Document:
    """The summary in the reader's language. `at` is the instant it is made, `version` the number it is frozen under.

    `with_participants`, or the choice of that part, adds the list of participants and the moderators; without it the
    summary names no person.
    """
    choices = choices or SummaryChoices.usual(meeting)
    names_people = with_participants or choices.has(Part.PARTICIPANTS)
    listed = ParticipantList.of(meeting, Stage.FINAL)
    blocks = [
        *_overview(meeting, proceedings, choices),
        *(discussion(proceedings, with_moderators=names_people) if choices.has(Part.SESSIONS) else ()),
        *proposals(proceedings, choices.grouping),
        *(_delegations(listed) if choices.has(Part.DELEGATIONS) else ()),
        *_annexes(proceedings, listed, at, choices, names_people),
    ]
    front = particulars(meeting, title_of_summary(meeting), at)
    number = "  ·  ".join(filter(None, (numbered(version), demonstration_notice(meeting))))
    return Document(blocks=blocks, kind="summary", cover=True, toc=True, number=number, **front)


def title_of_summary(meeting: Meeting) -> str:
    return gettext("%(meeting)s: summary of proposals and discussions", meeting=localized(meeting.titles))


def numbered(version: int | None) -> str:
    """The number that a frozen version bears."""
    return gettext("Version %(number)s", number=version) if version else ""


def _annexes(
    proceedings: Proceedings, listed: ParticipantList, at: datetime, choices: SummaryChoices, names_people: bool
) -> Iterator[Block]:
    """Numbered in the order in which they come."""
    number = count(1)
    if choices.has(Part.AGENDA) and proceedings.sessions:
        yield from _agenda(proceedings, gettext("Annex %(number)s: Agenda", number=next(number)))
    if names_people:
        yield from _participants(listed, at, gettext("Annex %(number)s: List of participants", number=next(number)))


def _overview(meeting: Meeting, proceedings: Proceedings, choices: SummaryChoices) -> Iterator[Block]:
    yield Heading(gettext("Overview"))
    yield from paragraphs(choices.openings or meeting.summaries)
    yield meeting_particulars(meeting)
    if choices.has(Part.FIGURES):
        yield from figures_blocks(figures.Figures.of(meeting), len(list(proceedings.proposals)))


def meeting_particulars(meeting: Meeting) -> KeyValues:
    pairs = [
        (gettext("Dates"), written_range(meeting.start_on, meeting.end_on, current_language())),
        (gettext("Place"), place(meeting)),
        (gettext("Venue"), localized(meeting.venues)),
        (gettext("Held"), held(meeting)),
        (gettext("Organizer"), organizer(meeting)),
    ]
    return KeyValues([pair for pair in pairs if pair[1]])


def figures_blocks(numbers: figures.Figures, tabled: int) -> Iterator[Block]:
    items = [
        (
            gettext("Partner countries"),
            gettext("%(number)s of %(total)s", number=len(numbers.partners_attending), total=len(numbers.partners)),
        ),
        (gettext("of which online only"), str(len(numbers.partners_online_only))),
        (gettext("Participants"), numbers.participants_written),
        (gettext("Proposals and reports"), str(tabled)),
    ]
    if not numbers.partners_online_only:
        del items[1]
    if numbers.participants:
        yield Figures(items)
        yield Paragraph("\n".join(numbers.rule.stated_briefly()), "note")


def _delegations(listed: ParticipantList) -> Iterator[Block]:
    if not listed.parts:
        return
    yield Heading(gettext("Participating delegations"))
    lang = current_language()
    yield KeyValues(
        [
            (f"{part.label} ({len(entries)})", joined_names((e.delegation.name(form="formal") for e in entries), lang))
            for part, entries in listed.parts
        ]
    )


def _agenda(proceedings: Proceedings, title: str) -> Iterator[Block]:
    yield PageBreak()
    yield Heading(title)
    for day, records in groupby(proceedings.sessions, key=lambda record: record.session.day.held_on):
        yield Table(
            caption=written_date(day, current_language()),
            head=(gettext("Time"), gettext("Session")),
            rows=[(span(r.session.starts_at, r.session.ends_at), _programme(r)) for r in records],
            widths=(20, 80),
        )


def _programme(record: SessionRecord) -> Runs:
    """The title of a session with the titles of its items below."""
    title = title_of(record)
    return [Strong(title.text, lang=title.lang), *(run for item in record.items for run in ("\n", said(item.titles)))]


def _participants(listed: ParticipantList, at: datetime, title: str) -> Iterator[Block]:
    yield PageBreak()
    yield Heading(title)
    yield numbers(listed)
    yield from (Paragraph(sentence, "note") for sentence in remarks(listed, at))
    yield from participants_blocks(listed, level=3)
