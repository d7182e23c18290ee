"""What meetings talk about: sectors, their themes, and the themes noted for a session."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Self
from uuid import uuid4

from flask_babel import gettext
from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda import positions
from jcmevents.agenda.kinds import RecordRule
from jcmevents.agenda.models import Session
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Day, Meeting
from jcmevents.text import folded, localized


def key_for(labels: dict[str, str]) -> str:
    """A key made of the English label, or an invented one where there is none."""
    words = re.findall(r"[a-z0-9]+", folded(labels.get("en", "")))
    return "-".join(words)[:60].strip("-") or uuid4().hex


class Sector(Base):
    """A field of activity that groups themes, e.g. renewable energy."""

    __tablename__ = "sector"

    key: Mapped[str] = mapped_column(String(60), unique=True)
    labels: Mapped[dict[str, str]]
    position: Mapped[int] = mapped_column(default=0)

    @classmethod
    def enter(cls, labels: dict[str, str]) -> Self:
        """A further sector. Refuses a name in use."""
        key = key_for(labels)
        if db.session.scalar(select(cls).where(cls.key == key)):
            raise RuleBroken(gettext("There is a sector of this name already. Choose it from the list."), "sector")
        sector = cls(key=key, labels=labels, position=1 + positions.last(db.session.scalars(cls.all())))
        db.session.add(sector)
        return sector

    @classmethod
    def all(cls) -> Select[Self]:
        return select(cls).order_by(cls.position, cls.id)

    @property
    def label(self) -> str:
        return localized(self.labels)


class Theme(Base):
    """A topic that meetings discuss, e.g. floating solar power."""

    __tablename__ = "theme"

    key: Mapped[str] = mapped_column(String(60), unique=True)
    labels: Mapped[dict[str, str]]
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("sector.id"))

    sector: Mapped[Sector | None] = relationship(lazy="joined")

    @classmethod
    def all(cls) -> Select[Theme]:
        """Every theme, grouped by sector; those without one come last."""
        query = select(cls).outerjoin(cls.sector)
        return query.order_by(cls.sector_id.is_(None), Sector.position, cls.sector_id, cls.id)

    @classmethod
    def by_key(cls, key: str) -> Theme | None:
        return db.session.scalar(select(cls).where(cls.key == key))

    @classmethod
    def enter(cls, labels: dict[str, str], sector: Sector | None) -> Theme:
        """A further theme. Refuses a name in use."""
        key = key_for(labels)
        if cls.by_key(key):
            raise RuleBroken(gettext("There is a theme of this name already. Choose it from the list."), "theme")
        theme = cls(key=key, labels=labels, sector=sector)
        db.session.add(theme)
        return theme

    @classmethod
    def discussed_at(cls, meeting: Meeting) -> Select[Theme]:
        """The themes of the sessions of `meeting`, each where it was first noted; closed sessions tell none."""
        clock = (Day.held_on, Session.starts, Session.id, SessionTheme.position, SessionTheme.id)
        noted = (
            select(SessionTheme.theme_id, func.row_number().over(order_by=clock).label("place"))
            .join(Session, Session.id == SessionTheme.session_id)
            .join(Day, Day.id == Session.day_id)
            .where(Session.meeting_id == meeting.id, Session.record_rule != RecordRule.CLOSED)
            .subquery()
        )
        first = select(noted.c.theme_id, func.min(noted.c.place).label("place")).group_by(noted.c.theme_id).subquery()
        return select(cls).join(first, first.c.theme_id == cls.id).order_by(first.c.place)

    @property
    def label(self) -> str:
        return localized(self.labels)


def by_sector(themes: Iterable[Theme]) -> list[tuple[Sector | None, list[Theme]]]:
    """The themes grouped by sector, in the order of the sectors; those without one come last."""
    groups: dict[Sector | None, list[Theme]] = {}
    for theme in themes:
        groups.setdefault(theme.sector, []).append(theme)
    return sorted(groups.items(), key=lambda group: (group[0] is None, group[0].position if group[0] else 0))


class SessionTheme(Base):
    """A theme that was discussed in a session."""

    __tablename__ = "session_theme"
    __table_args__ = (UniqueConstraint("session_id", "theme_id"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    position: Mapped[int]

    session: Mapped[Session] = relationship()
    theme: Mapped[Theme] = relationship(lazy="joined")

    @classmethod
    def note(
        cls, session: Session, theme: Theme, *, by: User | None = None, at: datetime | None = None
    ) -> SessionTheme:
        """Put `theme` at the end of the themes of `session`; with `at` it is an act of its own in the audit trail."""
        noted = db.session.scalars(cls.of_session(session)).all()
        if theme in (each.theme for each in noted):
            raise RuleBroken(gettext("This theme is noted for the session already."), field="theme")
        added = cls(session_id=session.id, theme=theme, position=1 + positions.last(noted))
        db.session.add(added)
        db.session.flush()
        if at:
            audit.record("session_theme.note", added, by=by, at=at)
        return added

    def move(self, direction: str, *, by: User | None, at: datetime) -> None:
        """Change places with the theme above ("up") or below ("down")."""
        positions.move(self, db.session.scalars(self.of_session(self.session)), direction)
        audit.record("session_theme.move", self, by=by, at=at)

    def strike(self, *, by: User | None, at: datetime) -> None:
        """Take the theme off the session's list; the theme itself stays."""
        db.session.delete(self)
        audit.record("session_theme.strike", self, by=by, at=at)

    @classmethod
    def of_session(cls, session: Session) -> Select[SessionTheme]:
        return select(cls).where(cls.session_id == session.id).order_by(cls.position, cls.id)

    @classmethod
    def found_in(cls, meeting: Meeting, noted_id: int) -> SessionTheme | None:
        """The noted theme with this id at this meeting; None for another meeting's."""
        of_meeting = select(cls).join(cls.session).where(Session.meeting_id == meeting.id)
        return db.session.scalar(of_meeting.where(cls.id == noted_id))
