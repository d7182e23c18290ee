"""The entries of delegations as the list will print them, with what their focal points said about them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select

from jcmevents.amendments.models import Amendment, Answer, EntryCheck
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import all_in_order
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.record.attending import Stage
from jcmevents.record.rule import CountingRule
from jcmevents.registration.models import Registration
from jcmevents.registration.states import Capacity


@dataclass(frozen=True)
class EntryToCheck:
    """A person on the list; `amendment` is the newest."""

    registration: Registration
    check: EntryCheck | None
    amendment: Amendment | None

    @property
    def printed(self) -> str:
        """As it is printed, line by line."""
        return printed(self.registration)

    @property
    def is_checked(self) -> bool:
        return self.check is not None and self.check.printed == self.printed

    @property
    def waits(self) -> bool:
        """Whether the secretariat has to answer."""
        return self.amendment is not None and self.amendment.answer == Answer.OPEN


@dataclass(frozen=True)
class DelegationToCheck:
    delegation: Delegation
    entries: tuple[EntryToCheck, ...]

    @property
    def checked(self) -> int:
        return sum(entry.is_checked for entry in self.entries)

    @property
    def waiting(self) -> list[EntryToCheck]:
        return [entry for entry in self.entries if entry.waits]

    @property
    def is_confirmed(self) -> bool:
        """Whether there is nothing to say any more."""
        return all(entry.is_checked for entry in self.entries)


def printed(registration: Registration) -> str:
    name = f"{registration.honorific} {registration.name_for_list}".strip()
    return "\n".join(text for text in (name, registration.function, registration.unit) if text)


def to_check(meeting: Meeting, at: datetime, delegation: Delegation | None = None) -> list[DelegationToCheck]:
    """The delegations with people on the list, in the order of the meeting, or one alone. Few queries."""
    people: dict[int, list[EntryToCheck]] = defaultdict(list)
    checks, amendments = _checks(meeting), _amendments(meeting)
    for person in _on_the_list(meeting, at, delegation):
        people[person.delegation_id].append(EntryToCheck(person, checks.get(person.id), amendments.get(person.id)))
    delegations = [delegation] if delegation else all_in_order(meeting)
    return [DelegationToCheck(each, tuple(people[each.id])) for each in delegations if each.id in people]


def _on_the_list(meeting: Meeting, at: datetime, delegation: Delegation | None) -> list[Registration]:
    rule, stage = CountingRule.of(meeting), Stage.of(meeting, at)
    head_first = case((Registration.capacity == Capacity.HEAD, 0), else_=1)
    query = select(Registration).where(Registration.meeting_id == meeting.id, Registration.state.in_(stage.states))
    if delegation:
        query = query.where(Registration.delegation_id == delegation.id)
    found = db.session.scalars(query.order_by(head_first, Registration.position, Registration.id))
    return [person for person in found if rule.names(person.capacity, person.mode)]


def _checks(meeting: Meeting) -> dict[int, EntryCheck]:
    here = select(Registration.id).where(Registration.meeting_id == meeting.id)
    found = db.session.scalars(select(EntryCheck).where(EntryCheck.registration_id.in_(here)))
    return {check.registration_id: check for check in found}


def _amendments(meeting: Meeting) -> dict[int, Amendment]:
    """The newest of each person."""
    here = select(Registration.id).where(Registration.meeting_id == meeting.id)
    found = select(Amendment).where(Amendment.registration_id.in_(here)).order_by(Amendment.id)
    return {amendment.registration_id: amendment for amendment in db.session.scalars(found)}
