"""Passports are deleted 30 days after the meeting, or at once where a registration ended before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from jcmevents.extensions import db
from jcmevents.meetings.models import Day
from jcmevents.registration.models import Registration
from jcmevents.retention import carries_out
from jcmevents.travel.issuing import VisaLetter
from jcmevents.travel.passports import TravelDocument
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
