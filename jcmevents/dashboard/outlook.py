"""Which meetings come next, which were last, and what came of the last one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, select

from jcmevents.extensions import db
from jcmevents.meetings.models import Day, Meeting
from jcmevents.press.models import Release
from jcmevents.proposals.models import Proposal
from jcmevents.record.figures import Figures

COMING, PAST = 3, 5


@dataclass(frozen=True)
class Result:
    """A meeting whose figures are public, because its release is."""

    meeting: Meeting
    release: Release
    figures: Figures
    proposals: int


@dataclass(frozen=True)
class Outlook:
    """`coming`: the next meetings, soonest first. `past`: the last ones, newest first; `result` is of the newest."""

    coming: list[Meeting]
    past: list[Meeting]
    result: Result | None

    @classmethod
    def of(cls, user: Any, now: datetime) -> "Outlook":
        """What `user` may see; the number of queries does not depend on how many meetings there are."""
        days = _first_and_last()
        past = _meetings(user, now, days, days.c.last < now.date(), days.c.first.desc(), PAST)
        coming = _meetings(user, now, days, days.c.last >= now.date(), days.c.first, COMING)
        return cls(coming, past, _result(user, now, past[0]) if past else None)


def _first_and_last() -> Subquery:
    span = select(Day.meeting_id, func.min(Day.held_on).label("first"), func.max(Day.held_on).label("last"))
    return span.group_by(Day.meeting_id).subquery()


def _meetings(
    user: Any, now: datetime, days: Subquery, which: ColumnElement[bool], order: ColumnElement[date], limit: int
) -> list[Meeting]:
    query = Meeting.visible_to(user, now).join(days, days.c.meeting_id == Meeting.id).where(which)
    return list(db.session.scalars(query.order_by(order, Meeting.id).limit(limit)))


def _result(user: Any, now: datetime, meeting: Meeting) -> Result | None:
    released = Release.visible_to(None, now).where(Release.meeting_id == meeting.id).order_by(Release.published_at)
    release = db.session.scalars(released.limit(1)).first()
    if release is None:
        return None
    tabled = Proposal.visible_to(user, meeting).order_by(None).subquery()
    proposals = db.session.scalar(select(func.count()).select_from(tabled)) or 0
    return Result(meeting, release, Figures.of(meeting), proposals)
