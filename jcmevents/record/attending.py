"""Which delegations are named wherever a document lists those who came."""

from __future__ import annotations

import enum
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select

from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import Delegations, in_order
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.record.rule import CountingRule
from jcmevents.registration.models import Registration
from jcmevents.registration.states import EXPECTED, State


class Stage(enum.StrEnum):
    """Of whom a list tells: of those expected, or of those who came."""

    PROVISIONAL = "provisional"
    FINAL = "final"

    @classmethod
    def of(cls, meeting: Meeting, now: datetime) -> Stage:
        """Final from the day after the meeting, by the calendar of its place."""
        return cls.FINAL if now.astimezone(meeting.tz).date() > meeting.end_on else cls.PROVISIONAL

    @property
    def states(self) -> set[State]:
        """The states of the registrations such a list tells of."""
        return {State.ATTENDED} if self == self.FINAL else EXPECTED

    @property
    def label(self) -> str:
        return gettext("final") if self == self.FINAL else gettext("provisional")


def attending(meeting: Meeting, stage: Stage = Stage.FINAL) -> Delegations:
    """The delegations with at least one person there (or expected) whom the meeting's rule counts.

    A body is named for its secretariat's staff too, although they are not counted.
    """
    rule = CountingRule.of(meeting)
    people = select(Registration.delegation_id, Registration.capacity, Registration.mode).distinct()
    rows = db.session.execute(people.where(Registration.meeting_id == meeting.id, Registration.state.in_(stage.states)))
    seen = [(delegation_id, (capacity, mode)) for delegation_id, capacity, mode in rows]
    counted = {delegation_id for delegation_id, person in seen if rule.counts(*person)}
    named = {delegation_id for delegation_id, person in seen if rule.names(*person)}
    everybody = db.session.scalars(Delegation.of_meeting(meeting)).all()
    return in_order(meeting, [d for d in everybody if d.id in (counted if d.country_iso2 else named)])
