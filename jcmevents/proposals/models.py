"""What is put on the table: proposals, who tables them, what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, event, func, inspect, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda import positions
from jcmevents.agenda.kinds import RecordRule
from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.discussion.models import DiscussionPoint, FollowUp, PointKind, Theme
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.attachments import Attachment
from jcmevents.proposals.call import Call
from jcmevents.proposals.revisions import WORDED, Revision, Standing, require_sponsor_s_words
from jcmevents.proposals.sponsors import Agreement, Sponsor
from jcmevents.proposals.states import ALLOWED, OF_THE_SPONSOR, ON_THE_TABLE, Kind, State
from jcmevents.proposals.steps import Steps
from jcmevents.text import folded, localized

__all__ = ["Agreement", "Attachment", "Call", "Proposal", "Revision", "Sponsor", "Standing", "Tag"]

SEARCHED = ("titles", "summaries", "related_rules", "outcomes")  # in every language


class Tag(Base):
    """A theme that a proposal is about."""

    __tablename__ = "proposal_theme"
    __table_args__ = (UniqueConstraint("proposal_id", "theme_id"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    position: Mapped[int]

    theme: Mapped[Theme] = relationship(lazy="joined")


class Proposal(Steps, Base, Versioned):
    """A proposal, a progress report or a case study, with who tables it and what came of it.

    `translated` are the languages in which the texts are a translation by the secretariat. `entered_by_id` is the
    delegation that entered it by its own door: until it is handed in, not even the secretariat knows of it.
    """

    __tablename__ = "proposal"
    # What lists of all meetings count by.
    __table_args__ = (
        Index("ix_proposal_listed", "meeting_id", "state", "position", "session_id", "entered_by_id", "submitted_at"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id", ondelete="SET NULL"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default=Kind.PROPOSAL)
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT)
    position: Mapped[int]
    titles: Mapped[dict[str, str]]
    summaries: Mapped[dict[str, str]] = mapped_column(default=dict)
    related_rules: Mapped[dict[str, str]] = mapped_column(default=dict)
    outcomes: Mapped[dict[str, str]] = mapped_column(default=dict)
    translated: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    search_text: Mapped[str] = mapped_column(Text, default="")  # SEARCHED, folded

    meeting: Mapped[Meeting] = relationship()
    session: Mapped[Session | None] = relationship()
    merged_into: Mapped[Proposal | None] = relationship(remote_side="Proposal.id")
    sponsors: Mapped[list[Sponsor]] = relationship(
        back_populates="proposal", order_by="Sponsor.position", cascade="all, delete-orphan", lazy="selectin"
    )
    tags: Mapped[list[Tag]] = relationship(order_by="Tag.position", cascade="all, delete-orphan", lazy="selectin")
    points: Mapped[list[DiscussionPoint]] = relationship(
        order_by="DiscussionPoint.position", cascade="all, delete-orphan", lazy="selectin"
    )
    follow_ups: Mapped[list[FollowUp]] = relationship(order_by="FollowUp.id", cascade="all, delete-orphan")
    revisions: Mapped[list[Revision]] = relationship(
        back_populates="proposal", order_by="Revision.number", cascade="all, delete-orphan"
    )
    attachments: Mapped[list[Attachment]] = relationship(
        back_populates="proposal", order_by="Attachment.id", cascade="all, delete-orphan"
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
        """A new draft at the end of the meeting's list. Refuses one without a title in any language."""
        last = db.session.scalar(select(func.max(cls.position)).where(cls.meeting_id == meeting.id)) or 0
        proposal = cls(meeting=meeting, titles=titles, kind=kind, state=State.DRAFT, position=last + 1, created_at=at)
        for name, value in {"summaries": {}, "related_rules": {}, "outcomes": {}, "translated": [], **more}.items():
            setattr(proposal, name, value)
        proposal.require_title()
        for children in ("sponsors", "tags", "points", "follow_ups", "revisions", "attachments"):
            setattr(proposal, children, [])
        db.session.add(proposal)
        db.session.flush()
        proposal._keep_wording(by=by, at=at)
        audit.record("proposal.draft", proposal, by=by, at=at)
        return proposal

    def revise(self, *, by: User | None, at: datetime, **details: Any) -> None:
        """Change kind and texts; columns by name. A new wording is kept beside the earlier ones."""
        if self.entered_by_id and getattr(by, "is_staff", False):
            require_sponsor_s_words(self, details)
        for name, value in details.items():
            setattr(self, name, value)
        self.require_title()
        changed = sorted(a.key for a in inspect(self).attrs if a.history.has_changes())
        if set(changed) & set(WORDED):
            self._keep_wording(by=by, at=at)
        audit.record("proposal.revise", self, by=by, at=at, changed=changed)

    def suggest(self, *, by: User | None, at: datetime, **wording: dict[str, str]) -> Revision:
        """Keep a wording for the sponsor to agree to; that of the proposal stays. A newer suggestion replaces it."""
        if not any(wording[column] != getattr(self, column) for column in wording):
            raise RuleBroken(gettext("Nothing differs from the present wording."))
        for earlier in self.open_suggestions:
            earlier.refuse(by=by, at=at)
        return self._keep_wording(by=by, at=at, standing=Standing.SUGGESTED, **wording)

    def _keep_wording(
        self, *, by: User | None, at: datetime, standing: str = Standing.MADE, **wording: Any
    ) -> Revision:
        worded = {column: dict(wording.get(column, getattr(self, column))) for column in WORDED}
        revision = Revision(number=len(self.revisions) + 1, made_at=at, made_by_id=by.id if by else None, **worded)
        revision.standing, revision.by_secretariat = standing, bool(getattr(by, "is_staff", False))
        self.revisions.append(revision)
        return revision

    @property
    def open_suggestions(self) -> list[Revision]:
        return [revision for revision in self.revisions if revision.is_open]

    def require_title(self) -> None:
        if not any(self.titles.values()):
            raise RuleBroken(gettext("Write a title in at least one language."), field=None)

    def require_changeable(self) -> None:
        """Refuse what is no longer in the hands of its sponsors."""
        if self.state not in OF_THE_SPONSOR:
            raise RuleBroken(
                gettext("This proposal is “%(state)s” now. Please write to the organizers.", state=self.state_now.label)
            )

    def tag(self, themes: Iterable[Theme]) -> None:
        """Let the proposal be about exactly these themes, in this order."""
        present = {tag.theme_id: tag for tag in self.tags}
        self.tags = [present.get(theme.id) or Tag(theme=theme, theme_id=theme.id) for theme in themes]
        for position, tag in enumerate(self.tags, start=1):
            tag.position = position

    def name_sponsors(self, delegations: Iterable[Delegation]) -> None:
        """Let exactly these table the proposal. Those who are sponsors already keep their places before the others."""
        wanted = list(delegations)
        self.sponsors = [sponsor for sponsor in self.sponsors if sponsor.delegation in wanted]
        for delegation in wanted:
            self.sponsor(delegation)
        self._number_sponsors()

    def sponsor(self, delegation: Delegation, *, asked_at: datetime | None = None) -> Sponsor:
        """Name `delegation` among those who table the proposal; with `asked_at` it has yet to agree."""
        if delegation.meeting_id != self.meeting_id:
            raise RuleBroken(gettext("Choose delegations of this meeting."), field="sponsors")
        if present := next((s for s in self.sponsors if s.delegation_id == delegation.id), None):
            return present
        sponsor = Sponsor(delegation=delegation, delegation_id=delegation.id, position=len(self.sponsors) + 1)
        sponsor.agreement = Agreement.ASKED if asked_at else Agreement.AGREED
        sponsor.asked_at = asked_at
        self.sponsors.append(sponsor)
        return sponsor

    def move_sponsor(self, sponsor: Sponsor, direction: str, *, by: User | None, at: datetime) -> None:
        """Let the sponsor change places with the one before ("up") or after ("down") it."""
        positions.move(sponsor, self.sponsors, direction)
        self.sponsors.sort(key=lambda each: each.position)
        self._number_sponsors()
        audit.record("proposal_sponsor.move", sponsor, by=by, at=at)

    def _number_sponsors(self) -> None:
        for position, sponsor in enumerate(self.sponsors, start=1):
            sponsor.position = position
        flag_modified(self, "titles")  # two people who change only the sponsors must meet on the proposal's version

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
        point.meeting_id, point.raised_in = self.meeting_id, self.session
        point.attribute_to(raised_by)
        self.points.append(point)
        if at:
            db.session.flush()
            audit.record("discussion_point.note", point, by=by, at=at)
        return point

    @property
    def next_states(self) -> set[State]:
        return ALLOWED[self.state_now]

    def points_for(self, user: Any) -> list[DiscussionPoint]:
        """The points that `user` may read, in order; nobody in particular (None) is the public."""
        return [point for point in self.points if point.is_visible_to(user)]

    @property
    def names_are_told(self) -> bool:
        """Whether the record rule of its session lets it be told who tables the proposal, and shows its papers."""
        return self.session is None or self.session.reveals_names

    @property
    def told_sponsors(self) -> list[Delegation]:
        """Who tables the proposal and has agreed to, as far as the record rule of its session lets it be told."""
        return [sponsor.delegation for sponsor in self.sponsors if sponsor.has_agreed] if self.names_are_told else []

    @property
    def themes(self) -> list[Theme]:
        return [tag.theme for tag in self.tags]

    def is_translated(self, lang: str) -> bool:
        """Whether the text in `lang` is a translation by the secretariat."""
        return lang in self.translated

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Proposal]:
        """What the secretariat knows of, in order."""
        return select(cls).where(cls.meeting_id == meeting.id, cls.known()).order_by(cls.position)

    @classmethod
    def known(cls) -> Any:
        """The condition for what the secretariat knows of, at any meeting."""
        return cls.entered_by_id.is_(None) | cls.submitted_at.is_not(None)

    @classmethod
    def tabled_at(cls, meeting: Meeting) -> Select[Proposal]:
        """What was put on the table of `meeting`, in order."""
        return cls.of_meeting(meeting).where(cls.state.in_(ON_THE_TABLE))

    @classmethod
    def told(cls) -> Any:
        """The condition for what may be told of any meeting. It asks for the session: outer join that."""
        open_session = or_(cls.session_id.is_(None), Session.record_rule != RecordRule.CLOSED)
        return cls.state.in_(ON_THE_TABLE) & open_session

    @classmethod
    def visible_to(cls, user: Any, meeting: Meeting) -> Select[Proposal]:
        """Staff see all proposals of `meeting`, others those on the table. Nothing else decides this.

        What lies on the table of a closed session is for staff only.
        """
        if getattr(user, "is_staff", False):
            return cls.of_meeting(meeting)
        return cls.of_meeting(meeting).outerjoin(cls.session).where(cls.told())

    @classmethod
    def found_in(cls, meeting: Meeting, proposal_id: int) -> Proposal | None:
        """The proposal with this id at this meeting; None for another meeting's."""
        return db.session.scalar(cls.of_meeting(meeting).where(cls.id == proposal_id))

    @property
    def title(self) -> str:
        return localized(self.titles)


@event.listens_for(Proposal, "before_insert")
@event.listens_for(Proposal, "before_update")
def _keep_search_text(_mapper: Any, _connection: Any, proposal: Proposal) -> None:
    texts = (text for name in SEARCHED for text in (getattr(proposal, name) or {}).values())
    proposal.search_text = folded("\n".join(texts))
