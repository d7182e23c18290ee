"""The figures of a meeting, by a rule that is stated and shown.

Rule of domain.md E: a partner country counts when at least one counted person of its delegation attended; the
host is never a partner; interpreters, press and the secretariat's staff are not counted unless the meeting says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from jcmevents.countries.models import Country
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Mode
from jcmevents.organizations.models import Organization
from jcmevents.registration.models import Gender, Registration
from jcmevents.registration.states import EXPECTED, SEATED, Capacity, State

NOT_COUNTED = (Capacity.INTERPRETER, Capacity.PRESS, Capacity.SECRETARIAT)


@dataclass(frozen=True)
class CountingRule:
    """Who is counted. Stored per meeting as JSON in `Meeting.counting`."""

    online_counts: bool = True
    not_counted: tuple[str, ...] = NOT_COUNTED
    round_to: int = 10  # people; the published total is a multiple of this

    @classmethod
    def of(cls, meeting: Meeting) -> CountingRule:
        stored = meeting.counting or {}
        return cls(
            online_counts=stored.get("online_counts", cls.online_counts),
            not_counted=tuple(stored.get("not_counted", cls.not_counted)),
            round_to=stored.get("round_to", cls.round_to),
        )

    def as_stored(self) -> dict[str, Any]:
        return {
            "online_counts": self.online_counts,
            "not_counted": list(self.not_counted),
            "round_to": self.round_to,
        }

    def counts(self, group: Group) -> bool:
        """Whether these people are counted where attendance is counted."""
        return group.capacity not in self.not_counted and (self.online_counts or group.mode != Mode.ONLINE)


@dataclass(frozen=True)
class Group:
    """So many people alike in everything that figures depend on."""

    country: str | None  # of a country's delegation; None for a body's
    host_body: str | None  # country of the body
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
        partners = frozenset(country.iso2 for country in Country.partners_on(meeting.start_on))
        return cls(CountingRule.of(meeting), partners, tuple(_groups(meeting)))

    @cached_property
    def attended(self) -> tuple[Group, ...]:
        """The people who were there and are counted."""
        return tuple(g for g in self.groups if g.state == State.ATTENDED and self.rule.counts(g))

    @property
    def nominated(self) -> int:
        return _sum(g for g in self.groups if g.state in SEATED)

    @property
    def confirmed(self) -> int:
        return _sum(g for g in self.groups if g.state in EXPECTED)

    @property
    def participants(self) -> int:
        return _sum(self.attended)

    @property
    def participants_rounded(self) -> int:
        return rounded(self.participants, self.rule.round_to)

    @property
    def on_site(self) -> int:
        return _sum(g for g in self.attended if g.mode != Mode.ONLINE)

    @property
    def online(self) -> int:
        return _sum(g for g in self.attended if g.mode == Mode.ONLINE)

    @property
    def women(self) -> int:
        return _sum(g for g in self.attended if g.gender == Gender.FEMALE)

    @cached_property
    def partners_attending(self) -> frozenset[str]:
        """ISO codes of the partners with at least one counted person present."""
        return frozenset(g.country for g in self.attended if g.country in self.partners and g.country)

    @property
    def partners_online_only(self) -> frozenset[str]:
        on_site = {g.country for g in self.attended if g.mode != Mode.ONLINE}
        return frozenset(self.partners_attending - on_site)


def _sum(groups: Iterable[Group]) -> int:
    return sum(group.people for group in groups)


def _groups(meeting: Meeting) -> Iterable[Group]:
    by = (
        Delegation.country_iso2,
        Organization.country_iso2,
        Registration.state,
        Registration.capacity,
        Registration.mode,
        Registration.gender,
    )
    query = (
        select(*by, func.count(Registration.id))
        .join(Delegation, Delegation.id == Registration.delegation_id)
        .outerjoin(Organization, Organization.id == Delegation.organization_id)
        .where(Registration.meeting_id == meeting.id)
        .group_by(*by)
    )
    return (Group(*row) for row in db.session.execute(query))


def rounded(number: int, to: int) -> int:
    """`number` to the nearest multiple of `to`, halves upwards (the built-in rounding takes 85 to 80)."""
    return int((Decimal(number) / to).quantize(Decimal(1), rounding=ROUND_HALF_UP)) * to
