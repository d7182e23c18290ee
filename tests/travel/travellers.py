"""People who want visa letters."""

from datetime import date
from typing import Any

from jcmevents.accounts.models import Role, User
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.travel.issuing import VisaLetter
from jcmevents.travel.letters import LetterKind
from jcmevents.travel.passports import Passport, PassportKind, Sex
from jcmevents.travel.signatory import Signatory
from jcmevents.travel.visa import Stay, VisaRequest
from tests.factories import NOW, make_delegation, make_registration, make_user

CANARY = "TZ7X41908823"  # a passport number that must not turn up where it has no business


def make_passport(**values: Any) -> Passport:
    details = {
        "number": CANARY,
        "kind": PassportKind.ORDINARY,
        "issuing_country": "MN",
        "nationality": "MN",
        "sex": Sex.FEMALE,
        "born_on": date(1980, 5, 4),
        "issued_on": date(2021, 3, 2),
        "expires_on": date(2031, 3, 1),
        **values,
    }
    return Passport(**details)


def make_stay(**values: Any) -> Stay:
    details = {
        "arrives_on": date(2025, 2, 16),
        "leaves_on": date(2025, 2, 20),
        "lodging": "Hotel Hayama, 1-1 Horiuchi, Hayama",
        "applies_in": "MN",
        **values,
    }
    return Stay(**details)


def make_traveller(**values: Any) -> Registration:
    """A confirmed person who wants visa letters. `funded`: the host pays."""
    if "delegation" not in values:
        values["delegation"] = make_delegation(seats=20, funded_seats=20)
    person = make_registration(**{"full_name": "Бат-Эрдэнэ Үүрийнтуяа", "wants_visa_letter": True, **values})
    person.confirm(by=None, at=NOW)
    return person


def make_request(person: Registration | None = None, *, checked: bool = False, **passport: Any) -> VisaRequest:
    request = VisaRequest.ask(person or make_traveller(), make_stay(), make_passport(**passport), by=None, at=NOW)
    if checked:
        request.check(by=None, at=NOW)
        make_signatory(request.registration.meeting)
    return request


SIGNED = {
    "names": {"ja": "葉山 花子", "en": "Hanako HAYAMA"},
    "positions": {"ja": "センター長", "en": "Director"},
    "addresses": {"ja": "神奈川県葉山町上山口2108-11", "en": "2108-11 Kamiyamaguchi, Hayama, Japan"},
    "phone": "+81 46 855 3700",
}


def make_signatory(meeting: Meeting, **values: Any) -> Signatory:
    signatory = Signatory.of(meeting)
    signatory.revise(**{**SIGNED, **values}, by=None, at=NOW)
    return signatory


def make_clerk(**values: Any) -> User:
    return make_user(Role.TRAVEL, **values)


def make_lost_letter(request: VisaRequest) -> VisaLetter:
    """A letter of which the file has been deleted."""
    details = {"kind": LetterKind.INVITATION, "lang": "en", "number": "A6IPC-V-2024-00001", "issued_at": NOW}
    letter = VisaLetter(meeting_id=request.meeting_id, issued_by=make_clerk(), requests=[request], **details)
    db.session.add(letter)
    db.session.flush()
    return letter
