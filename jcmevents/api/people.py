"""What is told of a registered person, and what may be entered: the fields of both, and nothing beside them.

No passport, no needs, no answers, no gender: programs have no business with them.
"""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from marshmallow import ValidationError, fields

from jcmevents.api.fields import Line, Listed, OneWord, UtcInstant, Whole, language_field
from jcmevents.api.paging import LARGEST
from jcmevents.registration.models import Registration
from jcmevents.registration.states import MODE_LABELS, Capacity

PLAIN = (
    *("number", "version", "state", "capacity", "mode", "full_name", "honorific", "reading", "function", "unit"),
    *("list_name", "badge_name", "family_name", "given_name", "email", "phone", "lang", "funded", "late", "created_at"),
)


class DelegationOfPerson(Listed):
    id = fields.Integer()
    country = fields.String(allow_none=True)
    name = fields.String()


class RegistrationTold(Listed):
    """A person at a meeting. `version` is the ETag: send it as If-Match to change something."""

    number = fields.String(metadata={"description": "Its name in addresses."})
    version = fields.Integer()
    state = fields.String()
    delegation = fields.Nested(DelegationOfPerson)
    capacity = fields.String()
    mode = fields.String()
    full_name = fields.String(metadata={"description": "As in the passport."})
    honorific = fields.String()
    reading = fields.String()
    function = fields.String()
    unit = fields.String()
    list_name = fields.String()
    badge_name = fields.String()
    family_name = fields.String()
    given_name = fields.String()
    email = fields.String()
    phone = fields.String()
    lang = fields.String()
    funded = fields.Boolean()
    late = fields.Boolean()
    created_at = UtcInstant()


def _is_address(text: str) -> None:
    try:
        if text:
            validate_email(text, check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError as error:
        raise ValidationError([gettext("This is no e-mail address.")]) from error


class PersonChanged(Listed):
    """What may be changed of a person. What is left out stays as it is."""

    full_name = Line(longest=200, shortest=1, metadata={"description": "In full, as in the passport."})
    honorific = Line(longest=20, metadata={"description": "As the person uses it: Ms., H.E. Mr., Sra."})
    reading = Line(longest=200, metadata={"description": "In kana, for Japanese names."})
    function = Line(longest=300)
    unit = Line(longest=300)
    capacity = OneWord(Capacity)
    mode = OneWord(MODE_LABELS)
    email = Line(longest=254, check=_is_address)
    phone = Line(longest=40)
    list_name = Line(longest=200)
    badge_name = Line(longest=200)
    family_name = Line(longest=100)
    given_name = Line(longest=100)
    lang = language_field("The language of mails to the person.")


class PersonEntered(PersonChanged):
    """A new person. State, number and seat follow from the rules; nobody sets them."""

    full_name = Line(longest=200, shortest=1, required=True, metadata={"description": "In full, as in the passport."})
    delegation = Whole(
        least=1, most=LARGEST, required=True, strict=True, metadata={"description": "The id of a delegation."}
    )


def told(registration: Registration) -> dict[str, Any]:
    delegation = registration.delegation
    of_person = {"id": delegation.id, "country": delegation.country_iso2, "name": delegation.name()}
    return {name: getattr(registration, name) for name in PLAIN} | {"delegation": of_person}


def etag(registration: Registration) -> str:
    return f'"{registration.version}"'
