"""The order in which a meeting lists its delegations, in every list and document, and how it is changed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jcmevents.countries.models import HOST
from jcmevents.countries.ordering import sort_countries
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.organizations.models import Kind

GOVERNMENT = (Kind.MINISTRY, Kind.IMPLEMENTING_AGENCY)
UNRANKED = 10_000  # bodies without a rank stand behind those with one

Move = list[str]  # [code, "before" or "after", code], see countries.ordering.apply_moves


@dataclass(frozen=True)
class Delegations:
    """Delegations of a meeting, in order, in the three parts in which documents list them."""

    countries: tuple[Delegation, ...]  # in the meeting's order
    host_bodies: tuple[Delegation, ...]  # ministries and agencies of Japan, by rank
    others: tuple[Delegation, ...]  # the secretariat, international and private bodies, by rank

    def __iter__(self) -> Iterator[Delegation]:
        return iter((*self.countries, *self.host_bodies, *self.others))


def all_in_order(meeting: Meeting) -> Delegations:
    """All delegations of `meeting` in its order."""
    return in_order(meeting, db.session.scalars(Delegation.of_meeting(meeting)))


def in_order(meeting: Meeting, delegations: Iterable[Delegation]) -> Delegations:
    """`delegations` in the order of the meeting: its policy, then its manual moves; bodies by rank."""
    delegations = list(delegations)
    of_country = {d.country_iso2: d for d in delegations if d.country_iso2}
    bodies = sorted((d for d in delegations if d.organization), key=_body_key)
    return Delegations(
        countries=tuple(of_country[code] for code in _codes(meeting, delegations, meeting.order_moves)),
        host_bodies=tuple(d for d in bodies if _is_of_host(d)),
        others=tuple(d for d in bodies if not _is_of_host(d)),
    )


def moves_with(meeting: Meeting, delegations: Iterable[Delegation], country_iso2: str, *, steps: int) -> list[Move]:
    """The meeting's moves after its country has gone `steps` places down (negative: up) among `delegations`.

    They lead from the order of the policy to the new one, however often buttons were pressed in between.
    """
    delegations = list(delegations)
    codes = _codes(meeting, delegations, meeting.order_moves)
    place = codes.index(country_iso2)
    codes.insert(max(0, place + steps), codes.pop(place))
    return moves_to(_codes(meeting, delegations, ()), codes)


def moves_to(start: Sequence[str], wanted: Sequence[str]) -> list[Move]:
    """The moves that bring the codes from the order `start` into the order `wanted`.

    There is one for each pair that changes places, nearest first, as in sorting by insertion: so they bring any part
    of the list into the wanted order too, and those who did not come leave no trace.
    """
    place = {code: number for number, code in enumerate(wanted)}
    moves: list[Move] = []
    for number, code in enumerate(start):
        passed = sorted((c for c in start[:number] if place[c] > place[code]), key=place.__getitem__, reverse=True)
        moves += [[code, "before", other] for other in passed]
    return moves


def _codes(meeting: Meeting, delegations: Iterable[Delegation], moves: Iterable[Sequence[str]]) -> list[str]:
    """The ISO codes of the countries among `delegations` by the policy of the meeting, then with `moves`."""
    of_countries = [d for d in delegations if d.country]
    rank = {d.country_iso2: d.rank for d in of_countries if d.country_iso2 and d.rank is not None}
    countries = [d.country for d in of_countries if d.country]
    return [c.iso2 for c in sort_countries(countries, meeting.order_policy, rank=rank, moves=moves)]


def _is_of_host(delegation: Delegation) -> bool:
    """Of Japan's government, wherever the meeting is held: such bodies are listed under their country's name."""
    body = delegation.organization
    return body is not None and body.country_iso2 == HOST and body.kind in GOVERNMENT


def _body_key(delegation: Delegation) -> tuple[int, str]:
    body = delegation.organization
    assert body is not None  # noqa: S101 - the caller chose delegations of bodies
    return (body.rank if body.rank is not None else UNRANKED, body.key)
