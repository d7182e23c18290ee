"""Who reads the agenda, and what that lets them see."""

from typing import Any

from sqlalchemy import exists, select

from jcmevents.agenda.drafting import draft
from jcmevents.agenda.kinds import Audience
from jcmevents.agenda.programme import Programme
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State

COMING = (State.CONFIRMED, State.ATTENDED)


def audience_of(user: Any, meeting: Meeting) -> Audience:
    """Staff are organizers here; participants are those whose registration is confirmed."""
    if getattr(user, "is_staff", False):
        return Audience.INTERNAL
    return Audience.PARTICIPANTS if user.is_authenticated and _takes_part(user, meeting) else Audience.PUBLIC


def _takes_part(user: Any, meeting: Meeting) -> bool:
    own = Registration.of_meeting(meeting).where(Registration.user_id == user.id, Registration.state.in_(COMING))
    return bool(db.session.scalar(select(exists(own.with_only_columns(Registration.id)))))


def programme_for(meeting: Meeting, audience: Audience) -> Programme:
    """The programme of `meeting` as `audience` may read it."""
    return draft(meeting).told_to(audience)
