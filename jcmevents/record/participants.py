"""Who took part, delegation by delegation, and who may be named to whom."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import case, literal, select

from jcmevents.countries.models import Country
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Mode
from jcmevents.record.attending import Stage, attending
from jcmevents.record.list_plan import ListPlan
from jcmevents.record.parts import Order, Part, parted
from jcmevents.record.rule import CountingRule
from jcmevents.registration.models import Registration
from jcmevents.registration.states import Capacity


class Readers(enum.StrEnum):
    """For whom a list is made: it names only those who consented to be named to them."""

    STAFF = "staff"
    PARTICIPANTS = "participants"
    PUBLIC = "public"


@dataclass(frozen=True)
class Participant:
    """One person as a list shows them. Empty texts are left out of print."""

    name: str
    honorific: str
    function: str
    unit: str
    capacity: str
    mode: str
    listed: bool
    listed_publicly: bool
    email: str = ""  # of who lets the other participants have it, on lists that are made for them

    @property
    def full(self) -> str:
        """Honorific and name."""
        return f"{self.honorific} {self.name}".strip()

    @property
    def lines(self) -> list[str]:
        """What stands below the name: function, organization and unit, each on lines of its own, and an address."""
        return [line for text in (self.function, self.unit, self.email) for line in text.splitlines() if line]

    @property
    def is_online(self) -> bool:
        return self.mode == Mode.ONLINE

    def is_named_to(self, readers: Readers) -> bool:
        return {Readers.STAFF: True, Readers.PARTICIPANTS: self.listed, Readers.PUBLIC: self.listed_publicly}[readers]


@dataclass(frozen=True)
class Entry:
    """A delegation and its people: the head first, then as nominated."""

    delegation: Delegation
    people: tuple[Participant, ...]

    def named(self, readers: Readers) -> list[Participant]:
        return [person for person in self.people if person.is_named_to(readers)]

    def further(self, readers: Readers) -> int:
        """How many people are not named."""
        return len(self.people) - len(self.named(readers))


@dataclass(frozen=True)
class ParticipantList:
    """The people of a meeting by delegation, in the meeting's order."""

    meeting: Meeting
    stage: Stage
    rule: CountingRule
    plan: ListPlan
    parts: tuple[tuple[Part, tuple[Entry, ...]], ...]  # those that are not empty

    @classmethod
    def of(cls, meeting: Meeting, stage: Stage, *, with_addresses: bool = False) -> ParticipantList:
        """The list as it stands. A list `with_addresses` is for participants alone, and not to be kept."""
        rule = CountingRule.of(meeting)
        people = _people(meeting, stage, rule, with_addresses)
        partners = Country.partner_codes_on(meeting.start_on)
        plan = ListPlan.of(meeting)
        parts = parted(attending(meeting, stage), partners, Order(plan.order))
        filled = ((part, tuple(Entry(d, tuple(people[d.id])) for d in delegations)) for part, delegations in parts)
        return cls(meeting, stage, rule, plan, tuple(filled))

    @property
    def entries(self) -> Iterator[Entry]:
        return (entry for _part, entries in self.parts for entry in entries)

    @property
    def people(self) -> int:
        return sum(len(entry.people) for entry in self.entries)

    @property
    def gives_addresses(self) -> bool:
        return any(person.email for entry in self.entries for person in entry.named(Readers.PARTICIPANTS))

    @property
    def counted(self) -> int:
        """How many of them the figures count."""
        everybody = (person for entry in self.entries for person in entry.people)
        return sum(self.rule.counts(person.capacity, person.mode) for person in everybody)


def _people(meeting: Meeting, stage: Stage, rule: CountingRule, with_addresses: bool) -> dict[int, list[Participant]]:
    """The people who stand on the list, by id of their delegation."""
    columns = (
        case((Registration.list_name != "", Registration.list_name), else_=Registration.full_name),
        Registration.honorific,
        Registration.function,
        Registration.unit,
        Registration.capacity,
        Registration.mode,
        Registration.listed,
        Registration.listed_publicly,
        case((Registration.shares_address, Registration.email), else_="") if with_addresses else literal(""),
    )
    head_first = case((Registration.capacity == Capacity.HEAD, 0), else_=1)
    query = (
        select(Registration.delegation_id, *columns)
        .where(Registration.meeting_id == meeting.id, Registration.state.in_(stage.states))
        .order_by(head_first, Registration.position, Registration.id)
    )
    people: dict[int, list[Participant]] = defaultdict(list)
    for delegation_id, *values in db.session.execute(query):
        person = Participant(*values)
        if rule.names(person.capacity, person.mode):
            people[delegation_id].append(person)
    return people
