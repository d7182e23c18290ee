"""The summary in its other forms: on one page, and for one delegation alone."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import accumulate
from math import ceil
from unicodedata import east_asian_width

from flask_babel import force_locale, gettext, ngettext

from jcmevents.delegations.models import Delegation
from jcmevents.discussion.follow_ups import UNFINISHED
from jcmevents.discussion.models import PointKind, Theme
from jcmevents.document import (
    Block,
    Document,
    Heading,
    KeyValues,
    ListBlock,
    Paragraph,
    Runs,
    Strong,
    Table,
    Text,
)
from jcmevents.document.runs import flat, runs
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.states import State
from jcmevents.record.choices import Part, SummaryChoices
from jcmevents.record.discussion import capital, tasks, told_proposal
from jcmevents.record.figures import Figures
from jcmevents.record.proceedings import Point, Proceedings, Tabled
from jcmevents.record.summary import figures_blocks, meeting_particulars, numbered, summary_document
from jcmevents.record.wording import paragraphs, particulars, said
from jcmevents.text import current_language, joined, joined_names, localized

MOST_ON_A_PAGE = 5  # proposals
MOST_SPONSORS = 2
# How wide texts may be so that all fit on the page: columns, of which a kanji takes two.
OPENING_WIDTH, THEMES_WIDTH, TITLE_WIDTH, OUTCOME_WIDTH = 160, 220, 78, 60
SPARED = 90  # columns of opening and themes that fit in for every proposal fewer
# So wide is a line of the page and of a column of the table; Latin letters come in words, which do not fill a line.
LINE, CELL, WORDS = 84, 26, 1.08
OPENING_LINES, THEMES_LINES = 2, 4  # usually
ROW_LINES = 4  # of the table, with the usual width of texts
LABEL_LINES = 1.7


def short_document(
    meeting: Meeting, proceedings: Proceedings, at: datetime, choices: SummaryChoices, version: int | None = None
) -> Document:
    """What came of the meeting, on one page; what is left of it tells what was asked for and what comes next."""
    title = gettext("%(meeting)s: summary on one page", meeting=localized(meeting.titles))
    proposals = list(proceedings.proposals)
    table, spare = list(_table(proposals)), max(0, MOST_ON_A_PAGE - len(proposals))
    opening, themes = list(_opening(meeting, choices, spare)), list(_themes(proceedings, spare))
    left = _lines_left(proposals, spare) - _lines_beyond_usual(opening, themes)
    blocks = [
        *opening,
        *(figures_blocks(Figures.of(meeting), len(proposals)) if choices.has(Part.FIGURES) else ()),
        *themes,
        *table,
        *_sequel(proceedings, choices, left),
    ]
    front = particulars(meeting, title, at)
    return Document(blocks=blocks, kind="outline", number=numbered(version), **front)


def _opening(meeting: Meeting, choices: SummaryChoices, spare: int) -> Iterator[Block]:
    for paragraph in list(paragraphs(choices.openings or meeting.summaries))[:1]:
        text = runs(paragraph.text)[0]
        yield Paragraph(Text(_cut(text.text, OPENING_WIDTH + SPARED // 2 * spare), lang=text.lang))


def _themes(proceedings: Proceedings, spare: int) -> Iterator[Block]:
    themes: dict[int, Theme] = {theme.id: theme for record in proceedings.sessions for theme in record.themes}
    if themes:
        named = joined((theme.label for theme in themes.values()), current_language())
        yield KeyValues([(gettext("Themes"), _cut(capital(named), THEMES_WIDTH + SPARED * spare))])


def _table(proposals: list[Tabled]) -> Iterator[Block]:
    if not proposals:
        return
    shown = proposals[:MOST_ON_A_PAGE]
    yield Table(
        caption=gettext("Proposals and reports"),
        head=(gettext("No."), gettext("Title"), gettext("Tabled by"), gettext("Outcome")),
        rows=[_row(tabled, MOST_ON_A_PAGE / len(shown)) for tabled in shown],
        widths=(10, 35, 20, 35),
    )
    if left := len(proposals) - len(shown):
        further = ngettext("and one further proposal", "and %(num)s further proposals", left)
        yield Paragraph(further, "note")


def _row(tabled: Tabled, room: float) -> tuple[Runs, ...]:
    """`room`: how many times the usual width the texts may have."""
    title, outcome = said(tabled.proposal.titles), said(tabled.proposal.outcomes)
    sponsors = [sponsor.name() for sponsor in tabled.sponsors]
    named = joined_names(sponsors[:MOST_SPONSORS], current_language())
    if len(sponsors) > MOST_SPONSORS:
        named = gettext("%(names)s and %(number)s more", names=named, number=len(sponsors) - MOST_SPONSORS)
    came_of_it: list[str | Text] = [Strong(capital(State(tabled.proposal.state).label))]
    if outcome.text:
        came_of_it += ["\n", Text(_cut(outcome.text, int(OUTCOME_WIDTH * room)), lang=outcome.lang)]
    return (str(tabled.number), Text(_cut(title.text, int(TITLE_WIDTH * room)), lang=title.lang), named, came_of_it)


def _lines_left(proposals: list[Tabled], spare: int) -> float:
    """How many lines of the page the table leaves empty at least."""
    rows = (_row(tabled, MOST_ON_A_PAGE / (MOST_ON_A_PAGE - spare)) for tabled in proposals[:MOST_ON_A_PAGE])
    used = sum(max(_lines(flat(cell), CELL) for cell in row[1:]) for row in rows)
    return float(MOST_ON_A_PAGE * ROW_LINES + spare - used) if proposals else 0.0


def _lines_beyond_usual(opening: list[Block], themes: list[Block]) -> int:
    """Below zero where they take fewer."""
    opened = sum(_lines(flat(block.text), LINE) for block in opening if isinstance(block, Paragraph))
    named = sum(
        _lines(flat(pair[1]), LINE - 14) for block in themes if isinstance(block, KeyValues) for pair in block.pairs
    )
    return opened - OPENING_LINES + named - THEMES_LINES


def _sequel(proceedings: Proceedings, choices: SummaryChoices, left: float) -> Iterator[Block]:
    """Decisions and recommendations, then what is to be done, as many as there are lines for."""
    asked, to_do = _asked_for(proceedings, choices), _to_do(proceedings)
    for label, items in ((gettext("Decisions and recommendations"), asked), (gettext("Follow-ups"), to_do)):
        left -= LABEL_LINES
        fitting: list[Runs] = []
        for item in items:
            left -= _lines(flat(item), LINE) + 0.3
            if left < 0:
                break
            fitting.append(item)
        if fitting:
            yield Paragraph(label, "label")
            yield ListBlock(fitting)


def _asked_for(proceedings: Proceedings, choices: SummaryChoices) -> list[Runs]:
    points = [point for tabled in proceedings.proposals for point in tabled.points]
    if choices.has(Part.SESSIONS):
        points = [point for record in proceedings.sessions for point in record.points] + points
    weighty = [PointKind.DECISION, PointKind.RECOMMENDATION]
    return [said(point.texts) for kind in weighty for point in points if point.kind == kind]


def _to_do(proceedings: Proceedings) -> list[Runs]:
    asked = [task for tabled in proceedings.proposals for task in tabled.tasks if task.state in UNFINISHED]
    return [item for block in tasks(asked) if isinstance(block, ListBlock) for item in block.items]  # type: ignore[misc]


def _lines(text: str, width: int) -> int:
    """How many lines of so many columns the text takes."""
    return sum(max(1, ceil(sum(_columns(letter) for letter in line) / width)) for line in text.split("\n"))


def _columns(letter: str) -> float:
    return 2 if east_asian_width(letter) in "WF" else WORDS


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


def in_language(
    lang: str, meeting: Meeting, at: datetime, choices: SummaryChoices, version: int | None = None
) -> tuple[Document, Document]:
    """The long and the short form in `lang`."""
    with force_locale(lang):
        proceedings = Proceedings.of(meeting, choices)
        long = summary_document(meeting, proceedings, at, choices=choices, version=version)
        return long, short_document(meeting, proceedings, at, choices, version)
