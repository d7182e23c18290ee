"""Asking the focal points to check the entries of their delegations."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext

from jcmevents.accounts.models import User
from jcmevents.amendments.entries import DelegationToCheck, to_check
from jcmevents.delegations import mails
from jcmevents.delegations.focal_points import focal_points
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.meetings.models import Meeting
from jcmevents.record.list_plan import ListPlan


def to_ask(delegations: Iterable[DelegationToCheck]) -> list[Delegation]:
    """Those that have not confirmed and can be written to."""
    silent = (each.delegation for each in delegations if not each.is_confirmed)
    return [delegation for delegation in silent if focal_points(delegation)]


def ask_to_check(meeting: Meeting, *, by: User | None, at: datetime) -> int:
    """Mail the focal points of each delegation that has not confirmed, with a private link; how many delegations."""
    plan = ListPlan.of(meeting)
    if not plan.takes_amendments(at):
        raise RuleBroken(gettext("Settle first until when amendments are due, a time to come."))
    asked = to_ask(to_check(meeting, at))
    if not asked:
        raise RuleBroken(gettext("There is nobody to ask: all have confirmed or cannot be written to."))
    for delegation in asked:
        mails.send_list_check(delegation, due=plan.amendments_due_at, by=by, at=at)
    return len(asked)
