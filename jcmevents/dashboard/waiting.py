"""What waits for the organizers, meeting by meeting."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from jcmevents.delegations.models import Delegation, InvitationState
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State

Counts = dict[tuple[int, str], int]  # by meeting and state


@dataclass(frozen=True)
class Waiting:
    """Of one meeting: people to decide about, delegations that have not answered, people nobody has marked yet."""

    meeting: Meeting
    to_confirm: int
    unanswered: int
    unmarked: int

    @property
    def total(self) -> int:
        return self.to_confirm + self.unanswered + self.unmarked


def waiting(today: date) -> list[Waiting]:
    """The meetings for which something waits, newest first. Three queries and one for their days."""
    people = _people()
    invitations = _invitations()
    ids = {meeting_id for meeting_id, _state in (*people, *invitations)}
    meetings = db.session.scalars(select(Meeting).where(Meeting.id.in_(ids))).all()
    rows = [_of(meeting, people, invitations, today) for meeting in meetings]
    return sorted((row for row in rows if row.total), key=lambda row: row.meeting.start_on, reverse=True)


def _people() -> Counts:
    states = (State.SUBMITTED, State.CONFIRMED)
    grouped = select(Registration.meeting_id, Registration.state, func.count()).where(Registration.state.in_(states))
    return {(m, s): n for m, s, n in db.session.execute(grouped.group_by(Registration.meeting_id, Registration.state))}


def _invitations() -> Counts:
    sent = Delegation.invitation == InvitationState.INVITED
    grouped = select(Delegation.meeting_id, Delegation.invitation, func.count()).where(sent)
    return {(m, s): n for m, s, n in db.session.execute(grouped.group_by(Delegation.meeting_id, Delegation.invitation))}


def _of(meeting: Meeting, people: Counts, invitations: Counts, today: date) -> Waiting:
    """Answers are awaited until the meeting is over, marks from its first day on."""
    here = Counter({state: n for (meeting_id, state), n in (people | invitations).items() if meeting_id == meeting.id})
    return Waiting(
        meeting=meeting,
        to_confirm=here[State.SUBMITTED],
        unanswered=here[InvitationState.INVITED] if today <= meeting.end_on else 0,
        unmarked=here[State.CONFIRMED] if today >= meeting.start_on else 0,
    )
