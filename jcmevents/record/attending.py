"""Which delegations are named, and in which order, wherever a document lists those who came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from jcmevents.countries.ordering import sort_countries
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.record.figures import CountingRule, Group
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State


@dataclass(frozen=True)
class Attending:
    """The delegations of a meeting in the three parts in which they are listed."""

    countries: tuple[Delegation, ...]  # in the meeting's order
    host_bodies: tuple[Delegation, ...]  # bodies of the host country, by rank
    others: tuple[Delegation, ...]  # the secretariat and international bodies, by rank

    def __iter__(self) -> Iterable[Delegation]:
        return iter((*self.countries, *self.host_bodies, *self.others))


def attending(meeting: Meeting) -> Attending:
    """The delegations with at least one person who was there; a country needs one who is counted."""
    rule = CountingRule.of(meeting)
    present = (
        select(Registration.delegation_id, Registration.capacity, Registration.mode)
        .where(Registration.meeting_id == meeting.id, Registration.state == State.ATTENDED)
        .distinct()
    )
    there: set[int] = set()
    counted: set[int] = set()
    for delegation_id, capacity, mode in db.session.execute(present):
        there.add(delegation_id)
        if rule.counts(Group(None, None, State.ATTENDED, capacity, mode, "", 1)):
            counted.add(delegation_id)
    everybody = db.session.scalars(Delegation.of_meeting(meeting)).all()
    named = [d for d in everybody if d.id in (counted if d.country_iso2 else there)]
    return in_order(meeting, named)


def in_order(meeting: Meeting, delegations: Iterable[Delegation]) -> Attending:
    """`delegations` in the order of the meeting: its policy, then its manual moves; bodies by rank."""
    delegations = list(delegations)
    of_country = {d.country_iso2: d for d in delegations if d.country_iso2}
    rank = {iso2: d.rank for iso2, d in of_country.items() if d.rank is not None}
    countries = [d.country for d in of_country.values() if d.country]
    ordered = sort_countries(countries, meeting.order_policy, rank=rank, moves=meeting.order_moves)
    bodies = sorted((d for d in delegations if d.organization), key=_body_key)
    return Attending(
        countries=tuple(of_country[country.iso2] for country in ordered),
        host_bodies=tuple(d for d in bodies if d.body_iso2 and d.body_iso2 == meeting.country_iso2),
        others=tuple(d for d in bodies if not d.body_iso2 or d.body_iso2 != meeting.country_iso2),
    )


def _body_key(delegation: Delegation) -> tuple[int, str]:
    body = delegation.organization
    assert body is not None  # noqa: S101 - the caller chose delegations of bodies
    return (body.rank if body.rank is not None else 10_000, body.key)
