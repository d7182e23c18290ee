"""What the organizers choose for the summary of the proposals: its parts, its order, its words."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import flag_modified

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal

Step = str  # "up", "down", "out" or "in"


class Part(enum.StrEnum):
    """A part of the summary that may be left out."""

    FIGURES = "figures"
    SESSIONS = "sessions"
    POINTS = "points"
    FOLLOW_UPS = "follow_ups"
    DELEGATIONS = "delegations"
    AGENDA = "agenda"
    PARTICIPANTS = "participants"

    @property
    def label(self) -> str:
        return str(PART_LABELS[self])


class Grouping(enum.StrEnum):
    """By what the proposals stand together."""

    SESSION = "session"
    THEME = "theme"

    @property
    def label(self) -> str:
        return str(GROUPING_LABELS[self])


PART_LABELS = {
    Part.FIGURES: _l("figures"),
    Part.SESSIONS: _l("what was discussed in the sessions"),
    Part.POINTS: _l("points discussed on the proposals"),
    Part.FOLLOW_UPS: _l("follow-ups"),
    Part.DELEGATIONS: _l("participating delegations"),
    Part.AGENDA: _l("annex: agenda"),
    Part.PARTICIPANTS: _l("annex: list of participants, by their consent"),
}
GROUPING_LABELS = {Grouping.SESSION: _l("by session"), Grouping.THEME: _l("by theme")}
USUAL_PARTS = [part.value for part in Part if part != Part.PARTICIPANTS]


class SummaryChoices(Base, Versioned):
    """The choices for one meeting. `wordings` are the organizers' words for proposals, by id, by language."""

    __tablename__ = "summary_choices"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    parts: Mapped[list[str]]
    grouping: Mapped[str] = mapped_column(String(10), default=Grouping.SESSION)
    openings: Mapped[dict[str, str]]
    left_out: Mapped[list[Any]] = mapped_column(JSON)
    arranged: Mapped[list[Any]] = mapped_column(JSON)  # ids; proposals that are not in it follow in the meeting's order
    wordings: Mapped[dict[str, Any]]

    @classmethod
    def usual(cls, meeting: Meeting) -> SummaryChoices:
        """What holds where nothing was chosen; not stored."""
        usual = cls(meeting_id=meeting.id, parts=list(USUAL_PARTS), grouping=Grouping.SESSION, version=0)
        usual.openings, usual.left_out, usual.arranged, usual.wordings = {}, [], [], {}
        return usual

    @classmethod
    def of(cls, meeting: Meeting) -> SummaryChoices:
        return db.session.scalar(select(cls).where(cls.meeting_id == meeting.id)) or cls.usual(meeting)

    def revise(self, *, by: User | None, at: datetime, **details: Any) -> None:
        """Change parts, grouping, opening; columns by name."""
        for name, value in details.items():
            setattr(self, name, value)
        self._keep(by=by, at=at)

    def step(self, proposal: Proposal, step: Step, shown: Iterable[int], *, by: User | None, at: datetime) -> None:
        """Move the proposal among those `shown` (ids in their order), leave it out, or take it in again."""
        order = list(shown)
        if step in ("up", "down") and proposal.id in order:
            number = order.index(proposal.id)
            order.insert(max(0, number + (-1 if step == "up" else 1)), order.pop(number))
            self.arranged = order
        elif step == "out":
            self.left_out = [*self.left_out, proposal.id]
        elif step == "in":
            self.left_out = [each for each in self.left_out if each != proposal.id]
        self._keep(by=by, at=at)

    def word(self, proposal: Proposal, texts: dict[str, str], *, by: User | None, at: datetime) -> None:
        """Tell the proposal in these words; without any, in its own."""
        self.wordings = {key: value for key, value in self.wordings.items() if key != str(proposal.id)}
        if texts:
            self.wordings[str(proposal.id)] = texts
        self._keep(by=by, at=at)

    def _keep(self, *, by: User | None, at: datetime) -> None:
        if self.version == 0:  # made by `usual`
            self.version = 1
            db.session.add(self)
        else:
            flag_modified(self, "wordings")
        db.session.flush()
        audit.record("summary_choices.revise", self, by=by, at=at)

    def without_people(self) -> SummaryChoices:
        """These choices for readers to whom no person may be named; not stored."""
        same = SummaryChoices(meeting_id=self.meeting_id, grouping=self.grouping, version=0)
        same.parts = [part for part in self.parts if part != Part.PARTICIPANTS]
        same.openings, same.left_out = self.openings, self.left_out
        same.arranged, same.wordings = self.arranged, self.wordings
        return same

    def has(self, part: Part) -> bool:
        return part in self.parts

    def takes(self, proposal: Proposal) -> bool:
        return proposal.id not in self.left_out

    def place_of(self, proposal: Proposal) -> tuple[bool, int, int]:
        """By what proposals are sorted: the arranged ones first."""
        place = self.arranged.index(proposal.id) if proposal.id in self.arranged else 0
        return (proposal.id not in self.arranged, place, proposal.position)

    def words_for(self, proposal: Proposal) -> Mapping[str, str]:
        """The summary of the proposal: language by language the organizers' words, else its own."""
        chosen: dict[str, str] = self.wordings.get(str(proposal.id), {})
        return {**proposal.summaries, **chosen}
