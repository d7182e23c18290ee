"""The agenda of a meeting of the demonstration."""

from datetime import datetime, time
from typing import Any

from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.demo.sources import Described, described
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration


def enter_programme(meeting: Meeting, by: User, at: datetime) -> dict[str, Session]:
    """Schedule what agenda-<slug>.yaml describes; the sessions that have a code by that code."""
    programme = described(f"agenda-{meeting.slug}")
    rooms = {key: Room.open(meeting, names, by=by, at=at) for key, names in programme["rooms"].items()}
    sessions = [_schedule(meeting, session, rooms, by, at) for session in programme["sessions"]]
    return {session.code: session for session in sessions if session.code}


def _schedule(meeting: Meeting, description: Described, rooms: dict[str, Room], by: User, at: datetime) -> Session:
    details = dict(description)
    items = details.pop("items", ())
    details["day"] = next(day for day in meeting.days if day.held_on == details["day"])
    details["room"] = rooms.get(details.get("room", ""))
    details["people"] = _people(meeting, details.pop("moderators", ()), "moderator")
    for name in ("starts", "ends"):
        details[name] = time.fromisoformat(details[name])
    session = Session.schedule(meeting, **details, by=by, at=at)
    for item in items:
        _add_item(session, item)
    return session


def _add_item(session: Session, description: Described) -> None:
    details: dict[str, Any] = dict(description)
    details["people"] = _people(session.meeting, details.pop("speakers", ()), "speaker")
    if "starts" in details:
        details["starts"] = time.fromisoformat(details["starts"])
    session.add_item(**details)


def _people(meeting: Meeting, people: list[Described], duty: str) -> list[dict[str, Any]]:
    """Either with `names`, or `person`: the e-mail address of somebody registered, who gives name and function."""
    return [_role(meeting, dict(person)) | {"duty": duty} for person in people]


def _role(meeting: Meeting, person: Described) -> Described:
    if email := person.pop("person", None):
        found = Registration.of_meeting(meeting).where(Registration.email == email)
        person["registration_id"] = db.session.scalars(found).one().id
    return person
