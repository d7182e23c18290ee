"""What happens in a session, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.edits import noted
from jcmevents.agenda.kinds import INTERVALS, Kind
from jcmevents.agenda.materials import Material
from jcmevents.agenda.roles import Role, cast
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.text import localized

if TYPE_CHECKING:
    from jcmevents.agenda.models import Session

People = Sequence[Mapping[str, Any]]  # each the columns of a Role


class Described:
    """What sessions and items are told by."""

    kind: Mapped[str] = mapped_column(String(30))
    titles: Mapped[dict[str, str]]
    abstracts: Mapped[dict[str, str]] = mapped_column(default=dict)
    questions: Mapped[dict[str, str]] = mapped_column(default=dict)  # to guide the discussion, one a line

    @property
    def title(self) -> str:
        return localized(self.titles)

    @property
    def is_interval(self) -> bool:
        return self.kind in INTERVALS


class Item(Described, Base, Versioned):
    """Something that happens in a session: with its own time, or with a duration only."""

    __tablename__ = "item"

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(30), default=Kind.PRESENTATION)
    starts: Mapped[time | None]
    minutes: Mapped[int | None]
    removed_at: Mapped[datetime | None]

    session: Mapped[Session] = relationship(back_populates="items")
    roles: Mapped[list[Role]] = relationship(order_by=Role.position, cascade="all, delete-orphan")
    materials: Mapped[list[Material]] = relationship(order_by=Material.id, cascade="all, delete-orphan")

    @classmethod
    def found_in(cls, meeting: Meeting, item_id: int) -> Item | None:
        """The item with this id at this meeting; None for another meeting's."""
        there = cls.session.has(meeting_id=meeting.id, removed_at=None)
        return db.session.scalar(select(cls).where(there, cls.removed_at.is_(None), cls.id == item_id))

    @property
    def meeting(self) -> Meeting:
        return self.session.meeting

    def revise(
        self,
        *,
        people: People | None = None,
        is_undo: bool = False,
        by: User | None,
        at: datetime,
        **details: Any,
    ) -> None:
        """Change the item; `details` are columns."""
        with noted(self, people=people is not None, is_undo=is_undo, by=by, at=at):
            for name, value in details.items():
                setattr(self, name, value)
            if people is not None:
                self.name_people(people)
            self.session.require_items_fit()
            audit.record("item.revise", self, by=by, at=at)

    def name_people(self, people: People) -> None:
        """Let these have a part in the item, in this order."""
        cast(self.roles, people, self.meeting)
        flag_modified(self, "titles")  # two people who change only the roles must meet on the item's version
