"""What is told of a registered person, heading by heading, in the words of the database or of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row

from jcmevents.delegations.models import Delegation
from jcmevents.meetings.models import Meeting
from jcmevents.registration.corrections import register_fields
from jcmevents.registration.models import GENDER_LABELS, Registration
from jcmevents.registration.states import CAPACITY_LABELS, MODE_LABELS, STATE_LABELS

# What organizers are told of each person, and its heading: mail address yes, passport no.
HEADINGS: dict[str, Any] = {
    "number": _l("Number"),
    "delegation": _l("Delegation"),
    "country": _l("Country code"),
    "honorific": _l("Honorific"),
    "full_name": _l("Name"),
    "reading": _l("Reading"),
    "family_name": _l("Family name"),
    "given_name": _l("Given name"),
    "list_name": _l("Name for lists"),
    "badge_name": _l("Name for the badge"),
    "function": _l("Function"),
    "unit": _l("Organization and unit"),
    "capacity": _l("Capacity"),
    "state": _l("State"),
    "mode": _l("Takes part"),
    "funded": _l("Funded"),
    "late": _l("Nominated late"),
    "wants_visa_letter": _l("Wants a visa letter"),
    "gender": _l("Gender"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "lang": _l("Language"),
    "listed": _l("In the list for participants"),
    "listed_publicly": _l("In the public list"),
    "photographed": _l("May be photographed"),
    "recorded": _l("May be recorded"),
    "shares_address": _l("Shares the e-mail address"),
    "gets_news": _l("Gets news of later meetings"),
}
CONSENTED = ("listed", "listed_publicly", "photographed", "recorded", "shares_address", "gets_news")
OF_DELEGATION = ("delegation", "country")
# What the person has not entered and cannot put right.
NOT_THE_PERSONS = {"number", *OF_DELEGATION, "capacity", "state", "funded", "late", "lang"}
# The words for what is stored as a code.
LABELS: dict[str, Mapping[Any, Any]] = {
    "capacity": CAPACITY_LABELS,
    "state": STATE_LABELS,
    "mode": MODE_LABELS,
    "gender": GENDER_LABELS,
}
# `delegation_id` and keys of HEADINGS other than those OF_DELEGATION, as stored.
Person = Row[Any] | Registration


@register_fields
def correctable(_meeting: Meeting) -> Iterator[tuple[str, Any]]:
    """Key and label of the fields that the person can be asked to correct."""
    return ((key, label) for key, label in HEADINGS.items() if key not in NOT_THE_PERSONS)


def stored(
    person: Person, delegation: Delegation, delegation_name: str, keys: Iterable[str] = tuple(HEADINGS)
) -> dict[str, Any]:
    """What is told of `person` in `delegation` under `keys`, in the words of the database."""
    own = {"delegation": delegation_name, "country": delegation.country_iso2 or ""}
    return {key: own[key] if key in own else getattr(person, key) for key in keys}


def written(key: str, value: Any) -> str:
    """The stored `value` of a key of HEADINGS in the words of the reader."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return str(LABELS[key][value]) if key in LABELS else str(value)


def particulars(registration: Registration) -> list[tuple[str, str]]:
    """Heading and text of everything that organizers are told of the person, in the words of the reader."""
    told = stored(registration, registration.delegation, registration.delegation.name())
    return [(str(HEADINGS[key]), written(key, value)) for key, value in told.items()]
