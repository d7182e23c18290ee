"""What rapporteurs report of a session: a text and key points by language; a draft until it is ready to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import JSON, ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.anonymity import Names
from jcmevents.agenda.kinds import STRICTNESS, RecordRule
from jcmevents.agenda.models import Session
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Day, Meeting

Texts = dict[str, str]


@dataclass(frozen=True)
class Told:
    """What may be told of a session: nothing at all, where its record rule says so."""

    texts: Texts
    key_points: tuple[Texts, ...]


NOTHING = Told({}, ())


class SessionSummary(Base, Versioned):
    """The draft on which rapporteurs work, and what of it was last said to be ready.

    `key_points` are mappings: uid, version, texts. The text that is ready stands with the session (`summaries`).
    """

    __tablename__ = "session_summary"
    audit_label = "session_summary"

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), unique=True)
    texts: Mapped[dict[str, str]]
    key_points: Mapped[list[Any]] = mapped_column(JSON)
    told_key_points: Mapped[list[Any]] = mapped_column(JSON)
    ready_at: Mapped[datetime | None]
    ready_under: Mapped[str | None] = mapped_column(String(20))  # the record rule at that moment

    session: Mapped[Session] = relationship()

    @classmethod
    def of(cls, session: Session) -> SessionSummary:
        """The summary of the session; where nobody has begun, one that is not stored, with what was told before."""
        found = db.session.scalar(select(cls).where(cls.session_id == session.id))
        if found:
            return found
        return cls(session=session, texts=dict(session.summaries), key_points=[], told_key_points=[], version=0)

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[SessionSummary]:
        """All that rapporteurs have begun, in the order of the clock; `told` is what anybody else may read of each."""
        of_meeting = select(cls).join(cls.session).join(Session.day).where(Session.meeting_id == meeting.id)
        return of_meeting.where(Session.removed_at.is_(None)).order_by(Day.held_on, Session.starts, Session.id)

    @classmethod
    def begun(cls, session: Session) -> SessionSummary:
        """The summary of the session as a row. Hold the session meanwhile."""
        summary = cls.of(session)
        if summary.version == 0:
            summary.version = 1
            db.session.add(summary)
            db.session.flush()
        return summary

    def make_ready(self, *, names_are_harmless: bool = False, by: User | None, at: datetime) -> None:
        """Let it be told as it stands now.

        Under the Chatham House Rule nobody may be named; what may be a name, or a country that is only spoken about,
        needs `names_are_harmless`, somebody's word that it tells nobody who spoke.
        """
        session = self.session
        self.require_reported(session)
        if not any(self.texts.values()) and not any(self.points):
            raise RuleBroken(gettext("There is nothing written yet."))
        if not session.reveals_names:
            Names.at(session.meeting).require_none(self.written, harmless=names_are_harmless)
        session.summaries = {lang: text for lang, text in self.texts.items() if text.strip()}
        self.told_key_points = self.points
        self.ready_at, self.ready_under = at, session.record_rule
        audit.record("session_summary.make_ready", self, by=by, at=at)

    def take_back(self, *, by: User | None, at: datetime) -> None:
        """Tell nothing any more; the draft stays."""
        self.session.summaries, self.told_key_points, self.ready_at = {}, [], None
        audit.record("session_summary.take_back", self, by=by, at=at)

    @staticmethod
    def require_reported(session: Session) -> None:
        if not session.reveals_points:
            raise RuleBroken(
                gettext("The session is closed: nothing that was said leaves the room, and no summary does.")
            )

    @property
    def points(self) -> list[Texts]:
        """The key points in which something is written."""
        return [point["texts"] for point in self.key_points if any(text.strip() for text in point["texts"].values())]

    @property
    def written(self) -> str:
        """All that is written, in all languages."""
        return "\n".join(text for texts in (self.texts, *self.points) for text in texts.values())

    @property
    def is_ready(self) -> bool:
        """Whether what is told is what stands here."""
        texts = {lang: text for lang, text in self.texts.items() if text.strip()}
        same = (texts, self.points) == (self.session.summaries, self.told_key_points)
        return self.is_told and same

    @property
    def is_told(self) -> bool:
        """Whether something was said to be ready, by a rapporteur or before there were any."""
        return bool(self.session.summaries or self.told_key_points)

    @property
    def told(self) -> Told:
        """What may be told today. After a record rule has become stricter it has to be made ready again."""
        if not self.session.reveals_points or self._is_outdated:
            return NOTHING
        return Told(self.session.summaries, tuple(self.told_key_points))

    @property
    def _is_outdated(self) -> bool:
        rules = (RecordRule(rule) for rule in (self.session.record_rule, self.ready_under or self.session.record_rule))
        now, then = map(STRICTNESS.index, rules)
        return now > then


def told_at(meeting: Meeting) -> dict[int, Told]:
    """What may be told of the sessions of `meeting`, by id; where no rapporteur has begun, the text that was there."""
    sessions = db.session.scalars(Session.of_meeting(meeting)).all()
    told = {each.id: Told(dict(each.summaries), ()) if each.reveals_points else NOTHING for each in sessions}
    return told | {each.session_id: each.told for each in db.session.scalars(SessionSummary.of_meeting(meeting))}
