"""Which changes to points have been taken in, so that one that is sent twice has its effect once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents.accounts.models import User
from jcmevents.extensions import Base, db
from jcmevents.retention import carries_out, rows_changed

KEPT_FOR = timedelta(days=7)  # longer than a browser goes on trying
ONE_SITTING = timedelta(minutes=5)  # of changes by one person to one point, the first within it is audited


class TakenChange(Base):
    """A change that a rapporteur's browser sent. The browser names it, and sends it until it has an answer."""

    __tablename__ = "point_change"

    change_id: Mapped[str] = mapped_column(String(36), unique=True)
    point_uid: Mapped[str] = mapped_column(String(36), index=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    taken_at: Mapped[datetime] = mapped_column(index=True)

    @classmethod
    def among(cls, change_ids: Iterable[str]) -> set[str]:
        """Those of the changes that have been taken in."""
        return set(db.session.scalars(select(cls.change_id).where(cls.change_id.in_(list(change_ids)))))

    @classmethod
    def goes_on(cls, point_uid: str, by: User | None, at: datetime) -> bool:
        """Whether the user, or somebody with a private link, has been at work on the point just now."""
        recent = cls.taken_at > at - ONE_SITTING
        query = select(cls.id).where(cls.point_uid == point_uid, cls.made_by_id == (by.id if by else None), recent)
        return db.session.scalar(query.limit(1)) is not None


@carries_out("window", every=timedelta(hours=6))
def forget_old(at: datetime) -> int:
    """Delete the names of changes that no browser sends any more."""
    return rows_changed(delete(TakenChange).where(TakenChange.taken_at < at - KEPT_FOR))
