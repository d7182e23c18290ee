"""Figures of a meeting that no registrations hold: entered by hand, with their source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting

FIGURES = ("partners", "partners_attending", "partners_online_only", "participants")


class StatedFigures(Base, Versioned):
    """What a source says about a meeting; None where it says nothing. They stand until somebody is noted as present."""

    __tablename__ = "stated_figures"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    partners: Mapped[int | None]
    partners_attending: Mapped[int | None]
    partners_online_only: Mapped[int | None]
    participants: Mapped[int | None]
    is_about: Mapped[bool]  # the number of participants is given as about so many
    source: Mapped[str] = mapped_column(String(500))

    @classmethod
    def of(cls, meeting: Meeting) -> StatedFigures:
        """Those of the meeting; a row without any if none were entered."""
        entered = db.session.scalar(select(cls).where(cls.meeting_id == meeting.id))
        return entered or cls(
            meeting_id=meeting.id, is_about=False, source="", version=0, **dict.fromkeys(FIGURES, None)
        )

    @classmethod
    def of_each(cls, meeting_ids: Iterable[int]) -> dict[int, StatedFigures]:
        """Those of several meetings, by meeting id."""
        found = db.session.scalars(select(cls).where(cls.meeting_id.in_(list(meeting_ids))))
        return {stated.meeting_id: stated for stated in found}

    def revise(self, *, by: User | None, at: datetime, **details: Any) -> None:
        """Change them; columns by name. Refuses figures without a source and parts larger than the whole."""
        for name, value in details.items():
            setattr(self, name, value)
        self._require_source()
        self._require_part("partners_attending", "partners")
        self._require_part("partners_online_only", "partners_attending")
        if self.version == 0:  # made by `of`
            self.version = 1
            db.session.add(self)
        db.session.flush()
        audit.record("stated_figures.revise", self, by=by, at=at, changed=sorted(details))

    def _require_source(self) -> None:
        if not self.source:
            raise RuleBroken(gettext("Say where these figures come from."), field="source")

    def _require_part(self, part: str, whole: str) -> None:
        some, everybody = getattr(self, part), getattr(self, whole)
        if some is not None and everybody is not None and some > everybody:
            raise RuleBroken(gettext("This cannot be more than %(whole)s.", whole=everybody), field=part)

    @property
    def says_something(self) -> bool:
        return any(getattr(self, name) is not None for name in FIGURES)

    @property
    def participants_written(self) -> str:
        if self.participants is None:
            return ""
        return gettext("about %(number)s", number=self.participants) if self.is_about else str(self.participants)
