"""Everybody of a meeting who wants visa letters, as the travel desk goes through them."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.travel.passports import TravelDocument
from jcmevents.travel.visa import NOT_COMING, VisaRequest, VisaState

UNTOLD = "untold"  # stands for people who want letters and have told nothing yet


class Applicant(NamedTuple):
    """`ending` is that of the passport; both are None as long as nothing is known."""

    registration: Registration
    request: VisaRequest | None
    ending: str | None

    @property
    def stage(self) -> str:
        return self.request.state if self.request else UNTOLD


def stages() -> list[tuple[str, str, str]]:
    """Key, label and tone of where an applicant can stand, in the order of the work."""
    return [(UNTOLD, gettext("nothing told yet"), "warn"), *((state, state.label, state.tone) for state in VisaState)]


class Queue:
    """The applicants of a meeting; those of one `stage` if it is given (a VisaState or UNTOLD)."""

    def __init__(self, meeting: Meeting, stage: str = ""):
        everybody = _applicants(meeting)
        self.counts = Counter(applicant.stage for applicant in everybody)
        self.stage = stage if stage in {UNTOLD, *VisaState} else ""
        self.applicants = [applicant for applicant in everybody if self.stage in ("", applicant.stage)]


def _applicants(meeting: Meeting) -> list[Applicant]:
    """Those who have waited longest first, then those who have told nothing."""
    comes = Registration.wants_visa_letter.is_(True) & Registration.state.not_in(NOT_COMING)
    query = (
        select(Registration, VisaRequest, TravelDocument.ending)
        .outerjoin(VisaRequest, VisaRequest.registration_id == Registration.id)
        .outerjoin(TravelDocument, TravelDocument.registration_id == Registration.id)
        .where(Registration.meeting_id == meeting.id, comes | VisaRequest.id.is_not(None))
        .options(joinedload(Registration.delegation))
        .order_by(VisaRequest.asked_at.is_(None), VisaRequest.asked_at, Registration.id)
    )
    return [Applicant(*row) for row in db.session.execute(query)]
