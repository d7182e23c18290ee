"""Times as the clock on the wall of the meeting shows them, and the instants they are."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext

from jcmevents.errors import RuleBroken

MINUTES_OF_A_DAY = 24 * 60


def minutes_of(wall: time) -> int:
    """Minutes since midnight."""
    return wall.hour * 60 + wall.minute


def apart(before: time, after: time) -> int:
    """Minutes on the clock from one to the other."""
    return minutes_of(after) - minutes_of(before)


def later(start: time, minutes: int) -> time:
    """What is written `minutes` below `start` on the same day's sheet. Refuses to leave the day."""
    moment = datetime.combine(date.min + timedelta(days=1), start) + timedelta(minutes=minutes)
    if moment.date() != date.min + timedelta(days=1):
        raise RuleBroken(gettext("This runs past midnight. Start earlier, or go on the next day."), field="minutes")
    return moment.time()


def instant(day: date, wall: time, zone: ZoneInfo, fold: int | None = None) -> datetime:
    """When it is `wall` on `day` in `zone`: an aware datetime in that zone.

    Where the clocks go back and show `wall` twice, `fold` 1 means the second time.
    """
    return datetime.combine(day, wall.replace(fold=fold or 0), zone)


def exists(moment: datetime) -> bool:
    """False for a wall time that the clocks of its zone skip in spring."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo) == moment


def is_twice(moment: datetime) -> bool:
    """Whether the clocks of its zone show this wall time a second time, as they do in autumn."""
    return exists(moment) and moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def goes_back(day: date, zone: ZoneInfo) -> bool:
    """Whether the clocks of `zone` go back on `day`, so that times come twice."""
    return _lasts(day, zone) > MINUTES_OF_A_DAY


def zone_beside(moment: datetime) -> str:
    """The zone that has to stand beside the time of `moment` where clocks are changed on its day, else nothing."""
    changed = isinstance(moment.tzinfo, ZoneInfo) and _lasts(moment.date(), moment.tzinfo) != MINUTES_OF_A_DAY
    return zone_label(moment) if changed else ""


def _lasts(day: date, zone: ZoneInfo) -> int:
    """Minutes of real time."""
    return lasting(*(instant(each, time(), zone) for each in (day, day + timedelta(days=1))))


def after(moment: datetime, minutes: int) -> datetime:
    """`minutes` of real time after `moment`, in its zone: an hour lasts an hour when the clocks are changed too."""
    return (moment.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(moment.tzinfo)


def lasting(start: datetime, end: datetime) -> int:
    """Minutes of real time from `start` to `end`."""
    return (end.astimezone(UTC) - start.astimezone(UTC)) // timedelta(minutes=1)


def not_before(earliest: datetime | None, day: date, wall: time, zone: ZoneInfo) -> datetime:
    """When it is `wall` on `day`; of an hour that comes twice the one that does not lie before `earliest`."""
    first = instant(day, wall, zone)
    second = first.replace(fold=1)
    return second if earliest and is_twice(first) and lasting(earliest, first) < 0 else first


def zone_label(moment: datetime) -> str:
    """The zone as the time zone database names it at this moment: JST (UTC+9), or UTC+4 where it has no letters."""
    offset = moment.utcoffset() or timedelta()
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "\N{MINUS SIGN}" if offset < timedelta() else "+"
    utc = f"UTC{sign}{hours}{f':{minutes:02}' if minutes else ''}" if offset else "UTC"
    name = moment.tzname() or ""
    return f"{name} ({utc})" if name.isalpha() and name != utc else utc
