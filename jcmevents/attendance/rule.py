"""When somebody counts as having attended: seen on any day, on so many days, or in so many sessions."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from jcmevents.meetings.models import Meeting


class Measure(enum.StrEnum):
    DAYS = "days"
    SESSIONS = "sessions"

    @property
    def label(self) -> str:
        return str(MEASURE_LABELS[self])


MEASURE_LABELS = {Measure.DAYS: _l("days of the meeting"), Measure.SESSIONS: _l("sessions")}


@dataclass(frozen=True)
class AttendanceRule:
    """Attended is who was seen on (or in) at least `least` of `measure`. A meeting that says nothing: on any day."""

    measure: Measure = Measure.DAYS
    least: int = 1

    @classmethod
    def of(cls, meeting: Meeting) -> AttendanceRule:
        stored = meeting.attendance_rule
        return cls(Measure(stored["measure"]), stored["least"]) if stored else cls()

    def as_stored(self) -> dict[str, Any]:
        return {"measure": str(self.measure), "least": self.least}

    def is_met(self, days: int, sessions: int) -> bool:
        """By somebody seen on so many days and in so many sessions."""
        return (days if self.measure == Measure.DAYS else sessions) >= self.least
