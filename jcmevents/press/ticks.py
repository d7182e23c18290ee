"""Ticks of the fact check: a person has compared what a fact says with its source."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents.accounts.models import User
from jcmevents.extensions import Base

if TYPE_CHECKING:
    from jcmevents.press.models import Release


class Tick(Base):
    """`words`: what the fact said in each language when it was ticked. It holds as long as the fact says the same."""

    __tablename__ = "release_tick"
    __table_args__ = (UniqueConstraint("release_id", "key"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    words: Mapped[dict[str, str]]
    source: Mapped[str] = mapped_column(String(300))
    ticked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    ticked_at: Mapped[datetime]

    release: Mapped[Release] = relationship(back_populates="ticks")
    ticked_by: Mapped[User | None] = relationship()
