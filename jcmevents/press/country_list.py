"""The order in which a release lists countries: its own, else the house's, else the meeting's; then moves by hand."""

from __future__ import annotations

from datetime import datetime

from jcmevents.accounts.models import User
from jcmevents.countries.ordering import apply_moves, sort_countries
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import Delegations, moves_to
from jcmevents.press.house import House
from jcmevents.press.models import Release


def countries_in_order(release: Release, house: House, there: Delegations) -> list[Delegation]:
    """The delegations of countries among `there`, as the release lists them."""
    by_code = {str(d.country_iso2): d for d in there.countries}
    return [by_code[code] for code in apply_moves(_by_policy(release, house, there), release.country_moves)]


def _by_policy(release: Release, house: House, there: Delegations) -> list[str]:
    """Their codes before anything is moved by hand."""
    policy = release.country_order or house.order
    if not policy:
        return [str(d.country_iso2) for d in there.countries]
    rank = {d.country_iso2: d.rank for d in there.countries if d.country_iso2 and d.rank is not None}
    countries = [d.country for d in there.countries if d.country]
    return [country.iso2 for country in sort_countries(countries, policy, rank=rank)]


def move_country(
    release: Release, house: House, there: Delegations, iso2: str, *, steps: int, by: User | None, at: datetime
) -> None:
    """Move the country so many places down the list (negative: up); one that is not listed stays where it is."""
    codes = [str(d.country_iso2) for d in countries_in_order(release, house, there)]
    if iso2 in codes:
        place = codes.index(iso2)
        codes.insert(max(0, place + steps), codes.pop(place))
        moves = moves_to(_by_policy(release, house, there), codes)
        release.arrange_countries(release.country_order, moves, by=by, at=at)
