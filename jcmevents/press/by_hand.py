"""What the press office knows about facts that no data hold, and the words it puts in place of computed ones."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned
from jcmevents.meetings.models import Meeting
from jcmevents.press.house import COUNTERS, QUALIFIERS

if TYPE_CHECKING:
    from jcmevents.press.models import Release

NUMBER = ("value", "total", "qualifier", "counter", "as_of", "note")  # the columns that say a number and its source


class Fact(Base, Versioned):
    """What is known by hand about a fact: its value, its source, or words that override the computed ones.

    A fact without a row is computed. `value` is a whole number with `counter` and `qualifier` (see press.house), or a
    part of `total` (29カ国のうち19カ国);
    `subject_meeting_id` is the meeting it speaks of when that is not the release's own.
    """

    __tablename__ = "release_fact"
    __table_args__ = (UniqueConstraint("release_id", "key"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[int | None]
    total: Mapped[int | None]
    counter: Mapped[str] = mapped_column(String(20), default="")
    qualifier: Mapped[str] = mapped_column(String(10), default="exact")
    as_of: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    overrides: Mapped[dict[str, str]] = mapped_column(default=dict)
    subject_meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))

    release: Mapped[Release] = relationship(back_populates="facts")
    subject_meeting: Mapped[Meeting | None] = relationship()

    @classmethod
    def unsaid(cls, key: str) -> Fact:
        """A fact of which nothing is known by hand yet."""
        return cls(key=key, value=None, total=None, as_of=None, counter="", qualifier="exact", note="", overrides={})

    @property
    def is_manual(self) -> bool:
        return self.value is not None

    def enter(self, **values: Any) -> None:
        """Take over columns by name. Refuses a number of which nobody says what it counts."""
        for name, value in values.items():
            if name not in Fact.__mapper__.attrs:
                raise TypeError(f"a fact has no {name!r}")
            setattr(self, name, value)
        if self.is_manual and (self.counter not in COUNTERS or self.qualifier not in QUALIFIERS):
            raise RuleBroken(gettext("Choose what is counted, and whether the number is exact."), field="counter")
        if self.total is not None:
            self._require_part(self.value, self.total)

    def _require_part(self, part: int | None, total: int) -> None:
        if part is None or part > total:
            raise RuleBroken(gettext("The whole cannot be less than its part."), field="total")
        if self.qualifier != "exact":
            raise RuleBroken(gettext("Of a whole, the part is an exact number."), field="qualifier")
