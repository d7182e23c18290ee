"""The states of a release, and the steps that lead from one to the next."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents.extensions import Base

if TYPE_CHECKING:
    from jcmevents.press.models import Release


class State(enum.StrEnum):
    """Where the working text stands. PUBLISHED and CORRECTED are never stored: the clock says that (`stage`)."""

    DRAFT = "draft"
    FACT_CHECK = "fact_check"
    CO_APPROVAL = "co_approval"
    APPROVAL = "approval"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    State.DRAFT: _l("draft"),
    State.FACT_CHECK: _l("facts being checked"),
    State.CO_APPROVAL: _l("with the co-organizer"),
    State.APPROVAL: _l("with the Center"),
    State.APPROVED: _l("approved"),
    State.SCHEDULED: _l("scheduled"),
    State.PUBLISHED: _l("published"),
    State.CORRECTED: _l("corrected"),
    State.WITHDRAWN: _l("withdrawn"),
}
OPEN = {State.DRAFT, State.FACT_CHECK}
ASKED = {State.CO_APPROVAL, State.APPROVAL, State.APPROVED}


class Act(enum.StrEnum):
    """A step somebody took."""

    FACT_CHECK = "fact_check"
    FROZEN = "frozen"
    CO_APPROVED = "co_approved"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    TAKEN_BACK = "taken_back"
    SCHEDULED = "scheduled"
    CALLED_OFF = "called_off"
    CORRECTION = "correction"
    CORRECTION_ENDED = "correction_ended"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return str(ACTS[self])


ACTS = {
    Act.FACT_CHECK: _l("asked for the fact check"),
    Act.FROZEN: _l("asked for approval"),
    Act.CO_APPROVED: _l("approved for the co-organizer"),
    Act.APPROVED: _l("approved for the Center"),
    Act.SENT_BACK: _l("sent back"),
    Act.TAKEN_BACK: _l("taken back"),
    Act.SCHEDULED: _l("scheduled"),
    Act.CALLED_OFF: _l("publication called off"),
    Act.CORRECTION: _l("correction begun"),
    Act.CORRECTION_ENDED: _l("correction given up"),
    Act.WITHDRAWN: _l("withdrawn"),
}


class Step(Base):
    """Who (`by_name`: as he was called then) did what, when, to which text (`digest` of an edition, or empty)."""

    __tablename__ = "release_step"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"), index=True)
    act: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(Text, default="")

    release: Mapped[Release] = relationship(back_populates="steps")

    @property
    def label(self) -> str:
        return Act(self.act).label
