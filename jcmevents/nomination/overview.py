"""What a focal point sees of the delegation at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask_babel import gettext

from jcmevents.delegations.letters import LetterState, NominationLetter
from jcmevents.delegations.models import Delegation, InvitationState
from jcmevents.extensions import db
from jcmevents.registration.heads import head_of, heads_by_day
from jcmevents.registration.late import is_late
from jcmevents.registration.models import Registration
from jcmevents.registration.protocol import gone_from, in_protocol_order
from jcmevents.registration.states import State

TO_COMPLETE = (State.INVITED, State.NOMINATED, State.NEEDS_CORRECTION)


@dataclass(frozen=True)
class Task:
    """Something the focal point is asked to do. `anchor` is the place on the page where it is done."""

    label: str
    is_done: bool
    anchor: str


class Overview:
    """One delegation at one moment; each part is read once."""

    def __init__(self, delegation: Delegation, at: datetime):
        self.delegation = delegation
        self.meeting = delegation.meeting
        self.is_late = is_late(delegation.meeting, at)
        self.is_over = at.astimezone(self.meeting.tz).date() > self.meeting.end_on

    @property
    def is_open(self) -> bool:
        """Whether anything can be changed."""
        return not self.is_over and self.delegation.invitation != InvitationState.DECLINED

    @cached_property
    def members(self) -> list[Registration]:
        return list(db.session.scalars(in_protocol_order(self.delegation)))

    @cached_property
    def gone(self) -> list[Registration]:
        return list(db.session.scalars(gone_from(self.delegation)))

    @cached_property
    def letters(self) -> list[NominationLetter]:
        """The newest first."""
        return list(db.session.scalars(NominationLetter.of(self.delegation)))

    @property
    def letter_state(self) -> LetterState:
        return LetterState(self.letters[0].state) if self.letters else LetterState.MISSING

    @cached_property
    def head(self) -> Registration | None:
        return head_of(self.delegation)

    @cached_property
    def heads_of_days(self) -> list[tuple[Any, Registration]]:
        """Day and person, for the days on which somebody else than the head leads."""
        named = heads_by_day(self.delegation)
        return [(day, named[day.id]) for day in self.meeting.days if day.id in named]

    @property
    def funded(self) -> tuple[int, int]:
        """Funded seats: how many are taken, how many there are."""
        return sum(m.funded for m in self.members if m.holds_seat), self.delegation.funded_seats

    @property
    def self_funded(self) -> tuple[int, int]:
        """The other seats: how many are taken, how many there are."""
        taken = sum(not m.funded for m in self.members if m.holds_seat)
        return taken, self.delegation.seats - self.delegation.funded_seats

    @property
    def seats_free(self) -> int:
        return max(0, self.delegation.seats - sum(m.holds_seat for m in self.members))

    @property
    def incomplete(self) -> list[Registration]:
        """Members whose own form is still awaited."""
        return [member for member in self.members if member.state in TO_COMPLETE]

    @property
    def tasks(self) -> list[Task]:
        """What the focal point is asked for, in the order in which it is usually done."""
        answered = self.delegation.invitation == InvitationState.ACCEPTED
        return [
            Task(gettext("Answer the invitation"), answered, "answer"),
            Task(gettext("Nominate the members"), bool(self.members), "people"),
            Task(gettext("Name the head of delegation"), self.head is not None, "people"),
            Task(
                gettext("Hand in the nomination letter or note verbale"),
                self.letter_state in (LetterState.RECEIVED, LetterState.CHECKED),
                "letter",
            ),
            Task(gettext("Every member completes the form"), bool(self.members) and not self.incomplete, "people"),
        ]
