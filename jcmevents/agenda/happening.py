"""What of a programme is going on at a moment, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext, pgettext

from jcmevents.agenda.programme import Programme, ProgrammeSession


@dataclass(frozen=True)
class Happening:
    """The sessions of one moment. `upcoming` all begin at the same time: the next at which something begins."""

    now: tuple[ProgrammeSession, ...]
    upcoming: tuple[ProgrammeSession, ...]

    @classmethod
    def at(cls, moment: datetime, sessions: Iterable[ProgrammeSession]) -> Happening:
        known = tuple(sessions)
        now = tuple(each for each in known if _begun(each, moment) and moment.timestamp() < _end(each, known))
        later = [each for each in known if not _begun(each, moment)]
        first = min((each.starts_at.timestamp() for each in later), default=0)
        return cls(now, tuple(each for each in later if each.starts_at.timestamp() == first))

    @classmethod
    def today(cls, programme: Programme, moment: datetime, today: str) -> Happening:
        """Of the day that is `today` where the meeting is: nobody is told in May what comes next in June."""
        return cls.at(moment, (each for each in programme.sessions if each.held_on.isoformat() == today))

    def mark(self, session: ProgrammeSession) -> str:
        """The word that stands beside the session."""
        if session.uid in {each.uid for each in self.now}:
            return gettext("Now")
        return pgettext("sessions", "Next") if session.uid in {each.uid for each in self.upcoming} else ""


def _begun(session: ProgrammeSession, moment: datetime) -> bool:
    return session.starts_at.timestamp() <= moment.timestamp()


def _end(session: ProgrammeSession, others: Iterable[ProgrammeSession]) -> float:
    """Seconds of the epoch. Without an end of its own a session lasts until the next one in its room, or its day."""
    if session.ends_at:
        return session.ends_at.timestamp()
    midnight = session.starts_at.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    starts = (each.starts_at.timestamp() for each in others if each.room == session.room)
    return min((start for start in starts if start > session.starts_at.timestamp()), default=midnight.timestamp())
