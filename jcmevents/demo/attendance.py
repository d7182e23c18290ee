"""On which days the people of the demonstration were seen: whoever attended, on all of them."""

from datetime import datetime, time

from sqlalchemy import select

from jcmevents.accounts.models import User
from jcmevents.attendance.places import places
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Mode
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State


def enter_attendance(meeting: Meeting, by: User) -> None:
    """Tick the lists of the days, on site or online as people had registered."""
    attended = select(Registration.number, Registration.mode).where(
        Registration.meeting_id == meeting.id, Registration.state == State.ATTENDED
    )
    people = db.session.execute(attended).all()
    for place in (each for each in places(meeting).values() if each.session is None):
        evening = datetime.combine(place.day.held_on, time(18), meeting.tz)
        for mode in (Mode.ON_SITE, Mode.ONLINE):
            place.tick([number for number, way in people if way == mode], mode, by=by, at=evening)
