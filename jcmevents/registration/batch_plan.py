"""Whom an organizer has chosen for a step, with whom it is possible, and with whom not and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from urllib.parse import parse_qsl

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.mails import recipient_of
from jcmevents.registration.models import Registration
from jcmevents.registration.numbers import as_written
from jcmevents.registration.selection import Selection
from jcmevents.registration.states import SEATED, State
from jcmevents.registration.steps import Step


def selected_by(meeting: Meeting, filter: str) -> list[str]:
    """Numbers of the people whom the `filter` (the query of the roster's address) selects."""
    ids = Selection.understood(dict(parse_qsl(filter))).ids(meeting)
    return list(db.session.scalars(select(Registration.number).where(Registration.id.in_(ids))))


class Plan:
    """The people with these `numbers` (those that exist), as they are now."""

    def __init__(self, meeting: Meeting, numbers: Iterable[str]):
        self.meeting = meeting
        self.numbers = list(dict.fromkeys(as_written(number) for number in numbers))

    @cached_property
    def people(self) -> list[Registration]:
        chosen = Registration.of_meeting(self.meeting).where(Registration.number.in_(self.numbers))
        in_order = chosen.order_by(Registration.delegation_id, Registration.position, Registration.id)
        return list(db.session.scalars(in_order.options(joinedload(Registration.delegation))))

    def possible(self, step: Step) -> list[Registration]:
        hindered = {person.id for person, _why in self.hindered(step)}
        return [person for person in self.people if person.id not in hindered]

    def hindered(self, step: Step) -> list[tuple[Registration, str]]:
        """With whom the step is not possible, and why."""
        taken, newly = Registration.seats_taken_at(self.meeting), defaultdict[int, int](int)
        hindered = []
        for person in self.people:
            delegation, takes_seat = person.delegation, step.leads_to in SEATED and not person.holds_seat
            if not step.is_possible_in_passing(State(person.state)):
                hindered.append((person, gettext("is “%(state)s”", state=State(person.state).label)))
            elif takes_seat and taken.get(delegation.id, 0) + newly[delegation.id] >= delegation.seats:
                hindered.append((person, gettext("no seat is free")))
            else:
                newly[delegation.id] += takes_seat
        return hindered

    def unreachable(self) -> list[Registration]:
        """Those of whom no mail address is known."""
        return [person for person in self.people if recipient_of(person) is None]

    def languages(self) -> list[str]:
        """The languages in which the people get their mails."""
        return sorted({person.lang for person in self.people})
