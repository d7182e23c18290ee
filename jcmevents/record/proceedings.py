"""What a meeting discussed and what came of it, with nothing in it that a session's record rule forbids to tell.

Documents are made from this, never from the rows: what is not here cannot be printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from jcmevents.agenda.models import Item, Session
from jcmevents.agenda.reporting import Told, told_at
from jcmevents.agenda.roles import Role
from jcmevents.delegations.models import Delegation
from jcmevents.discussion.models import DiscussionPoint, FollowUp, SessionTheme, Theme
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.record.choices import Part, SummaryChoices


@dataclass(frozen=True)
class Point:
    """Something said. `raised_by` is None where it was not noted or may not be told."""

    kind: str  # point, recommendation or decision
    texts: Mapping[str, str]
    raised_by: Delegation | None


@dataclass(frozen=True)
class Task:
    """What was asked for. `owner` is None where nobody was named, or may not be."""

    texts: Mapping[str, str]
    results: Mapping[str, str]
    owner: Delegation | None
    due_on: date | None
    state: str


@dataclass(frozen=True)
class Tabled:
    """A proposal on the table; `number` counts in the order of telling. No sponsors where they may not be told."""

    number: int
    proposal: Proposal
    summaries: Mapping[str, str]
    sponsors: tuple[Delegation, ...]
    points: tuple[Point, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class SessionRecord:
    """A session as it may be told. Of a closed one there are only its title and time."""

    session: Session
    themes: tuple[Theme, ...]
    summaries: Mapping[str, str]
    points: tuple[Point, ...]
    tasks: tuple[Task, ...]
    items: tuple[Item, ...]
    proposals: tuple[Tabled, ...]
    key_points: tuple[Mapping[str, str], ...] = ()

    def points_of(self, kind: str) -> list[Point]:
        return [point for point in self.points if point.kind == kind]

    @property
    def is_told(self) -> bool:
        """Whether it has a place in the account of the discussions."""
        noted = self.themes or self.points or self.tasks
        told = noted or self.summaries or self.key_points or not self.session.reveals_points
        return bool(told) and not self.session.is_interval


@dataclass(frozen=True)
class Proceedings:
    """All sessions in the order of the clock, and the proposals that no session discussed."""

    sessions: tuple[SessionRecord, ...]
    unassigned: tuple[Tabled, ...]

    @staticmethod
    def can_be_told_of(meeting: Meeting) -> bool:
        """Whether anything is on the table that may be told, so that there is a summary."""
        return db.session.scalar(Proposal.visible_to(None, meeting).limit(1)) is not None

    @classmethod
    def of(cls, meeting: Meeting, choices: SummaryChoices | None = None) -> Proceedings:
        """Read with a number of queries that does not depend on the size of the meeting.

        `choices` (default: all, as it is) say which proposals are told, in which order and words.
        """
        telling = _Telling(choices or SummaryChoices.usual(meeting), _tasks(meeting), told_at(meeting))
        proposals, themes, points = _proposals(meeting, telling.choices), _themes(meeting), _points(meeting)
        records = tuple(
            telling.record(session, themes[session.id], points[session.id], proposals[session.id])
            for session in _sessions(meeting)
        )
        return cls(records, tuple(map(telling.tabled, proposals[None])))

    @property
    def proposals(self) -> Iterator[Tabled]:
        for record in self.sessions:
            yield from record.proposals
        yield from self.unassigned


def _sessions(meeting: Meeting) -> list[Session]:
    people = selectinload(Session.roles).selectinload(Role.registration)
    return list(db.session.scalars(Session.of_meeting(meeting).options(selectinload(Session.items), people)))


class _Telling:
    """Tells proposals and sessions by the choices, numbering the proposals in the order of telling."""

    def __init__(self, choices: SummaryChoices, tasks: dict[int | None, list[FollowUp]], reports: dict[int, Told]):
        self.choices, self.tasks, self.reports, self.numbers = choices, tasks, reports, count(1)

    def record(
        self, session: Session, themes: list[Theme], points: list[DiscussionPoint], proposals: list[Proposal]
    ) -> SessionRecord:
        if not session.reveals_points:
            return SessionRecord(session, (), {}, (), (), (), ())
        asked = [each for each in self.tasks[None] if each.raised_in_id == session.id]
        return SessionRecord(
            session=session,
            themes=tuple(themes),
            summaries={lang: text for lang, text in self.reports[session.id].texts.items() if text},
            key_points=self.reports[session.id].key_points,
            points=_told(points),
            tasks=_asked(asked),
            items=tuple(session.items),
            proposals=tuple(map(self.tabled, proposals)),
        )

    def tabled(self, proposal: Proposal) -> Tabled:
        points = proposal.points if self.choices.has(Part.POINTS) else []
        return Tabled(
            number=next(self.numbers),
            proposal=proposal,
            summaries=self.choices.words_for(proposal),
            sponsors=tuple(proposal.told_sponsors),
            points=_told(points),
            tasks=_asked(self.tasks[proposal.id]) if self.choices.has(Part.FOLLOW_UPS) else (),
        )


def _themes(meeting: Meeting) -> dict[int, list[Theme]]:
    """The themes by session id."""
    query = (
        select(SessionTheme)
        .join(Session, Session.id == SessionTheme.session_id)
        .where(Session.meeting_id == meeting.id)
        .order_by(SessionTheme.position, SessionTheme.id)
    )
    themes: dict[int, list[Theme]] = defaultdict(list)
    for noted in db.session.scalars(query):
        themes[noted.session_id].append(noted.theme)
    return themes


def _points(meeting: Meeting) -> dict[int, list[DiscussionPoint]]:
    """The points of the sessions as a whole, by session id."""
    query = (
        select(DiscussionPoint)
        .join(Session, Session.id == DiscussionPoint.session_id)
        .where(Session.meeting_id == meeting.id)
        .order_by(DiscussionPoint.position, DiscussionPoint.id)
    )
    points: dict[int, list[DiscussionPoint]] = defaultdict(list)
    for point in db.session.scalars(query):
        points[point.session_id or 0].append(point)
    return points


def _proposals(meeting: Meeting, choices: SummaryChoices) -> dict[int | None, list[Proposal]]:
    """What is on the table and chosen, by session id; None for what no session discussed."""
    told = db.session.scalars(Proposal.visible_to(None, meeting).options(joinedload(Proposal.session)))
    proposals: dict[int | None, list[Proposal]] = defaultdict(list)
    for proposal in sorted(filter(choices.takes, told), key=choices.place_of):
        proposals[proposal.session_id].append(proposal)
    return proposals


def _tasks(meeting: Meeting) -> dict[int | None, list[FollowUp]]:
    """The follow-ups by proposal id; None for those asked for in a session as a whole."""
    tasks: dict[int | None, list[FollowUp]] = defaultdict(list)
    for task in db.session.scalars(FollowUp.of_meeting(meeting)):
        tasks[task.proposal_id].append(task)
    return tasks


def _asked(tasks: Iterable[FollowUp]) -> tuple[Task, ...]:
    """As the record rule of the session that asked lets it be told."""
    told = (task for task in tasks if task.is_visible_to(None))
    return tuple(Task(task.texts, task.results, task.told_owner, task.due_on, task.state) for task in told)


def _told(points: Iterable[DiscussionPoint]) -> tuple[Point, ...]:
    """As the record rule of the session lets it be told in which each was raised."""
    return tuple(Point(point.kind, point.texts, point.attribution) for point in points if point.is_visible_to(None))
