"""The parts of a list of participants: governments first, then organizations by what they are."""

from __future__ import annotations

import enum

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from jcmevents.countries.models import HOST, Country
from jcmevents.countries.ordering import OrderPolicy, sort_countries
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import Delegations
from jcmevents.extensions import db
from jcmevents.organizations.models import Kind
from jcmevents.text import current_language, folded


class Part(enum.StrEnum):
    """A part of the list; they follow one another in this order."""

    PARTNERS = "partners"
    HOST = "host"
    COUNTRIES = "countries"
    GOVERNMENTS = "government_bodies"
    INTERNATIONAL = "international_organizations"
    NGOS = "ngos"
    ACADEMIA = "academia"
    COMPANIES = "companies"
    SECRETARIAT = "secretariat"

    @property
    def label(self) -> str:
        if self == self.HOST:
            return db.session.get_one(Country, HOST).name(current_language())
        return str(LABELS[self])

    @property
    def is_governmental(self) -> bool:
        return self in (self.PARTNERS, self.HOST, self.COUNTRIES, self.GOVERNMENTS)


LABELS = {
    Part.PARTNERS: _l("JCM partner countries"),
    Part.COUNTRIES: _l("Observer countries"),
    Part.GOVERNMENTS: _l("Ministries and agencies of other countries"),
    Part.INTERNATIONAL: _l("United Nations and intergovernmental organizations"),
    Part.NGOS: _l("Non-governmental organizations"),
    Part.ACADEMIA: _l("Academic institutions"),
    Part.COMPANIES: _l("Companies"),
    Part.SECRETARIAT: _l("Secretariat"),
}
PART_OF_KIND = {
    Kind.MINISTRY: Part.GOVERNMENTS,
    Kind.IMPLEMENTING_AGENCY: Part.GOVERNMENTS,
    Kind.INTERNATIONAL_ORGANIZATION: Part.INTERNATIONAL,
    Kind.NGO: Part.NGOS,
    Kind.ACADEMIA: Part.ACADEMIA,
    Kind.COMPANY: Part.COMPANIES,
    Kind.SECRETARIAT: Part.SECRETARIAT,
}


class Order(enum.StrEnum):
    """In which order the delegations of a part stand."""

    MEETING = "meeting"
    ENGLISH = "english"

    @property
    def label(self) -> str:
        if self == self.ENGLISH:
            return gettext("English alphabetical order, in every language")
        return gettext("the order of the meeting")


def parted(there: Delegations, partners: frozenset[str], order: Order) -> list[tuple[Part, list[Delegation]]]:
    """The delegations part by part; `partners` are the ISO codes of the partner countries."""
    parts: dict[Part, list[Delegation]] = {part: [] for part in Part}
    for delegation in _by_english_name(there) if order == Order.ENGLISH else there:
        parts[_part_of(delegation, there, partners)].append(delegation)
    return [(part, delegations) for part, delegations in parts.items() if delegations]


def _part_of(delegation: Delegation, there: Delegations, partners: frozenset[str]) -> Part:
    if delegation.country_iso2 == HOST or delegation in there.host_bodies:
        return Part.HOST
    if delegation.organization:
        return PART_OF_KIND[Kind(delegation.organization.kind)]
    return Part.PARTNERS if delegation.country_iso2 in partners else Part.COUNTRIES


def _by_english_name(there: Delegations) -> list[Delegation]:
    """Countries by their United Nations names, then bodies by their names."""
    of_country = {d.country_iso2: d for d in there.countries}
    countries = sort_countries((d.country for d in there.countries if d.country), OrderPolicy.EN_UN)
    bodies = sorted((*there.host_bodies, *there.others), key=lambda body: folded(body.name("en", "formal")))
    return [*(of_country[country.iso2] for country in countries), *bodies]
