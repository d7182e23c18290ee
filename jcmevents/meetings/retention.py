"""Which meetings are so long over that a rule of retention makes them forget."""

from datetime import datetime

from sqlalchemy import Select

from jcmevents.meetings.models import Day
from jcmevents.retention import kept_from


def meetings_past(rule: str, at: datetime) -> Select[int]:
    """The ids of the meetings that ended longer before `at` than the years of `rule`."""
    return Day.meetings_over_before(kept_from(rule, at).date())
