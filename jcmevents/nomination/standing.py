"""How the delegations of a meeting stand: who is missing, and what."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, func, select

from jcmevents.delegations.letters import LetterState, letter_states
from jcmevents.delegations.links import LinkState, links_at, state_of
from jcmevents.delegations.models import Delegation, InvitationState
from jcmevents.delegations.ordering import all_in_order
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.heads import heads_at
from jcmevents.registration.models import Registration
from jcmevents.registration.protocol import GONE
from jcmevents.registration.states import EXPECTED

COMING = (InvitationState.INVITED, InvitationState.ACCEPTED)


@dataclass(frozen=True)
class People:
    """How many members hold a seat, how many of those are funded, are expected, and how many wait as late."""

    seated: int = 0
    funded: int = 0
    expected: int = 0
    late: int = 0


@dataclass(frozen=True)
class Standing:
    """One delegation. `head` is a name, empty while none is named."""

    delegation: Delegation
    people: People
    head: str
    letter: LetterState
    link: LinkState
    is_overdue: bool  # nobody was nominated before the deadline

    @property
    def is_coming(self) -> bool:
        return self.delegation.invitation in COMING

    @property
    def is_without_people(self) -> bool:
        return self.is_coming and not self.people.seated and not self.people.late


class Missing(enum.StrEnum):
    """What the list of delegations can be narrowed to."""

    ANSWER = "answer"
    PEOPLE = "people"
    OVERDUE = "overdue"
    HEAD = "head"
    LETTER = "letter"
    UNCHECKED = "unchecked"
    LATE = "late"

    @property
    def label(self) -> str:
        return str(MISSING_LABELS[self])

    def applies_to(self, standing: Standing) -> bool:
        return MISSING_RULES[self](standing)


MISSING_LABELS = {
    Missing.ANSWER: _l("No answer yet"),
    Missing.PEOPLE: _l("Nobody nominated"),
    Missing.OVERDUE: _l("Overdue"),
    Missing.HEAD: _l("No head named"),
    Missing.LETTER: _l("Letter missing"),
    Missing.UNCHECKED: _l("Letter to check"),
    Missing.LATE: _l("Late nominations"),
}
MISSING_RULES: dict[Missing, Callable[[Standing], bool]] = {
    Missing.ANSWER: lambda s: s.delegation.invitation == InvitationState.INVITED,
    Missing.PEOPLE: lambda s: s.is_without_people,
    Missing.OVERDUE: lambda s: s.is_overdue,
    Missing.HEAD: lambda s: s.is_coming and not s.head,
    Missing.LETTER: lambda s: s.is_coming and s.letter in (LetterState.MISSING, LetterState.REFUSED),
    Missing.UNCHECKED: lambda s: s.letter == LetterState.RECEIVED,
    Missing.LATE: lambda s: s.people.late > 0,
}


def standings(meeting: Meeting, at: datetime) -> list[Standing]:
    """Every delegation in the order of the meeting. A constant number of queries."""
    people, heads = people_at(meeting), heads_at(meeting)
    letters, links = letter_states(meeting), links_at(meeting)
    is_due = meeting.nominations_due_at is not None and at > meeting.nominations_due_at
    return [
        Standing(
            delegation=d,
            people=people.get(d.id, People()),
            head=heads[d.id].full_name if d.id in heads else "",
            letter=letters.get(d.id, LetterState.MISSING),
            link=state_of(links.get(d.id, ()), at),
            is_overdue=is_due and d.invitation in COMING and not people.get(d.id),
        )
        for d in all_in_order(meeting)
    ]


def people_at(meeting: Meeting) -> dict[int, People]:
    """The members by id of the delegation, of those that have any. One query."""
    seated, state = Registration.seated(), Registration.state
    conditions = (
        seated,
        seated & Registration.funded.is_(True),
        seated & state.in_(EXPECTED),
        Registration.late.is_(True) & state.not_in(GONE),
    )
    counts = (func.sum(case((condition, 1), else_=0)) for condition in conditions)
    here = state.not_in(GONE) & (Registration.meeting_id == meeting.id)
    grouped = select(Registration.delegation_id, *counts).where(here).group_by(Registration.delegation_id)
    return {delegation_id: People(*map(int, numbers)) for delegation_id, *numbers in db.session.execute(grouped)}
