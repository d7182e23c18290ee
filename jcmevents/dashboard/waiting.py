"""What waits for the organizers, meeting by meeting."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from jcmevents.delegations.models import Delegation, InvitationState
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import State as ProposalState
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State

Counts = dict[tuple[int, str], int]  # by meeting and state


@dataclass(frozen=True)
class Waiting:
    """Of one meeting: people to decide about, delegations without an answer, people not marked, proposals to table."""

    meeting: Meeting
    to_confirm: int
    unanswered: int
    unmarked: int
    to_table: int

    @property
    def total(self) -> int:
        return self.to_confirm + self.unanswered + self.unmarked + self.to_table


def waiting(today: date) -> list[Waiting]:
    """The meetings for which something waits, newest first. Four queries and one for their days."""
    people, invitations, proposals = _people(), _invitations(), _proposals()
    ids = {meeting_id for meeting_id, _state in (*people, *invitations)} | set(proposals)
    meetings = db.session.scalars(select(Meeting).where(Meeting.id.in_(ids))).all()
    rows = [_of(meeting, people | invitations, proposals[meeting.id], today) for meeting in meetings]
    return sorted((row for row in rows if row.total), key=lambda row: row.meeting.start_on, reverse=True)


def _people() -> Counts:
    states = (State.SUBMITTED, State.CONFIRMED)
    grouped = select(Registration.meeting_id, Registration.state, func.count()).where(Registration.state.in_(states))
    return {(m, s): n for m, s, n in db.session.execute(grouped.group_by(Registration.meeting_id, Registration.state))}


def _invitations() -> Counts:
    sent = Delegation.invitation == InvitationState.INVITED
    grouped = select(Delegation.meeting_id, Delegation.invitation, func.count()).where(sent)
    return {(m, s): n for m, s, n in db.session.execute(grouped.group_by(Delegation.meeting_id, Delegation.invitation))}


def _proposals() -> Counter[int]:
    """How many were handed in and lie on no table yet, by meeting."""
    grouped = select(Proposal.meeting_id, func.count()).where(Proposal.state == ProposalState.SUBMITTED)
    return Counter({meeting_id: n for meeting_id, n in db.session.execute(grouped.group_by(Proposal.meeting_id))})


def _of(meeting: Meeting, counts: Counts, proposals: int, today: date) -> Waiting:
    """Answers and proposals are awaited until the meeting is over, marks from its first day on."""
    here = Counter({state: n for (meeting_id, state), n in counts.items() if meeting_id == meeting.id})
    is_over = today > meeting.end_on
    return Waiting(
        meeting=meeting,
        to_confirm=here[State.SUBMITTED],
        unanswered=0 if is_over else here[InvitationState.INVITED],
        unmarked=here[State.CONFIRMED] if today >= meeting.start_on else 0,
        to_table=0 if is_over else proposals,
    )
