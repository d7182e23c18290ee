"""Days to begin with: templates of ours, and days of other meetings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.arranging import copied, sessions_on
from jcmevents.agenda.importing import Import, enter_plan
from jcmevents.agenda.models import Session
from jcmevents.agenda.plan import Plan
from jcmevents.agenda.rooms import RoomsByName
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Day, Meeting

TEMPLATES = Path(__file__).parent / "templates.yaml"
MOST_DAYS = 40  # of other meetings, to choose from


def template_names() -> dict[str, dict[str, str]]:
    """The names of the templates by key and language."""
    return {key: template["name"] for key, template in _templates().items()}


def from_template(meeting: Meeting, key: str, day: Day, *, by: User | None, at: datetime) -> Import:
    """Enter the template on `day`. Refuses a day that holds sessions."""
    entries = enumerate(_templates()[key]["items"], start=1)
    plan = Plan.of(((gettext("Entry %(n)s", n=n), entry) for n, entry in entries), day=day.held_on)
    result = enter_plan(meeting, plan, replace=False, by=by, at=at)
    if result.faults:
        raise RuleBroken(result.faults[0].sentence, field="day")
    return result


def days_elsewhere(meeting: Meeting) -> list[Day]:
    """The days of other meetings on which sessions are held, the latest first."""
    held = select(Session.day_id).where(Session.removed_at.is_(None))
    days = select(Day).where(Day.meeting_id != meeting.id, Day.id.in_(held)).options(joinedload(Day.meeting))
    return list(db.session.scalars(days.order_by(Day.held_on.desc(), Day.id).limit(MOST_DAYS)))


def from_elsewhere(source: Day, target: Day, *, by: User | None, at: datetime) -> list[Session]:
    """The sessions of a day of another meeting once more on `target`, in rooms of the same names, without people.

    Refuses a day that holds sessions. Materials and summaries belong to what they were made for and are not copied.
    """
    if sessions_on(target):
        raise RuleBroken(gettext("There are sessions on that day already. Choose another day."), field="day")
    rooms = RoomsByName(target.meeting, by, at)
    placed = [(each, rooms.called(each.room.names if each.room else {})) for each in sessions_on(source)]
    copies = [copied(each, 0, False, day=target, room=room, by=by, at=at) for each, room in placed]
    audit.record("agenda.copy_day", target.meeting, by=by, at=at, number=len(copies))
    return copies


def _templates() -> dict[str, Any]:
    return dict(yaml.safe_load(TEMPLATES.read_text(encoding="utf-8")))
