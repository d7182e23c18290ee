"""The figures of a meeting, computed by its counting rule (see `record.rule`) from what was noted at the door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from jcmevents.countries.models import Country
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Mode
from jcmevents.record.rule import CountingRule, rounded
from jcmevents.registration.models import Gender, Registration
from jcmevents.registration.states import EXPECTED, SEATED, State

SMALLEST_CELL = 3  # people; a share of fewer could tell who they are


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
        return cls(CountingRule.of(meeting), Country.partner_codes_on(meeting.start_on), tuple(_groups(meeting)))

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

    @property
    def women_percent(self) -> int | None:
        """Women among the participants who said; None where that would tell of fewer than SMALLEST_CELL people."""
        women = _sum(g for g in self.attended if g.gender == Gender.FEMALE)
        others = _sum(g for g in self.attended if g.gender in (Gender.MALE, Gender.OTHER))
        if min(women, others) < SMALLEST_CELL:
            return None
        return rounded(women * 100, women + others) // (women + others)

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
        }


def _sum(groups: Iterable[Group]) -> int:
    return sum(group.people for group in groups)


def _groups(meeting: Meeting) -> Iterable[Group]:
    by = (
        Delegation.country_iso2,
        Registration.state,
        Registration.capacity,
        Registration.mode,
        Registration.gender,
    )
    query = (
        select(*by, func.count(Registration.id))
        .join(Delegation, Delegation.id == Registration.delegation_id)
        .where(Registration.meeting_id == meeting.id)
        .group_by(*by)
    )
    return (Group(*row) for row in db.session.execute(query))
