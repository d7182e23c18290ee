"""The summary in its other forms: on one page, and for one delegation alone."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import accumulate
from unicodedata import east_asian_width

from flask_babel import force_locale, gettext, ngettext

from jcmevents.delegations.models import Delegation
from jcmevents.discussion.models import Theme
from jcmevents.document import (
    Block,
    Document,
    Heading,
    KeyValues,
    ListBlock,
    Paragraph,
    Runs,
    Table,
    Text,
)
from jcmevents.document.runs import runs
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.states import State
from jcmevents.record.choices import Part, SummaryChoices
from jcmevents.record.discussion import tasks, told_proposal
from jcmevents.record.figures import Figures
from jcmevents.record.proceedings import Point, Proceedings, Tabled
from jcmevents.record.summary import figures_blocks, meeting_particulars, summary_document, title_of_summary
from jcmevents.record.wording import paragraphs, particulars, said
from jcmevents.text import current_language, joined

MOST_ON_A_PAGE = 5  # proposals
MOST_SPONSORS = 2
# How wide texts may be so that all fit on the page: columns, of which a kanji takes two.
OPENING_WIDTH, THEMES_WIDTH, TITLE_WIDTH = 160, 220, 64
SPARED = 90  # columns of themes that fit in for every proposal fewer


def short_document(meeting: Meeting, proceedings: Proceedings, at: datetime, choices: SummaryChoices) -> Document:
    """What came of the meeting, on one page."""
    title = gettext("%(summary)s (outline)", summary=title_of_summary(meeting))
    blocks = [
        *_opening(choices),
        *(figures_blocks(Figures.of(meeting), len(list(proceedings.proposals))) if choices.has(Part.FIGURES) else ()),
        *_themes(proceedings, spare=MOST_ON_A_PAGE - len(list(proceedings.proposals))),
        *_table(list(proceedings.proposals)),
    ]
    return Document(blocks=blocks, kind="summary", **particulars(meeting, title, at))


def _opening(choices: SummaryChoices) -> Iterator[Block]:
    for paragraph in list(paragraphs(choices.openings))[:1]:
        text = runs(paragraph.text)[0]
        yield Paragraph(Text(_cut(text.text, OPENING_WIDTH), lang=text.lang))


def _themes(proceedings: Proceedings, spare: int) -> Iterator[Block]:
    themes: dict[int, Theme] = {theme.id: theme for record in proceedings.sessions for theme in record.themes}
    if themes:
        named = joined((theme.label for theme in themes.values()), current_language())
        yield KeyValues([(gettext("Themes"), _cut(named, THEMES_WIDTH + SPARED * max(0, spare)))])


def _table(proposals: list[Tabled]) -> Iterator[Block]:
    if not proposals:
        return
    shown = proposals[:MOST_ON_A_PAGE]
    yield Table(
        caption=gettext("Proposals and reports"),
        head=(gettext("No."), gettext("Title"), gettext("Tabled by"), gettext("Status")),
        rows=[_row(tabled, TITLE_WIDTH * MOST_ON_A_PAGE // len(shown)) for tabled in shown],
        widths=(10, 50, 25, 15),
    )
    if left := len(proposals) - len(shown):
        further = ngettext("and one further proposal", "and %(num)s further proposals", left)
        yield Paragraph(further, "note")


def _row(tabled: Tabled, width: int) -> tuple[Runs, ...]:
    title = said(tabled.proposal.titles)
    sponsors = [sponsor.name() for sponsor in tabled.sponsors]
    named = joined(sponsors[:MOST_SPONSORS], current_language())
    if len(sponsors) > MOST_SPONSORS:
        named = gettext("%(names)s and %(number)s more", names=named, number=len(sponsors) - MOST_SPONSORS)
    state = State(tabled.proposal.state).label
    return (str(tabled.number), Text(_cut(title.text, width), lang=title.lang), named, state)


def _cut(text: str, width: int) -> str:
    """`text`, or as much of it as fits into `width` columns with an ellipsis."""
    widths = accumulate(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
    fitting = sum(1 for reached in widths if reached <= width)
    return text if fitting == len(text) else text[:fitting].rstrip() + "…"


def extract_document(meeting: Meeting, proceedings: Proceedings, at: datetime, delegation: Delegation) -> Document:
    """What the summary tells of one delegation: its proposals, its points, what it is to do."""
    proposals = [each for each in proceedings.proposals if delegation in each.sponsors]
    blocks = [
        meeting_particulars(meeting),
        *_section(gettext("Proposals and reports"), (block for each in proposals for block in told_proposal(each))),
        *_section(gettext("Points raised"), _points(proceedings, delegation)),
        *_section(gettext("What it is to do"), _duties(proceedings, delegation)),
    ]
    title = gettext("%(name)s: extract from the summary", name=delegation.name(form="formal"))
    return Document(blocks=blocks, kind="summary", **particulars(meeting, title, at))


def _section(title: str, blocks: Iterable[Block]) -> list[Block]:
    members = list(blocks)
    return [Heading(title), *members] if members else []


def _points(proceedings: Proceedings, delegation: Delegation) -> Iterator[Block]:
    points: list[Point] = [point for record in proceedings.sessions for point in record.points]
    points += [point for tabled in proceedings.proposals for point in tabled.points]
    if items := [said(point.texts) for point in points if point.raised_by == delegation]:
        yield ListBlock(items)


def _duties(proceedings: Proceedings, delegation: Delegation) -> Iterator[Block]:
    asked = [task for record in proceedings.sessions for task in record.tasks]
    asked += [task for tabled in proceedings.proposals for task in tabled.tasks]
    yield from tasks(task for task in asked if task.owner == delegation)


def in_language(lang: str, meeting: Meeting, at: datetime, choices: SummaryChoices) -> tuple[Document, Document]:
    """The long and the short form in `lang`."""
    with force_locale(lang):
        proceedings = Proceedings.of(meeting, choices)
        long = summary_document(meeting, proceedings, at, choices=choices)
        return long, short_document(meeting, proceedings, at, choices)
