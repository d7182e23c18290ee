"""Stations and people at the door, for tests."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from jcmevents.attendance.acts import read
from jcmevents.attendance.badges import Badge
from jcmevents.attendance.stations import Station
from jcmevents.attendance.syncing import Syncing
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from tests.factories import NOW, make_meeting, make_registration


def make_station(meeting: Meeting | None = None, **values: Any) -> Station:
    meeting = meeting or make_meeting()
    details: dict[str, Any] = {"name": "Main entrance", "day": meeting.days[0], "by": None, "at": NOW, **values}
    return Station.set_up(meeting, details.pop("name"), **details)


def make_todays_meeting(**values: Any) -> Meeting:
    """A meeting that is held while the test runs: the clocks of devices are real."""
    today = datetime.now(UTC).date()
    return make_meeting(start=today, end=today, zone="UTC", **values)


def make_expected(delegation: Any = None, **values: Any) -> Registration:
    registration = make_registration(delegation, **values)
    registration.confirm(by=None, at=NOW)
    return registration


def make_badge(delegation: Any = None, **values: Any) -> Badge:
    return Badge.issue(make_expected(delegation, **values), by=None, at=NOW)


def scan(code: str = "", at: datetime = NOW, **values: Any) -> dict[str, Any]:
    """A scan as a device sends it."""
    return {"kind": "sighting", "uid": str(uuid4()), "at": at.isoformat(), "code": code, **values}


def take(station: Station, *acts: dict[str, Any], at: datetime = NOW) -> dict[str, Any]:
    """What a station answers to the acts."""
    return Syncing(station, at).take(read(list(acts)))
