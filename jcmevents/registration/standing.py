"""Where a registration stands: everything the page of the person tells."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import select

from jcmevents.extensions import db
from jcmevents.mail.models import MailState, OutgoingMail
from jcmevents.registration.corrections import corrections_of, fields_of
from jcmevents.registration.history import StateChange
from jcmevents.registration.models import Registration
from jcmevents.registration.particulars import particulars
from jcmevents.registration.states import ALLOWED, State
from jcmevents.registration.steps import Step, possible_steps
from jcmevents.registration.timeline import Entry, timeline
from jcmevents.registration.waiting import in_line


class Standing:
    """`registration` as organizers see it."""

    def __init__(self, registration: Registration):
        self.registration = registration
        self.state = State(registration.state)

    @property
    def steps(self) -> list[Step]:
        return possible_steps(self.registration)

    @property
    def can_be_replaced(self) -> bool:
        return State.WITHDRAWN in ALLOWED[self.state]

    @property
    def particulars(self) -> list[tuple[str, str]]:
        return particulars(self.registration)

    @cached_property
    def entries(self) -> list[Entry]:
        return timeline(self.registration)

    @cached_property
    def corrections(self) -> list[tuple[str, str]]:
        """What the person is still asked to correct: label of the field and note."""
        labels = fields_of(self.registration.meeting)
        return [(labels.get(field, field), note) for field, note in corrections_of(self.registration).items()]

    @cached_property
    def place_in_line(self) -> tuple[int, int] | None:
        """The place on the waiting list of the delegation, from 1, and how many wait."""
        if self.state != State.WAITLISTED:
            return None
        waiting = in_line(self.registration.meeting, self.registration.delegation)
        return waiting.index(self.registration) + 1, len(waiting)

    @cached_property
    def replaces(self) -> Registration | None:
        return db.session.get(Registration, self.registration.slot_of_id) if self.registration.slot_of_id else None

    @cached_property
    def replaced_by(self) -> Registration | None:
        return db.session.scalar(select(Registration).where(Registration.slot_of_id == self.registration.id))

    @cached_property
    def mails(self) -> list[tuple[OutgoingMail, MailState]]:
        """The mails about the steps, the newest first, and how far each has come."""
        about = select(StateChange.mail_id).where(StateChange.registration_id == self.registration.id)
        mails = db.session.scalars(
            select(OutgoingMail).where(OutgoingMail.id.in_(about)).order_by(OutgoingMail.id.desc())
        )
        return [(mail, MailState(mail.state)) for mail in mails]
