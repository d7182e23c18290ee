"""Mails about a registration, in the person's language."""

from datetime import datetime

from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.models import Registration


def queue_received(registration: Registration, *, at: datetime) -> None:
    """Tell the person that the registration has come in, and its number."""
    OutgoingMail.queue(
        "registration_received",
        to=registration.email,
        name=registration.full_name,
        lang=registration.lang,
        at=at,
        meeting_id=registration.meeting_id,
        dedupe_key=f"registration-received-{registration.number}",
        registration=registration,
        meeting=registration.meeting,
    )
