"""Passports: what is refused, who may read them, how they are sealed and deleted."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from jcmevents.accounts.models import Role
from jcmevents.audit import AuditEntry
from jcmevents.crypto import DecryptionFailed
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.travel.passports import PassportReading, TravelDocument
from jcmevents.travel.retention import forget_passports
from jcmevents.travel.visa import VisaRequest, VisaState
from tests.factories import NOW, make_user
from tests.travel.travellers import CANARY, make_clerk, make_passport, make_request, make_stay, make_traveller


def document_of(request):
    return TravelDocument.of(request.registration)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": "12"}, "number"),
        ({"number": "ТЗ1234567"}, "number"),  # Cyrillic letters
        ({"born_on": date(2022, 1, 1)}, "born_on"),
        ({"issued_on": date(2025, 2, 18)}, "issued_on"),
        ({"expires_on": date(2021, 3, 2)}, "expires_on"),
        ({"expires_on": date(2025, 2, 19)}, "expires_on"),  # the day before the person leaves
    ],
)
def test_passport_that_cannot_be_is_refused_at_its_field(session, wrong, field):
    person = make_traveller()
    with pytest.raises(RuleBroken) as broken:
        VisaRequest.ask(person, make_stay(), make_passport(**wrong), by=None, at=NOW)
    assert broken.value.field == field
    assert not any(CANARY in str(part) for part in broken.value.args)


def test_number_is_kept_without_what_was_typed_to_fill_it_in(session):
    document = document_of(make_request(number="ab 123-4567"))
    assert document.read(by=make_clerk(), why="to compare", at=NOW).number == "AB1234567"
    assert document.masked == "••••••567"


def test_passport_valid_to_the_last_day_is_accepted(session):
    assert make_request(expires_on=date(2025, 2, 20)).state == VisaState.ASKED


def test_passport_is_sealed_and_opens_in_its_own_place_only(session):
    mine, theirs = document_of(make_request()), document_of(make_request())
    session.commit()
    stored = db.session.execute(text("SELECT sealed FROM travel_document")).scalars().all()
    assert not any(CANARY.encode() in bytes(sealed) or b"1980-05-04" in bytes(sealed) for sealed in stored)
    mine.sealed = theirs.sealed
    with pytest.raises(DecryptionFailed):
        mine.read(by=make_clerk(), why="to compare", at=NOW)


def test_reading_is_noted_with_reader_time_and_reason(session):
    document, clerk = document_of(make_request()), make_clerk()
    assert document.read(by=clerk, why="  The embassy asks  ", at=NOW) == make_passport()
    session.commit()
    reading = session.scalar(PassportReading.of(document.registration))
    assert (reading.read_by, reading.read_at, reading.reason) == (clerk, NOW, "The embassy asks")
    entry = session.scalar(select(AuditEntry).where(AuditEntry.action == "travel_document.read"))
    assert (entry.actor_id, entry.object_id, entry.meeting_id) == (clerk.id, document.id, document.meeting_id)


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.PRESS, None])
def test_others_than_the_travel_desk_read_nothing(session, role):
    with pytest.raises(RuleBroken, match="Only the travel desk"):
        document_of(make_request()).read(by=make_user(*[role] if role else []), why="I am curious", at=NOW)


def test_reading_without_a_reason_is_refused(session):
    with pytest.raises(RuleBroken, match="why you need"):
        document_of(make_request()).read(by=make_clerk(), why=" x ", at=NOW)


def test_passport_is_deleted_30_days_after_the_meeting(session):
    request = make_request()  # of a meeting that ends on 19 February 2025
    forget_passports(NOW + timedelta(days=32))
    assert document_of(request) is not None
    forget_passports(NOW + timedelta(days=33))
    assert document_of(request) is None
    assert request.state == VisaState.ASKED


def test_passport_of_somebody_who_withdrew_is_deleted_at_once(session):
    request, other = make_request(), make_request()
    request.registration.withdraw(by=None, at=NOW)
    forget_passports(NOW)
    assert (document_of(request), document_of(other) is None) == (None, False)
