"""The figures of a meeting, computed by its counting rule (see `record.rule`) from what was noted at the door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from jcmevents.countries.models import Country
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Mode
from jcmevents.record.breakdown import DELEGATES, Breakdown, Row
from jcmevents.record.rule import CountingRule, rounded
from jcmevents.registration.models import Registration
from jcmevents.registration.states import EXPECTED, SEATED, Capacity, State


@dataclass(frozen=True)
class Group:
    """So many people alike in everything that figures depend on."""

    country: str | None  # of a country's delegation; None for a body's
    state: str
    capacity: str
    mode: str
    gender: str
    people: int


@dataclass(frozen=True)
class Figures:
    """The figures of one meeting at one moment, computed from two queries whatever its size."""

    rule: CountingRule
    partners: frozenset[str]  # ISO codes of the partners on the first day
    groups: tuple[Group, ...] = field(repr=False)

    @classmethod
    def of(cls, meeting: Meeting) -> Figures:
        return cls.of_each([meeting])[meeting.id]

    @classmethod
    def of_each(cls, meetings: Sequence[Meeting]) -> dict[int, Figures]:
        """The figures of several meetings by id, each by its own rule: two queries however many there are."""
        groups = _groups([meeting.id for meeting in meetings])
        signed = Country.first_signings()
        return {
            meeting.id: cls(
                CountingRule.of(meeting),
                frozenset(iso2 for iso2, day in signed.items() if day <= meeting.start_on),
                tuple(groups[meeting.id]),
            )
            for meeting in meetings
        }

    @cached_property
    def counted(self) -> tuple[Group, ...]:
        """The people whom the rule counts, in whichever state."""
        return tuple(g for g in self.groups if self.rule.counts(g.capacity, g.mode))

    @cached_property
    def attended(self) -> tuple[Group, ...]:
        """The people who were there and are counted."""
        return tuple(g for g in self.counted if g.state == State.ATTENDED)

    @property
    def nominated(self) -> int:
        return _sum(g for g in self.counted if g.state in SEATED)

    @property
    def confirmed(self) -> int:
        return _sum(g for g in self.counted if g.state in EXPECTED)

    @property
    def participants(self) -> int:
        return _sum(self.attended)

    @property
    def participants_rounded(self) -> int:
        return rounded(self.participants, self.rule.round_to)

    @property
    def participants_written(self) -> str:
        """The number as it is published, in the reader's language."""
        return self.rule.written(self.participants)

    @property
    def present_not_counted(self) -> int:
        """People who were there and whom the rule leaves out."""
        return _sum(g for g in self.groups if g.state == State.ATTENDED) - self.participants

    @property
    def on_site(self) -> int:
        return _sum(g for g in self.attended if g.mode != Mode.ONLINE)

    @property
    def online(self) -> int:
        return _sum(g for g in self.attended if g.mode == Mode.ONLINE)

    @cached_property
    def by_gender(self) -> Breakdown:
        """The participants by gender; what would tell of single people is withheld."""
        people = ((g.country, g.capacity, g.gender, g.people) for g in self.attended)
        return Breakdown.of(people, smallest=self.rule.smallest_cell)

    @property
    def women_percent(self) -> int | None:
        """Women among the participants who said; None where that would tell of single people."""
        return self.by_gender.whole.women_percent

    @property
    def women_percent_of_heads(self) -> int | None:
        return self.by_gender.women_percent_among((Capacity.HEAD,))

    @property
    def women_percent_of_delegates(self) -> int | None:
        """Heads, their deputies, delegates and advisers together."""
        return self.by_gender.women_percent_among(DELEGATES)

    @cached_property
    def partners_attending(self) -> frozenset[str]:
        """ISO codes of the partners with at least one counted person present."""
        return frozenset(g.country for g in self.attended if g.country in self.partners and g.country)

    @property
    def partners_online_only(self) -> frozenset[str]:
        on_site = {g.country for g in self.attended if g.mode != Mode.ONLINE}
        return frozenset(self.partners_attending - on_site)

    def as_data(self) -> dict[str, Any]:
        """For programs: numbers, ISO codes, and the rule they follow. No share that could identify a person."""
        return {
            "rule": self.rule.as_stored(),
            "partners": sorted(self.partners),
            "partners_attending": sorted(self.partners_attending),
            "partners_online_only": sorted(self.partners_online_only),
            "nominated": self.nominated,
            "confirmed": self.confirmed,
            "participants": self.participants,
            "participants_rounded": self.participants_rounded,
            "participants_on_site": self.on_site,
            "participants_online": self.online,
            "present_not_counted": self.present_not_counted,
            "women_percent": self.women_percent,
            "women_percent_of_heads": self.women_percent_of_heads,
            "women_percent_of_delegates": self.women_percent_of_delegates,
            "by_delegation": [_as_data(row) for row in self.by_gender.delegations],
            "by_capacity": [_as_data(row) for row in self.by_gender.capacities],
            "in_all": _as_data(self.by_gender.whole),
        }


def _as_data(row: Row) -> dict[str, Any]:
    """None where a number is withheld."""
    women, others, not_said = row.numbers
    of = {"of": row.key} if row.key else {}
    return {**of, "people": row.people, "women": women, "others": others, "gender_not_said": not_said}


def _sum(groups: Iterable[Group]) -> int:
    return sum(group.people for group in groups)


def _groups(meeting_ids: Sequence[int]) -> dict[int, list[Group]]:
    by = (
        Delegation.country_iso2,
        Registration.state,
        Registration.capacity,
        Registration.mode,
        Registration.gender,
    )
    query = (
        select(Registration.meeting_id, *by, func.count(Registration.id))
        .join(Delegation, Delegation.id == Registration.delegation_id)
        .where(Registration.meeting_id.in_(meeting_ids))
        .group_by(Registration.meeting_id, *by)
    )
    groups: dict[int, list[Group]] = defaultdict(list)
    for row in db.session.execute(query):
        groups[row.meeting_id].append(Group(*row[1:]))
    return groups
