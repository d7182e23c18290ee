"""Who leads through the whole meeting."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.edits import noted
from jcmevents.agenda.roles import Leaders
from jcmevents.meetings.models import Meeting


def name_leaders(meeting: Meeting, people: Sequence[Mapping[str, Any]], *, by: User | None, at: datetime) -> None:
    """Let these lead through the meeting, in this order."""
    leaders = Leaders(meeting)
    with noted(leaders, people=True, by=by, at=at):
        leaders.name_people(people)
    audit.record("agenda.name_leaders", meeting, by=by, at=at, number=len(people))
