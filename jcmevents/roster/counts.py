"""The figures above the roster: how many people, in which state, on how many of the seats."""

from collections.abc import Iterable

from sqlalchemy import Index, func, select

from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import SEATED, State

# Covers what the roster counts, so that the people themselves need not be read.
Index(
    "ix_registration_counted",
    Registration.meeting_id,
    Registration.delegation_id,
    Registration.state,
    Registration.funded,
    Registration.late,
)


class Counts:
    """How many people the whole meeting has, by state, and how many seats they take."""

    def __init__(self, meeting: Meeting, delegations: Iterable[Delegation]):
        groups = (Registration.state, Registration.funded, Registration.late)
        count = select(*groups, func.count()).where(Registration.meeting_id == meeting.id).group_by(*groups)
        self._groups = db.session.execute(count).all()
        self.seats, self.funded_seats = 0, 0
        for delegation in delegations:
            self.seats += delegation.seats
            self.funded_seats += delegation.funded_seats

    @property
    def states(self) -> dict[State, int]:
        """In the order of states, without zeros."""
        numbers = {state: sum(n for stored, _, _, n in self._groups if stored == state) for state in State}
        return {state: number for state, number in numbers.items() if number}

    @property
    def taken(self) -> int:
        """The seats taken."""
        return sum(n for state, _, late, n in self._groups if state in SEATED and not late)

    @property
    def funded(self) -> int:
        """The funded seats taken."""
        return sum(n for state, funded, late, n in self._groups if funded and state in SEATED and not late)

    @property
    def free(self) -> int:
        return max(0, self.seats - self.taken)

    @property
    def late(self) -> int:
        """Those nominated after the deadline who wait for the organizers."""
        return sum(n for state, _, late, n in self._groups if late and state in SEATED)
