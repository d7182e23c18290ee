"""Times as the clock on the wall of the meeting shows them, and the instants they are."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext

from jcmevents.errors import RuleBroken


def minutes_of(wall: time) -> int:
    """Minutes since midnight."""
    return wall.hour * 60 + wall.minute


def later(start: time, minutes: int) -> time:
    """The time `minutes` after `start` on the same day. Refuses to run into the next day."""
    moment = datetime.combine(date.min, start) + timedelta(minutes=minutes)
    if moment.date() > date.min:
        raise RuleBroken(gettext("This runs past midnight. Start earlier, or go on the next day."), field="minutes")
    return moment.time()


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """When it is `wall` on `day` in `zone`: an aware datetime in that zone, the earlier one where clocks go back."""
    return datetime.combine(day, wall, zone)


def exists(moment: datetime) -> bool:
    """False for a wall time that the clocks of its zone skip in spring."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo) == moment


def zone_label(moment: datetime) -> str:
    """The zone as the time zone database names it at this moment: JST (UTC+9), or UTC+4 where it has no letters."""
    offset = moment.utcoffset() or timedelta()
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "\N{MINUS SIGN}" if offset < timedelta() else "+"
    utc = f"UTC{sign}{hours}{f':{minutes:02}' if minutes else ''}" if offset else "UTC"
    name = moment.tzname() or ""
    return f"{name} ({utc})" if name.isalpha() and name != utc else utc
