"""Finding the registration that an address names."""

from flask import abort

from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration


def found(meeting: Meeting, number: str) -> Registration:
    """The registration with this number at this meeting; else 404."""
    return Registration.found_in(meeting, number) or abort(404)
