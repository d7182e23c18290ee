"""The agenda of a meeting as it is handed out: what the page, the PDF, the calendar and the data file all show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from babel.dates import format_skeleton
from flask_babel import format_date, get_locale, gettext
from sqlalchemy.orm import selectinload

from jcmevents.agenda.kinds import Kind, RecordRule
from jcmevents.agenda.models import Session, TimedItem
from jcmevents.agenda.walltime import instant, zone_label
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.text import written_date

NOON = time(12)


@dataclass(frozen=True)
class ProgrammeDay:
    """A day of the meeting, with its sessions in the order of the clock."""

    held_on: date
    sessions: tuple[Session, ...] = ()
    zones: tuple[str, ...] = ()  # more than one where clocks are changed between two sessions

    def title(self, lang: str) -> str:
        return gettext(
            "%(date)s (%(weekday)s)",
            date=written_date(self.held_on, lang),
            weekday=format_date(self.held_on, "EEE", rebase=False),
        )

    @property
    def short_title(self) -> str:
        return format_skeleton("Ed", self.held_on, locale=get_locale())


@dataclass(frozen=True)
class Programme:
    """The days of a meeting. Three queries, whatever its size."""

    meeting: Meeting
    days: tuple[ProgrammeDay, ...]

    @classmethod
    def of(cls, meeting: Meeting) -> Programme:
        sessions = db.session.scalars(Session.of_meeting(meeting).options(selectinload(Session.items))).all()
        return cls(meeting, tuple(_day(meeting, day.held_on, sessions) for day in meeting.days))

    @property
    def sessions(self) -> tuple[Session, ...]:
        return tuple(session for day in self.days for session in day.sessions)

    def as_json(self) -> dict[str, Any]:
        """The agenda as data; texts by language, times as on the wall and as instants."""
        meeting = self.meeting
        return {
            "meeting": {"slug": meeting.slug, "titles": meeting.titles, "zone": meeting.zone, "venues": meeting.venues},
            "days": [
                {"held_on": day.held_on.isoformat(), "sessions": [_session(each) for each in day.sessions]}
                for day in self.days
            ],
        }


def _day(meeting: Meeting, held_on: date, sessions: Iterable[Session]) -> ProgrammeDay:
    of_day = tuple(session for session in sessions if session.day.held_on == held_on)
    zones = [session.zone_label for session in of_day] or [zone_label(instant(held_on, NOON, meeting.tz))]
    return ProgrammeDay(held_on, of_day, tuple(dict.fromkeys(zones)))


def told_summary(session: Session) -> dict[str, str]:
    """The rapporteur's summary, by language, as far as it may be told."""
    return session.summaries if session.reveals_points else {}


def wall(moment: time | None) -> str:
    """09:30, or nothing."""
    return f"{moment:%H:%M}" if moment else ""


def span(start: time | None, end: time | None = None) -> str:
    """09:30–11:00, or as much of it as is known."""
    return "\N{EN DASH}".join(filter(None, (wall(start), wall(end)))) if start else ""


def particulars(session: Session) -> str:
    """Number, kind, moderator and, when it is not on the record, the record rule: one line below the title."""
    number = gettext("Session %(code)s", code=session.code) if session.code else ""
    moderator = gettext("Moderator: %(name)s", name=session.moderator) if session.moderator else ""
    kind = "" if session.is_interval else Kind(session.kind).label
    rule = "" if session.reveals_names else RecordRule(session.record_rule).label
    return " · ".join(filter(None, (number, kind, moderator, rule)))


def _session(session: Session) -> dict[str, Any]:
    columns = ("uid", "code", "kind", "titles", "moderator", "record_rule")
    return {name: getattr(session, name) for name in columns} | {
        "starts": wall(session.starts),
        "ends": wall(session.ends),
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "zone": session.zone_label,
        "room": session.room.names if session.room else None,
        "summaries": told_summary(session),
        "items": [_item(timed) for timed in session.timed_items()],
    }


def _item(timed: TimedItem) -> dict[str, Any]:
    columns = ("name", "affiliation", "on_behalf_of", "is_online")
    return {
        "kind": timed.item.kind,
        "titles": timed.item.titles,
        "starts": wall(timed.start) or None,
        "ends": wall(timed.end) or None,
        "minutes": timed.item.minutes,
        "speakers": [{name: getattr(speaker, name) for name in columns} for speaker in timed.item.speakers],
    }
