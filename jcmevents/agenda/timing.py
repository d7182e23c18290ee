"""When each item of a session happens: the one place where clock times are computed."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from jcmevents.agenda.walltime import after, not_before


class Lasting(Protocol):
    """What has a time of its own, or lasts for some minutes, or both, or neither."""

    starts: Any  # time | None
    minutes: Any  # int | None


class TimedItem(NamedTuple):
    """An item with the times it gets from its own time or from what stands before it, in the meeting's zone."""

    item: Any
    start: datetime | None
    end: datetime | None


def timed(items: Iterable[Lasting], starts_at: datetime, ends_at: datetime | None) -> list[TimedItem]:
    """Items with their times: an own start wins, else the end of the item before it.

    An item without duration lasts until the next one, the last one until `ends_at`.
    """
    entries: list[TimedItem] = []
    clock: datetime | None = starts_at
    latest = starts_at
    for item in items:
        start = _own_start(item.starts, latest) if item.starts else clock
        clock = after(start, item.minutes) if start and item.minutes else None
        latest = clock or start or latest
        entries.append(TimedItem(item, start, clock))
    next_starts = [entry.start for entry in entries[1:]] + [ends_at]
    return [e if e.end else e._replace(end=n) for e, n in zip(entries, next_starts, strict=False)]


def _own_start(wall: time, latest: datetime) -> datetime:
    zone = latest.tzinfo
    assert isinstance(zone, ZoneInfo)  # noqa: S101 - sessions have the zone of their meeting
    return not_before(latest, latest.date(), wall, zone)
