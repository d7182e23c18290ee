"""What was put on the table: themes, proposals, the points of the discussion, what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import CheckConstraint, ForeignKey, Select, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.states import ALLOWED, ON_THE_TABLE, Kind, State
from jcmevents.text import localized


class Sector(Base):
    """A field of activity that groups themes, e.g. renewable energy."""

    __tablename__ = "sector"

    key: Mapped[str] = mapped_column(String(60), unique=True)
    labels: Mapped[dict[str, str]]
    position: Mapped[int] = mapped_column(default=0)


class Theme(Base):
    """A topic that meetings discuss, e.g. floating solar power."""

    __tablename__ = "theme"

    key: Mapped[str] = mapped_column(String(60), unique=True)
    labels: Mapped[dict[str, str]]
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("sector.id"))

    sector: Mapped[Sector | None] = relationship(lazy="joined")

    @classmethod
    def by_key(cls, key: str) -> Theme | None:
        return db.session.scalar(select(cls).where(cls.key == key))

    @classmethod
    def discussed_at(cls, meeting: Meeting) -> Select[Theme]:
        """The themes of all sessions of `meeting`, in the order in which they were noted."""
        return (
            select(cls)
            .join(SessionTheme, SessionTheme.theme_id == cls.id)
            .join(Session, Session.id == SessionTheme.session_id)
            .where(Session.meeting_id == meeting.id)
            .order_by(SessionTheme.position, SessionTheme.id)
        )


class SessionTheme(Base):
    """A theme that was discussed in a session."""

    __tablename__ = "session_theme"
    __table_args__ = (UniqueConstraint("session_id", "theme_id"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    position: Mapped[int]

    theme: Mapped[Theme] = relationship(lazy="joined")

    @classmethod
    def note(cls, session: Session, theme: Theme) -> SessionTheme:
        """Put `theme` at the end of the themes of `session`."""
        last = db.session.scalar(select(func.max(cls.position)).where(cls.session_id == session.id)) or 0
        noted = cls(session_id=session.id, theme=theme, position=last + 1)
        db.session.add(noted)
        db.session.flush()
        return noted


class Proposal(Base, Versioned):
    """A proposal, a progress report or a case study, with who tabled it and what came of it."""

    __tablename__ = "proposal"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    kind: Mapped[str] = mapped_column(String(20), default=Kind.PROPOSAL)
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT)
    position: Mapped[int]
    titles: Mapped[dict[str, str]]
    summaries: Mapped[dict[str, str]] = mapped_column(default=dict)
    outcomes: Mapped[dict[str, str]] = mapped_column(default=dict)
    created_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship()
    session: Mapped[Session | None] = relationship()
    sponsors: Mapped[list[Sponsor]] = relationship(
        back_populates="proposal", order_by="Sponsor.position", cascade="all, delete-orphan", lazy="selectin"
    )
    points: Mapped[list[DiscussionPoint]] = relationship(
        order_by="DiscussionPoint.position", cascade="all, delete-orphan", lazy="selectin"
    )

    @classmethod
    def draft(
        cls,
        meeting: Meeting,
        *,
        titles: dict[str, str],
        kind: str = Kind.PROPOSAL,
        by: User | None,
        at: datetime,
        **more: Any,
    ) -> Proposal:
        """A new draft at the end of the meeting's list."""
        last = db.session.scalar(select(func.max(cls.position)).where(cls.meeting_id == meeting.id)) or 0
        proposal = cls(
            meeting=meeting,
            titles=titles,
            kind=kind,
            state=State.DRAFT,
            position=last + 1,
            created_at=at,
            sponsors=[],
            points=[],
            **more,
        )
        db.session.add(proposal)
        db.session.flush()
        audit.record("proposal.draft", proposal, by=by, at=at)
        return proposal

    def sponsor(self, delegation: Delegation) -> None:
        """Name `delegation` among those who table the proposal."""
        if delegation.meeting_id != self.meeting_id:
            raise RuleBroken(gettext("Choose delegations of this meeting."), field="sponsors")
        if delegation.id not in {s.delegation_id for s in self.sponsors}:
            self.sponsors.append(
                Sponsor(delegation=delegation, delegation_id=delegation.id, position=len(self.sponsors) + 1)
            )

    def _move_to(self, state: State, *, by: User | None, at: datetime) -> None:
        if state not in ALLOWED[State(self.state)]:
            raise RuleBroken(
                gettext("This proposal is “%(state)s” now; this step is not possible.", state=State(self.state).label)
            )
        before, self.state = self.state, state
        audit.record(f"proposal.{state}", self, by=by, at=at, before=before)

    def table(self, session: Session, *, by: User | None, at: datetime) -> None:
        """Put the proposal on the table of `session`."""
        if session.meeting_id != self.meeting_id:
            raise RuleBroken(gettext("Choose a session of this meeting."), field="session")
        self.session, self.session_id = session, session.id
        self._move_to(State.TABLED, by=by, at=at)

    def note_discussion(self, *, by: User | None, at: datetime) -> None:
        self._move_to(State.DISCUSSED, by=by, at=at)

    def conclude(self, state: State, outcomes: dict[str, str], *, by: User | None, at: datetime) -> None:
        """Record what came of it: adopted, noted, deferred or withdrawn, with the outcome per language."""
        self._move_to(state, by=by, at=at)
        self.outcomes = outcomes

    def add_point(self, texts: dict[str, str], *, kind: str = "point", raised_by: Delegation | None = None) -> None:
        self.points.append(DiscussionPoint(texts=texts, kind=kind, raised_by=raised_by, position=len(self.points) + 1))

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Proposal]:
        return select(cls).where(cls.meeting_id == meeting.id).order_by(cls.position)

    @classmethod
    def tabled_at(cls, meeting: Meeting) -> Select[Proposal]:
        """What was put on the table of `meeting`, in order."""
        return cls.of_meeting(meeting).where(cls.state.in_(ON_THE_TABLE))

    @classmethod
    def visible_to(cls, user: Any, meeting: Meeting) -> Select[Proposal]:
        """Staff see all proposals of `meeting`, others those on the table. Nothing else decides this."""
        return cls.of_meeting(meeting) if getattr(user, "is_staff", False) else cls.tabled_at(meeting)

    @property
    def title(self) -> str:
        return localized(self.titles)


class Sponsor(Base):
    """A delegation that tables a proposal; the first one speaks for it."""

    __tablename__ = "proposal_sponsor"
    __table_args__ = (UniqueConstraint("proposal_id", "delegation_id"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"))
    position: Mapped[int]

    proposal: Mapped[Proposal] = relationship(back_populates="sponsors")
    delegation: Mapped[Delegation] = relationship(lazy="joined")


class DiscussionPoint(Base):
    """A point raised, a recommendation made or a decision taken, on a proposal or in a session."""

    __tablename__ = "discussion_point"
    __table_args__ = (CheckConstraint("(proposal_id IS NULL) <> (session_id IS NULL)", name="proposal_or_session"),)

    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="point")  # point, recommendation, decision
    texts: Mapped[dict[str, str]]
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id", ondelete="SET NULL"))
    position: Mapped[int]

    raised_by: Mapped[Delegation | None] = relationship(lazy="joined")

    @classmethod
    def of_session(cls, session: Session) -> Select[DiscussionPoint]:
        return select(cls).where(cls.session_id == session.id).order_by(cls.position)

    @classmethod
    def note_in(cls, session: Session, texts: dict[str, str], *, kind: str = "point") -> DiscussionPoint:
        """A point of the session as a whole, at the end of its list."""
        last = db.session.scalar(select(func.max(cls.position)).where(cls.session_id == session.id)) or 0
        point = cls(session_id=session.id, texts=texts, kind=kind, position=last + 1)
        db.session.add(point)
        db.session.flush()
        return point
