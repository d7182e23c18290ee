"""Who tables a proposal, and whether those asked to join have agreed."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base

if TYPE_CHECKING:
    from jcmevents.proposals.models import Proposal


class Agreement(enum.StrEnum):
    """Whether a delegation tables the proposal. Only those who agreed are told."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return str(AGREEMENT_LABELS[self])


AGREEMENT_LABELS = {
    Agreement.ASKED: _l("asked to join"),
    Agreement.AGREED: _l("has agreed"),
    Agreement.DECLINED: _l("has declined"),
}


class Sponsor(Base):
    """A delegation that tables a proposal, or was asked to join; the first one speaks for it."""

    __tablename__ = "proposal_sponsor"
    __table_args__ = (UniqueConstraint("proposal_id", "delegation_id"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    agreement: Mapped[str] = mapped_column(String(10), default=Agreement.AGREED)
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship(back_populates="sponsors")
    delegation: Mapped[Delegation] = relationship(lazy="joined")

    @property
    def has_agreed(self) -> bool:
        return self.agreement == Agreement.AGREED

    def answer(self, agreement: Agreement, *, by: User | None, at: datetime, **told: Any) -> None:
        """Note what the delegation says to being asked. It may change its mind until the proposal is on the table."""
        if self.position == 1:
            raise RuleBroken(gettext("The first sponsor speaks for the proposal: take the proposal back instead."))
        self.proposal.require_changeable()
        self.agreement, self.answered_at = agreement, at
        audit.record(f"proposal_sponsor.{agreement}", self, by=by, at=at, **told)
