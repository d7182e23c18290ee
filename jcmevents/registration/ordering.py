"""The order in which a meeting lists its delegations, in every list and document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jcmevents.countries.ordering import sort_countries
from jcmevents.delegations.models import Delegation
from jcmevents.meetings.models import Meeting

UNRANKED = 10_000


@dataclass(frozen=True)
class Delegations:
    """Delegations of a meeting, in order, in the three parts in which documents list them."""

    countries: tuple[Delegation, ...]  # in the meeting's order
    host_bodies: tuple[Delegation, ...]  # bodies of the host country, by rank
    others: tuple[Delegation, ...]  # the secretariat and international bodies, by rank

    def __iter__(self) -> Iterator[Delegation]:
        return iter((*self.countries, *self.host_bodies, *self.others))


def in_order(meeting: Meeting, delegations: Iterable[Delegation]) -> Delegations:
    """`delegations` in the order of the meeting: its policy, then its manual moves; bodies by rank."""
    delegations = list(delegations)
    of_country = {d.country_iso2: d for d in delegations if d.country_iso2}
    rank = {iso2: d.rank for iso2, d in of_country.items() if d.rank is not None}
    countries = [d.country for d in of_country.values() if d.country]
    ordered = sort_countries(countries, meeting.order_policy, rank=rank, moves=meeting.order_moves)
    bodies = sorted((d for d in delegations if d.organization), key=_body_key)
    return Delegations(
        countries=tuple(of_country[country.iso2] for country in ordered),
        host_bodies=tuple(d for d in bodies if d.body_iso2 and d.body_iso2 == meeting.country_iso2),
        others=tuple(d for d in bodies if not d.body_iso2 or d.body_iso2 != meeting.country_iso2),
    )


def _body_key(delegation: Delegation) -> tuple[int, str]:
    body = delegation.organization
    assert body is not None  # noqa: S101 - the caller chose delegations of bodies
    return (body.rank if body.rank is not None else UNRANKED, body.key)
