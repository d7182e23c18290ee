"""The times of a programme in the zone of somebody who reads it elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import ngettext

from jcmevents.agenda.programme import Entry, ProgrammeSession, span
from jcmevents.agenda.walltime import zone_label


@dataclass(frozen=True)
class Elsewhere:
    """A zone beside that of the meeting."""

    zone: ZoneInfo

    @classmethod
    def named(cls, name: str | None) -> "Elsewhere | None":
        """The zone of that name; None for a name that the time zone database does not have."""
        return cls(ZoneInfo(name)) if name and name in available_timezones() else None

    def told(self, entry: Entry) -> str:
        """17:15–18:15 CET (UTC+1) as 01:15–02:15 JST (UTC+9) (+1 day). Nothing where the time is not known."""
        if entry.starts_at is None:
            return ""
        start = entry.starts_at.astimezone(self.zone)
        end = entry.ends_at.astimezone(self.zone) if entry.ends_at else None
        return " ".join(filter(None, (span(start, end), zone_label(start), _days_apart(entry.starts_at, start))))


def for_run(session: ProgrammeSession) -> Elsewhere | None:
    """The zone of those for whom the session's run is meant, if their clocks show another time than the meeting's."""
    if not session.run_zone:
        return None
    zone = ZoneInfo(session.run_zone)
    differs = session.starts_at.astimezone(zone).utcoffset() != session.starts_at.utcoffset()
    return Elsewhere(zone) if differs else None


def _days_apart(here: datetime, there: datetime) -> str:
    days = (there.date() - here.date()).days
    if not days:
        return ""
    if days > 0:
        return ngettext("(+%(num)d day)", "(+%(num)d days)", days)
    return ngettext("(\N{MINUS SIGN}%(num)d day)", "(\N{MINUS SIGN}%(num)d days)", -days)
