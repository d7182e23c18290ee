"""Views of the roster that somebody keeps under a name, for himself or for the team."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from werkzeug.datastructures import MultiDict

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken, refused_by_database
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Meeting
from jcmevents.roster.view import View
from jcmevents.text import clean


class RosterView(Base):
    """A view of one meeting's roster. `arguments` are those of its address."""

    __tablename__ = "roster_view"
    __table_args__ = (UniqueConstraint("meeting_id", "user_id", "name"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    shared: Mapped[bool] = mapped_column(default=False)
    arguments: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship()

    @classmethod
    def keep(cls, meeting: Meeting, view: View, name: str, *, shared: bool, by: User, at: datetime) -> RosterView:
        """Keep `view` under a name that `by` has not used yet at this meeting."""
        kept = cls(meeting_id=meeting.id, user=by, arguments=view.arguments, created_at=at)
        kept.call(name, shared=shared)
        db.session.add(kept)
        kept._store()
        audit.record("roster_view.keep", kept, by=by, at=at)
        return kept

    def rename(self, name: str, *, shared: bool, by: User, at: datetime) -> None:
        """Change the name, and who sees the view."""
        self.call(name, shared=shared)
        self._store()
        audit.record("roster_view.rename", self, by=by, at=at)

    def remove(self, *, by: User, at: datetime) -> None:
        audit.record("roster_view.remove", self, by=by, at=at)
        db.session.delete(self)

    def call(self, name: str, *, shared: bool) -> None:
        self.name, self.shared = clean(name).strip(), shared

    def _store(self) -> None:
        with refused_by_database(RuleBroken(gettext("You have a view of this name already."), field="name")):
            db.session.flush()

    @classmethod
    def seen_by(cls, user: User, meeting: Meeting) -> Select[RosterView]:
        """Her own and those of the team, by name."""
        theirs = or_(cls.user_id == user.id, cls.shared.is_(True))
        return select(cls).where(cls.meeting_id == meeting.id, theirs).order_by(cls.name, cls.id)

    @classmethod
    def found_for(cls, user: User, meeting: Meeting, view_id: int) -> RosterView | None:
        """The view with this id if it is the user's own."""
        own = select(cls).where(cls.meeting_id == meeting.id, cls.user_id == user.id, cls.id == view_id)
        return db.session.scalar(own)

    @property
    def view(self) -> View:
        """What was kept, without parts that are unknown by now."""
        return View.understood(MultiDict(self.arguments))
