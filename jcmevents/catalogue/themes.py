"""Which themes each meeting took up: a table, and the chart drawn from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from jcmevents.agenda.kinds import RecordRule
from jcmevents.agenda.models import Session
from jcmevents.catalogue.catalogue import Catalogue
from jcmevents.discussion.models import SessionTheme, Theme
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal, Tag

MOST_THEMES = 12
MOST_MEETINGS = 6
# Measures of the chart in units of its view box, which a phone shows about one to one.
WIDTH, ROW, LABEL, BASE = 360, 58, 18, 52
FIRST_HEIGHT, TALLEST, WIDEST = 24, 26, 36

Place = tuple[int, int]  # id of the theme, id of the meeting


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    number: int


@dataclass(frozen=True)
class ThemesOverMeetings:
    """How often each theme was taken up: the themes with the most, the newest meetings, from the oldest on.

    Counted are the proposals wanted and, unless the search is for something only proposals have, sessions.
    """

    meetings: Sequence[Meeting]
    themes: Sequence[Theme]
    numbers: Mapping[Place, int]
    left_out: int  # themes taken up less often
    with_sessions: bool

    @classmethod
    def of(cls, catalogue: Catalogue) -> ThemesOverMeetings:
        counted = _proposals(catalogue)
        if with_sessions := counts_sessions(catalogue):
            counted += _sessions(catalogue)
        having = {meeting_id for _theme_id, meeting_id in counted}
        shown = [m for id, m in catalogue.meetings.items() if id in having][:MOST_MEETINGS]
        numbers = {key: n for key, n in counted.items() if key[1] in {m.id for m in shown}}
        totals = Counter[int]()
        for (theme_id, _meeting_id), number in numbers.items():
            totals[theme_id] += number
        first = [catalogue.themes[id] for id, _number in totals.most_common(MOST_THEMES)]
        return cls(shown[::-1], first, numbers, len(totals) - len(first), with_sessions)

    def number(self, theme: Theme, meeting: Meeting) -> int:
        return self.numbers.get((theme.id, meeting.id), 0)

    def total(self, theme: Theme) -> int:
        return sum(self.number(theme, meeting) for meeting in self.meetings)

    @property
    def height(self) -> int:
        return FIRST_HEIGHT + ROW * len(self.themes)

    def bars(self, row: int) -> list[Bar]:
        """The bars of the theme in this row of the chart, one for each meeting; all rows have one scale."""
        most = max((self.number(t, m) for t in self.themes for m in self.meetings), default=1)
        step = WIDTH / len(self.meetings)
        base = FIRST_HEIGHT + ROW * row + BASE
        width = min(step * 0.45, WIDEST)  # the number stands beside the bar
        numbers = [self.number(self.themes[row], meeting) for meeting in self.meetings]
        heights = [round(max(TALLEST * n / most, 2 if n else 0), 1) for n in numbers]
        return [
            Bar(round(step * n, 1), round(base - height, 1), round(width, 1), height, number)
            for n, (number, height) in enumerate(zip(numbers, heights, strict=True))
        ]

    def label_at(self, row: int) -> int:
        """How far down the name of the theme stands."""
        return FIRST_HEIGHT + ROW * row + LABEL


def counts_sessions(catalogue: Catalogue) -> bool:
    """Whether all that is asked for is also known of sessions."""
    return catalogue.wanted.parts.keys() <= {"theme", "meeting"}


def _proposals(catalogue: Catalogue) -> Counter[Place]:
    query = catalogue.chosen(Tag.theme_id, Proposal.meeting_id, func.count())
    tagged = query.join(Tag, Tag.proposal_id == Proposal.id).group_by(Tag.theme_id, Proposal.meeting_id)
    return Counter({(theme_id, meeting_id): number for theme_id, meeting_id, number in db.session.execute(tagged)})


def _sessions(catalogue: Catalogue) -> Counter[Place]:
    """The themes noted for sessions; closed ones tell none."""
    of = SessionTheme.theme_id, Session.meeting_id
    noted = select(*of, func.count()).join(Session, Session.id == SessionTheme.session_id)
    told = noted.where(Session.record_rule != RecordRule.CLOSED, Session.meeting_id.in_(catalogue.meeting_ids))
    rows = db.session.execute(told.group_by(*of))
    wanted = catalogue.wanted.theme
    return Counter({(id, m): n for id, m, n in rows if wanted in ("", catalogue.themes[id].key)})
