"""On which days of the meeting a person takes part, on site or online."""

from __future__ import annotations

import enum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents.extensions import Base
from jcmevents.meetings.models import Meeting, Mode


class Presence(enum.StrEnum):
    """How somebody takes part in one day."""

    ON_SITE = "on_site"
    ONLINE = "online"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        return str(PRESENCE_LABELS[self])


PRESENCE_LABELS = {
    Presence.ON_SITE: _l("on site"),
    Presence.ONLINE: _l("online"),
    Presence.ABSENT: _l("not on this day"),
}
OFFERED = {
    Mode.ON_SITE: (Presence.ON_SITE, Presence.ABSENT),
    Mode.ONLINE: (Presence.ONLINE, Presence.ABSENT),
    Mode.HYBRID: (Presence.ON_SITE, Presence.ONLINE, Presence.ABSENT),
}


class DayMode(Base):
    """A person's presence on one day. A day without a row is spent as the registration's `mode` says."""

    __tablename__ = "registration_day"
    __table_args__ = (UniqueConstraint("registration_id", "day_id"),)

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    day_id: Mapped[int] = mapped_column(ForeignKey("meeting_day.id", ondelete="CASCADE"), index=True)
    mode: Mapped[str] = mapped_column(String(10))


def presences(registration: Any) -> dict[int, Presence]:
    """Presence by id of the day, for every day of the meeting."""
    told = {row.day_id: Presence(row.mode) for row in registration.day_modes}
    return {day.id: told.get(day.id, Presence(registration.mode)) for day in registration.meeting.days}


def note_presences(registration: Any, presences: dict[int, Presence]) -> None:
    """Note the presence by id of the day, in place of what was noted before."""
    known = {row.day_id: row for row in registration.day_modes}
    registration.day_modes = [known.get(day_id) or DayMode(day_id=day_id) for day_id in presences]
    for row in registration.day_modes:
        row.mode = presences[row.day_id]


def follow_mode(registration: Any) -> None:
    """Let the days agree with the `mode` that somebody has given to the whole."""
    for row in registration.day_modes:
        row.mode = Presence.ABSENT if row.mode == Presence.ABSENT else registration.mode


def offered(meeting: Meeting) -> tuple[Presence, ...]:
    """What a person of `meeting` may choose for a day."""
    return OFFERED[Mode(meeting.mode)]


def in_short(presences: dict[int, Presence]) -> Mode:
    """The one word for several days: on site if on any day."""
    return Mode.ONLINE if Presence.ON_SITE not in presences.values() else Mode.ON_SITE
