"""The agenda of a meeting of the demonstration."""

from datetime import datetime, time
from typing import Any

from jcmevents.accounts.models import User
from jcmevents.agenda.models import Item, Room, Session
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
    for name in ("starts", "ends"):
        details[name] = time.fromisoformat(details[name])
    session = Session.schedule(meeting, **details, by=by, at=at)
    for item in items:
        _add_item(session, item)
    return session


def _add_item(session: Session, description: Described) -> None:
    details: dict[str, Any] = dict(description)
    speakers = details.pop("speakers", ())
    if "starts" in details:
        details["starts"] = time.fromisoformat(details["starts"])
    item = session.add_item(**details)
    for speaker in speakers:
        _add_speaker(item, session.meeting, dict(speaker))


def _add_speaker(item: Item, meeting: Meeting, speaker: Described) -> None:
    """Either `name`, or `person`: the e-mail address of somebody registered, who gives name and function."""
    if "person" in speaker:
        found = Registration.of_meeting(meeting).where(Registration.email == speaker.pop("person"))
        person = db.session.scalars(found).one()
        speaker["affiliation"] = f"{person.function}, {person.delegation.name('en')}"
        speaker |= {"name": person.name_for_list, "registration_id": person.id}
    item.add_speaker(**speaker)
