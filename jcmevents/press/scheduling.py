"""The time of an embargo, as it is told to the press, and the instant it is."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask_babel import gettext

from jcmevents.agenda.walltime import exists, instant, is_twice, zone_label
from jcmevents.errors import RuleBroken
from jcmevents.text import current_language, written_date


def opening(day: date, wall: time, zone: str, fold: int | None = None) -> datetime:
    """When it is `wall` on `day` in `zone`. Of a time that the clocks there show twice, `fold` says which (0, 1).

    Refuses a time that they skip, and one that comes twice as long as nobody says which is meant.
    """
    moment = instant(day, wall, ZoneInfo(zone), fold)
    if not exists(moment):
        raise RuleBroken(gettext("The clocks skip this time on that day. Choose another one."), field="time")
    if is_twice(moment) and fold is None:
        raise RuleBroken(gettext("The clocks show this time twice on that day. Say which one is meant."), field="twice")
    return moment


def written_opening(moment: datetime, zone: str) -> str:
    """Day, time and zone as the reader's language writes them: 6 March 2025 14:00 JST (UTC+9)."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{written_date(there.date(), current_language())} {there:%H:%M} {zone_label(there)}"
