"""What was put on the table: proposals, the points of the discussion, what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import CheckConstraint, ForeignKey, Select, String, UniqueConstraint, func, inspect, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda import positions
from jcmevents.agenda.kinds import RecordRule
from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.states import ALLOWED, ON_THE_TABLE, Kind, PointKind, State
from jcmevents.proposals.themes import Sector, SessionTheme, Theme
from jcmevents.text import localized

__all__ = ["DiscussionPoint", "Proposal", "Sector", "SessionTheme", "Sponsor", "Theme"]


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

    def revise(self, *, by: User | None, at: datetime, **details: Any) -> None:
        """Change kind and texts; columns by name."""
        for name, value in details.items():
            setattr(self, name, value)
        changed = sorted(a.key for a in inspect(self).attrs if a.history.has_changes())
        audit.record("proposal.revise", self, by=by, at=at, changed=changed)

    def name_sponsors(self, delegations: Iterable[Delegation]) -> None:
        """Let exactly these table the proposal. Those who are sponsors already keep their places before the others."""
        wanted = list(delegations)
        self.sponsors = [sponsor for sponsor in self.sponsors if sponsor.delegation in wanted]
        for delegation in wanted:
            self.sponsor(delegation)
        for position, sponsor in enumerate(self.sponsors, start=1):
            sponsor.position = position
        flag_modified(self, "titles")  # two people who change only the sponsors must meet on the proposal's version

    def sponsor(self, delegation: Delegation) -> None:
        """Name `delegation` among those who table the proposal."""
        if delegation.meeting_id != self.meeting_id:
            raise RuleBroken(gettext("Choose delegations of this meeting."), field="sponsors")
        if delegation.id not in {s.delegation_id for s in self.sponsors}:
            self.sponsors.append(
                Sponsor(delegation=delegation, delegation_id=delegation.id, position=len(self.sponsors) + 1)
            )

    def _move_to(self, state: State, *, by: User | None, at: datetime) -> None:
        if state not in self.next_states:
            raise RuleBroken(
                gettext("This proposal is “%(state)s” now; this step is not possible.", state=self.state_now.label)
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

    def return_to_draft(self, *, by: User | None, at: datetime) -> None:
        """Take the proposal off the table, or take up again one that was withdrawn."""
        self._move_to(State.DRAFT, by=by, at=at)

    def add_point(
        self,
        texts: dict[str, str],
        *,
        kind: str = PointKind.POINT,
        raised_by: Delegation | None = None,
        by: User | None = None,
        at: datetime | None = None,
    ) -> DiscussionPoint:
        """Note what was said; with `at` it is an act of its own in the audit trail."""
        point = DiscussionPoint(texts=texts, kind=kind, position=1 + positions.last(self.points))
        point.raised_in = self.session
        point.attribute_to(raised_by, self.meeting_id)
        self.points.append(point)
        if at:
            db.session.flush()
            audit.record("discussion_point.note", point, by=by, at=at)
        return point

    @property
    def state_now(self) -> State:
        return State(self.state)

    @property
    def next_states(self) -> set[State]:
        return ALLOWED[self.state_now]

    def points_for(self, user: Any) -> list[DiscussionPoint]:
        """The points that `user` may read, in order; nobody in particular (None) is the public."""
        return [point for point in self.points if point.is_visible_to(user)]

    @property
    def told_sponsors(self) -> list[Delegation]:
        """Who tables the proposal, as far as the record rule of its session lets it be told."""
        named = self.session is None or self.session.reveals_names
        return [sponsor.delegation for sponsor in self.sponsors] if named else []

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Proposal]:
        return select(cls).where(cls.meeting_id == meeting.id).order_by(cls.position)

    @classmethod
    def tabled_at(cls, meeting: Meeting) -> Select[Proposal]:
        """What was put on the table of `meeting`, in order."""
        return cls.of_meeting(meeting).where(cls.state.in_(ON_THE_TABLE))

    @classmethod
    def visible_to(cls, user: Any, meeting: Meeting) -> Select[Proposal]:
        """Staff see all proposals of `meeting`, others those on the table. Nothing else decides this.

        What lies on the table of a closed session is for staff only.
        """
        if getattr(user, "is_staff", False):
            return cls.of_meeting(meeting)
        open_session = or_(cls.session_id.is_(None), Session.record_rule != RecordRule.CLOSED)
        return cls.tabled_at(meeting).outerjoin(cls.session).where(open_session)

    @classmethod
    def found_in(cls, meeting: Meeting, proposal_id: int) -> Proposal | None:
        """The proposal with this id at this meeting; None for another meeting's."""
        return db.session.scalar(cls.of_meeting(meeting).where(cls.id == proposal_id))

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
    """A point raised, a recommendation made or a decision taken, on a proposal or in a session.

    A point on a proposal remembers the session that discussed it: its record rule holds wherever the proposal goes.
    """

    __tablename__ = "discussion_point"
    __table_args__ = (CheckConstraint("(proposal_id IS NULL) <> (session_id IS NULL)", name="proposal_or_session"),)

    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"), index=True)
    raised_in_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    kind: Mapped[str] = mapped_column(String(20), default=PointKind.POINT)
    texts: Mapped[dict[str, str]]
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id", ondelete="SET NULL"))
    position: Mapped[int]

    raised_in: Mapped[Session | None] = relationship(foreign_keys=[raised_in_id], lazy="joined")
    raised_by: Mapped[Delegation | None] = relationship(lazy="joined")

    @classmethod
    def of_session(cls, session: Session) -> Select[DiscussionPoint]:
        """The points of the session as a whole, in order."""
        return select(cls).where(cls.session_id == session.id).order_by(cls.position, cls.id)

    @classmethod
    def note_in(
        cls,
        session: Session,
        texts: dict[str, str],
        *,
        kind: str = PointKind.POINT,
        raised_by: Delegation | None = None,
        by: User | None = None,
        at: datetime | None = None,
    ) -> DiscussionPoint:
        """A point of the session as a whole, at the end of its list; with `at` it is audited as an act of its own."""
        last = positions.last(db.session.scalars(cls.of_session(session)))
        point = cls(session_id=session.id, raised_in=session, texts=texts, kind=kind, position=last + 1)
        point.attribute_to(raised_by, session.meeting_id)
        db.session.add(point)
        db.session.flush()
        if at:
            audit.record("discussion_point.note", point, by=by, at=at)
        return point

    def attribute_to(self, delegation: Delegation | None, meeting_id: int) -> None:
        if delegation and delegation.meeting_id != meeting_id:
            raise RuleBroken(gettext("Choose delegations of this meeting."), field="raised_by")
        self.raised_by = delegation

    def is_visible_to(self, user: Any) -> bool:
        """Staff read every point, others what was not said in a closed session."""
        return getattr(user, "is_staff", False) or self.raised_in is None or self.raised_in.reveals_points

    @property
    def attribution(self) -> Delegation | None:
        """Who raised it, where that was noted and the record rule lets it be told, on any page and in any file."""
        return self.raised_by if self.raised_in is None or self.raised_in.reveals_names else None

    def move(self, direction: str, *, by: User | None, at: datetime) -> None:
        """Change places with the point above ("up") or below ("down")."""
        together = select(type(self)).filter_by(proposal_id=self.proposal_id, session_id=self.session_id)
        positions.move(self, db.session.scalars(together), direction)
        audit.record("discussion_point.move", self, by=by, at=at)

    def strike(self, *, by: User | None, at: datetime) -> None:
        """Take the point off the record."""
        db.session.delete(self)
        audit.record("discussion_point.strike", self, by=by, at=at)

    @classmethod
    def found_in(cls, meeting: Meeting, point_id: int) -> DiscussionPoint | None:
        """The point with this id at this meeting; None for another meeting's."""
        query = select(cls).outerjoin(Session, Session.id == cls.session_id)
        query = query.outerjoin(Proposal, Proposal.id == cls.proposal_id)
        of_meeting = query.where(or_(Session.meeting_id == meeting.id, Proposal.meeting_id == meeting.id))
        return db.session.scalar(of_meeting.where(cls.id == point_id))

    @property
    def text(self) -> str:
        return localized(self.texts)
