"""A training still to come, to register for: its days follow the day on which the demonstration is loaded."""

from datetime import datetime, time, timedelta

from jcmevents.accounts.models import User
from jcmevents.countries.models import Country
from jcmevents.delegations.models import Delegation
from jcmevents.demo.sources import Described, described
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Series
from jcmevents.questionnaire import starters
from jcmevents.questionnaire.models import FormField
from jcmevents.registration.answers import Answer
from jcmevents.registration.models import Registration
from jcmevents.travel.signatory import Signatory

WEEKS_AHEAD = 14
CLOSES_BEFORE = timedelta(days=30)
NOMINATIONS_BEFORE = timedelta(days=45)


def enter_upcoming(organizer: User, at: datetime) -> None:
    """Convene the training unless one of an earlier loading is there."""
    description = described("upcoming")
    if Meeting.by_slug(description["meeting"]["slug"]) is None:
        meeting = _convene(dict(description["meeting"]), organizer, at)
        Signatory.of(meeting).revise(**description["signatory"], by=organizer, at=at)
        FormField.add_all(meeting, starters.rows("training"), by=organizer, at=at)
        for invited in description["invited"]:
            _invite(meeting, dict(invited), organizer, at)
        for person in description["nominated"]:
            _nominate(meeting, dict(person), organizer, at)


def _convene(details: Described, organizer: User, at: datetime) -> Meeting:
    monday = at.date() + timedelta(weeks=WEEKS_AHEAD, days=-at.weekday())
    series = Series.by_key(details.pop("series"))
    last = monday + timedelta(days=details.pop("days") - 1)
    meeting = Meeting.convene(start=monday, end=last, **details, series=series, by=organizer, at=at)
    opening = datetime.combine(monday, time(17), tzinfo=meeting.tz)
    meeting.registration_opens_at = at
    meeting.registration_closes_at, meeting.nominations_due_at = opening - CLOSES_BEFORE, opening - NOMINATIONS_BEFORE
    meeting.publish(by=organizer, at=at)
    return meeting


def _invite(meeting: Meeting, details: Described, organizer: User, at: datetime) -> None:
    seats = {name: details.pop(name) for name in ("seats", "funded_seats")}
    country = Country.by_code(details.pop("country"))
    delegation = Delegation.admit(meeting, country=country, **seats, by=organizer, at=at)
    delegation.revise(**details, by=organizer, at=at)
    delegation.invite(by=organizer, at=at)


def _nominate(meeting: Meeting, details: Described, organizer: User, at: datetime) -> None:
    """Name a person in the delegation of a country, which comes; who has `answers` has sent the form with them."""
    iso2, answers = details.pop("country"), details.pop("answers", None)
    delegation = db.session.scalars(Delegation.of_meeting(meeting).where(Delegation.country_iso2 == iso2)).one()
    delegation.accept(by=organizer, at=at)
    account = User.by_email(details["email"])
    details |= {"user_id": account.id if account else None, "is_invented": True}
    person = Registration.nominate(delegation, **details, by=organizer, at=at)
    if answers:
        fields = [field for field in FormField.of(meeting) if field.is_asked_of(person.capacity)]
        Answer.keep(person, answers, fields=fields, by=organizer, at=at)
        person.submit(by=organizer, at=at)
