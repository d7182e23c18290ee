"""The proposals of all meetings that somebody may see and looks for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Select, case, func, select

from jcmevents.agenda.kinds import RecordRule
from jcmevents.agenda.models import Session
from jcmevents.catalogue.wanted import Wanted, told_names
from jcmevents.delegations.models import Delegation
from jcmevents.discussion.follow_ups import Progress
from jcmevents.discussion.models import FollowUp, Theme
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Agreement, Proposal, Sponsor, Tag
from jcmevents.proposals.states import ON_THE_TABLE, Kind, State
from jcmevents.text import localized

AT_A_TIME = 500  # proposals read at once where all are wanted
COLUMNS = ("id", "meeting_id", "kind", "state", "titles", "summaries", "related_rules", "outcomes", "translated")
IN_MEETING = (Proposal.position, Proposal.id)


@dataclass(frozen=True)
class Entry:
    """A proposal as the catalogue tells it. No sponsors where they may not be told, to nobody."""

    id: int
    meeting: Meeting
    kind: Kind
    state: State
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    related_rules: Mapping[str, str]
    outcomes: Mapping[str, str]
    translated: Sequence[str]
    sponsors: Sequence[Delegation]
    themes: Sequence[Theme]
    follow_ups: Mapping[Progress, int]

    @property
    def title(self) -> str:
        return localized(self.titles)


class Catalogue:
    """What `user` may see at `now` of what is wanted: newest meeting first, in each the order of its table.

    Staff see everything the secretariat knows of, others what lies on the table of published meetings, but not what
    closed sessions dealt with. Every page, file and chart asks `chosen`.
    """

    def __init__(self, wanted: Wanted, user: Any, now: datetime):
        self.wanted = wanted
        self.is_staff = bool(getattr(user, "is_staff", False))
        self._meetings = Meeting.visible_to(user, now)
        self._delegations: dict[int, Delegation] = {}

    @cached_property
    def meetings(self) -> dict[int, Meeting]:
        """All meetings that may be seen, by id, the newest first."""
        meetings = db.session.scalars(self._meetings).unique()
        return {m.id: m for m in sorted(meetings, key=lambda m: (m.start_on, m.id), reverse=True)}

    @cached_property
    def themes(self) -> dict[int, Theme]:
        return {theme.id: theme for theme in db.session.scalars(Theme.all())}

    @property
    def meeting_ids(self) -> list[int]:
        """The meetings wanted, of those that may be seen."""
        return [id for id, meeting in self.meetings.items() if self.wanted.meeting in ("", meeting.slug)]

    @property
    def outcomes(self) -> list[State]:
        """The states a proposal that may be seen can have."""
        return [state for state in State if self.is_staff or state in ON_THE_TABLE]

    def chosen(self, *columns: Any) -> Select[Any]:
        """`columns` of the proposals wanted, of those that may be seen."""
        visible = Proposal.known() if self.is_staff else Proposal.known() & Proposal.told()
        query = select(*columns).select_from(Proposal).outerjoin(Session, Session.id == Proposal.session_id)
        return query.where(Proposal.meeting_id.in_(self.meeting_ids), visible, *self.wanted.conditions(self.themes))

    @cached_property
    def numbers(self) -> dict[int, int]:
        """How many proposals of each meeting are wanted, in the order of meetings, without zeros."""
        count = self.chosen(Proposal.meeting_id, func.count()).group_by(Proposal.meeting_id)
        counted = {meeting_id: number for meeting_id, number in db.session.execute(count)}
        return {id: counted[id] for id in self.meetings if id in counted}

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    def some(self, offset: int, limit: int) -> list[Entry]:
        """So many entries from a place on; only the meetings that have some of them are asked for."""
        places: dict[int, int] = {}
        first, before = offset, 0
        for place, (meeting_id, number) in enumerate(self.numbers.items()):
            if before + number > offset and before < offset + limit:
                first = first if places else offset - before
                places[meeting_id] = place
            before += number
        query = self._of_meetings(places)
        in_order = [case(places, value=Proposal.meeting_id)] if places else []
        rows = db.session.execute(query.order_by(*in_order, *IN_MEETING).offset(first).limit(limit))
        return self._entries(rows.all())

    def each(self) -> Iterator[Entry]:
        """All entries, a few hundred at a time in memory."""
        for meeting_id in self.numbers:
            query = self._of_meetings([meeting_id]).order_by(*IN_MEETING)
            rows = db.session.execute(query, execution_options={"yield_per": AT_A_TIME})
            for some in rows.partitions():
                yield from self._entries(some)

    def _of_meetings(self, ids: Iterable[int]) -> Select[Any]:
        columns = (getattr(Proposal, name) for name in COLUMNS)
        query = self.chosen(*columns, told_names().label("names_are_told"))
        return query.where(Proposal.meeting_id.in_(list(ids)))

    def _entries(self, rows: Sequence[Any]) -> list[Entry]:
        ids = [row.id for row in rows]
        sponsors = self._sponsors([row.id for row in rows if row.names_are_told])
        themes, follow_ups = self._themes(ids), _follow_ups(ids)
        return [
            Entry(
                **{name: getattr(row, name) for name in COLUMNS if name not in ("meeting_id", "kind", "state")},
                meeting=self.meetings[row.meeting_id],
                kind=Kind(row.kind),
                state=State(row.state),
                sponsors=sponsors[row.id],
                themes=themes[row.id],
                follow_ups=follow_ups[row.id],
            )
            for row in rows
        ]

    def _sponsors(self, ids: Sequence[int]) -> dict[int, list[Delegation]]:
        agreed = select(Sponsor.proposal_id, Sponsor.delegation_id).where(
            Sponsor.proposal_id.in_(ids), Sponsor.agreement == Agreement.AGREED
        )
        rows = db.session.execute(agreed.order_by(Sponsor.position, Sponsor.id)).all()
        self._read_delegations({row.delegation_id for row in rows})
        sponsors: dict[int, list[Delegation]] = defaultdict(list)
        for proposal_id, delegation_id in rows:
            sponsors[proposal_id].append(self._delegations[delegation_id])
        return sponsors

    def _read_delegations(self, ids: set[int]) -> None:
        if missing := ids - self._delegations.keys():
            found = db.session.scalars(select(Delegation).where(Delegation.id.in_(missing)))
            self._delegations |= {delegation.id: delegation for delegation in found}

    def _themes(self, ids: Sequence[int]) -> dict[int, list[Theme]]:
        tags = select(Tag.proposal_id, Tag.theme_id).where(Tag.proposal_id.in_(ids))
        themes: dict[int, list[Theme]] = defaultdict(list)
        for proposal_id, theme_id in db.session.execute(tags.order_by(Tag.position, Tag.id)):
            themes[proposal_id].append(self.themes[theme_id])
        return themes


def _follow_ups(ids: Sequence[int]) -> dict[int, Counter[Progress]]:
    """How many of each state, without those that a closed session asked for."""
    asked = select(FollowUp.proposal_id, FollowUp.state, Session.record_rule)
    asked = asked.outerjoin(Session, Session.id == FollowUp.raised_in_id).where(FollowUp.proposal_id.in_(ids))
    counted: dict[int, Counter[Progress]] = defaultdict(Counter)
    for proposal_id, state, record_rule in db.session.execute(asked):
        if record_rule != RecordRule.CLOSED:
            counted[proposal_id or 0][Progress(state)] += 1
    return counted
