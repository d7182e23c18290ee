"""Passports are deleted 30 days after the meeting, or at once where a registration ended before; claims after years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from jcmevents.extensions import db
from jcmevents.meetings.models import Day
from jcmevents.meetings.retention import meetings_past
from jcmevents.registration.models import Registration
from jcmevents.registration.retention import people_past
from jcmevents.retention import carries_out, kept_from, rows_changed
from jcmevents.travel.issuing import VisaLetter, visa_letter_person
from jcmevents.travel.journeys import FundedTravel, TravelLeg
from jcmevents.travel.passports import PassportReading, TravelDocument
from jcmevents.travel.visa import NOT_COMING, VisaRequest

KEPT_AFTER_MEETING = timedelta(days=30)


@carries_out("passport")
def forget_passports(at: datetime) -> int:
    """Delete the passports that are not needed any more, and the letters that show them."""
    over = _over(at)
    for request in over:
        request.forget_passport(by=None, at=at)
    return len(over)


def _over(at: datetime) -> Sequence[VisaRequest]:
    ended = Day.meetings_over_before((at - KEPT_AFTER_MEETING).date())
    holds = select(TravelDocument.registration_id)
    shown = VisaRequest.letters.any(VisaLetter.file_id.is_not(None))
    return db.session.scalars(
        select(VisaRequest)
        .join(VisaRequest.registration)
        .where(or_(Registration.meeting_id.in_(ended), Registration.state.in_(NOT_COMING)))
        .where(or_(VisaRequest.registration_id.in_(holds), shown))
    ).all()


@carries_out("participation")
def forget_requests(at: datetime) -> int:
    """Delete the requests for visa letters to meetings long over, and that there were letters."""
    forgotten = forget_passports(at)  # first: passports and files of letters are found by their requests
    db.session.flush()
    requests = select(VisaRequest.id).where(VisaRequest.registration_id.in_(people_past("participation", at)))
    return forgotten + rows_changed(
        delete(visa_letter_person).where(visa_letter_person.c.request_id.in_(requests)),
        delete(VisaLetter).where(VisaLetter.meeting_id.in_(meetings_past("participation", at))),
        delete(VisaRequest).where(VisaRequest.id.in_(requests)),
    )


@carries_out("claim")
def forget_claims(at: datetime) -> int:
    """Delete the funded journeys to meetings over longer than accounts are kept."""
    journeys = select(FundedTravel.id).where(FundedTravel.registration_id.in_(people_past("claim", at)))
    return rows_changed(
        delete(TravelLeg).where(TravelLeg.journey_id.in_(journeys)),
        delete(FundedTravel).where(FundedTravel.id.in_(journeys)),
    )


@carries_out("audit")
def forget_readings(at: datetime) -> int:
    """Delete the notes about who read a passport years ago."""
    return rows_changed(delete(PassportReading).where(PassportReading.read_at < kept_from("audit", at)))
