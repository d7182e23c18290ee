"""Where the next session probably goes: forms begin with that, so that a day is typed from top to bottom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting


def likely_place(meeting: Meeting, asked: Mapping[str, str]) -> dict[str, Any]:
    """Day and room (ids) and start of a further session, as far as they can be told.

    What is `asked` for in an address (`day`, `room`, `starts`) wins; else it goes on where the newest session is.
    """
    sessions = list(db.session.scalars(Session.of_meeting(meeting)))
    newest = max(sessions, key=lambda each: each.id, default=None)
    day = _among([day.id for day in meeting.days], asked.get("day"), newest.day_id if newest else None)
    rooms = [room.id for room in db.session.scalars(Room.of_meeting(meeting))]
    room = _among([0, *rooms], asked.get("room"), (newest.room_id or 0) if newest else next(iter(rooms), 0))
    there = [each for each in sessions if each.day_id == day and (each.room_id or 0) == room]
    starts = _clock(asked.get("starts")) or _end_of(there)
    return {"day": day, "room": room, **({"starts": starts} if starts else {})}


def _among(known: Sequence[int], asked: str | None, else_: int | None) -> int:
    """The number that is `asked` for, if it is `known`; else the other one, or the first."""
    wanted = int(asked) if asked and asked.isdecimal() and len(asked) < 19 else None
    return next((each for each in (wanted, else_) if each is not None and each in known), known[0])


def _clock(text: str | None) -> time | None:
    try:
        return time.fromisoformat(text or "").replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None


def _end_of(sessions: Sequence[Session]) -> time | None:
    """When the last of them ends, as far as that is known."""
    ends = [moment.time() for each in sessions if (moment := each.ends_at)]
    return max(ends, default=None)
