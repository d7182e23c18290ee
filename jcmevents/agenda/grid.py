"""The agenda as a grid: for each day a lane per room, and in it the sessions as blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import selectinload

from jcmevents.agenda.models import Session
from jcmevents.agenda.programme import day_title, span, wall
from jcmevents.agenda.rooms import Room
from jcmevents.agenda.walltime import lasting
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.text import current_language

SHORTEST_BLOCK = 30  # minutes that a session without a known end takes up


@dataclass(frozen=True)
class Lane:
    """What is held in one room on one day; `room_id` 0 for what has no room."""

    day_id: int
    day: str
    room_id: int
    room: str
    sessions: Sequence[Session]


@dataclass(frozen=True)
class GridDay:
    held_on: date
    title: str
    lanes: tuple[Lane, ...]


def grid_of(meeting: Meeting) -> list[GridDay]:
    """All days with all rooms. What has no room stands in a lane of its own, where there is any."""
    sessions = list(db.session.scalars(Session.of_meeting(meeting).options(selectinload(Session.items))))
    rooms = [(room.id, room.name) for room in db.session.scalars(Room.of_meeting(meeting))]
    if not rooms or any(session.room_id is None for session in sessions):
        rooms.append((0, gettext("No room")))
    return [_day(day, rooms, [each for each in sessions if each.day_id == day.id]) for day in meeting.days]


def _day(day: Any, rooms: list[tuple[int, str]], sessions: list[Session]) -> GridDay:
    title = day_title(day.held_on, current_language())
    lanes = (
        Lane(day.id, title, room_id, name, [each for each in sessions if (each.room_id or 0) == room_id])
        for room_id, name in rooms
    )
    return GridDay(day.held_on, title, tuple(lanes))


def block(session: Session) -> dict[str, Any]:
    """What the page knows of a session. `ends` is empty where nobody said; `until` is where the block ends."""
    shown_end = session.ends_at or session.starts_at + timedelta(minutes=SHORTEST_BLOCK)
    return {
        "id": session.id,
        "version": session.version,
        "day": session.day_id,
        "room": session.room_id or 0,
        "starts": wall(session.starts),
        "ends": wall(session.ends),
        "until": wall(shown_end) if lasting(session.starts_at, shown_end) > 0 else wall(session.starts),
        "span": span(session.starts_at, session.ends_at),
        "items": [f"{wall(item.start)} {item.item.title}".strip() for item in session.timed_items()],
    }
