"""The steps a registration has gone through."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents.accounts.models import User
from jcmevents.extensions import Base
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.states import State


class StateChange(Base):
    """One step of a registration: who, when, why, and the mail that told of it or the reason why there was none.

    `changed_by` is empty where the person acted without an account, or a program did.
    """

    __tablename__ = "registration_change"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_mail.id", ondelete="SET NULL"), index=True)
    no_mail_because: Mapped[str] = mapped_column(Text, default="")

    changed_by: Mapped[User | None] = relationship(lazy="joined")
    mail: Mapped[OutgoingMail | None] = relationship()

    @property
    def label(self) -> str:
        return State(self.after).label
