"""Which delegations are named wherever a document lists those who came."""

from __future__ import annotations

from sqlalchemy import select

from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import Delegations, in_order
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.record.figures import CountingRule, Group
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State


def attending(meeting: Meeting) -> Delegations:
    """The delegations with at least one person who was there; a country needs one who is counted."""
    rule = CountingRule.of(meeting)
    present = (
        select(Registration.delegation_id, Registration.capacity, Registration.mode)
        .where(Registration.meeting_id == meeting.id, Registration.state == State.ATTENDED)
        .distinct()
    )
    there: set[int] = set()
    counted: set[int] = set()
    for delegation_id, capacity, mode in db.session.execute(present):
        there.add(delegation_id)
        if rule.counts(Group(None, None, State.ATTENDED, capacity, mode, "", 1)):
            counted.add(delegation_id)
    everybody = db.session.scalars(Delegation.of_meeting(meeting)).all()
    named = [d for d in everybody if d.id in (counted if d.country_iso2 else there)]
    return in_order(meeting, named)
