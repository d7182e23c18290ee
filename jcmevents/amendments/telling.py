"""Telling focal points what has become of their amendments."""

from datetime import datetime

from jcmevents.amendments.models import Amendment
from jcmevents.delegations import mails
from jcmevents.delegations.focal_points import focal_points


def tell_answer(amendment: Amendment, *, at: datetime) -> None:
    registration = amendment.registration
    for person in focal_points(registration.delegation):
        context = {"registration": registration, "amendment": amendment}
        mails.queue("delegation_amendment_answered", registration.delegation, person, at=at, **context)
