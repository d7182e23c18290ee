"""Which meetings come next, which were last, what came of the last one, and which releases are new."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, select

from jcmevents.extensions import db
from jcmevents.meetings.models import Day, Meeting
from jcmevents.press.models import Release
from jcmevents.press.newsroom import Headline, headlines, listed
from jcmevents.proposals.models import Proposal
from jcmevents.record.figures import Figures
from jcmevents.text import current_language

COMING, PAST, RELEASES = 3, 5, 3


@dataclass(frozen=True)
class Result:
    """A meeting whose figures are public, because its release is."""

    meeting: Meeting
    release: Release
    figures: Figures
    proposals: int


@dataclass(frozen=True)
class Outlook:
    """`coming`: the next meetings, soonest first. `past`: the last ones, newest first; `result` is of the newest
    that has a release out.

    `releases`: the newest ones by their titles.
    """

    coming: list[Meeting]
    past: list[Meeting]
    result: Result | None
    releases: list[Headline]

    @property
    def earlier(self) -> list[Meeting]:
        """The past ones but that of the result."""
        return [meeting for meeting in self.past if not self.result or meeting is not self.result.meeting]

    @classmethod
    def of(cls, user: Any, now: datetime) -> "Outlook":
        """What `user` may see; the number of queries does not depend on how many meetings there are."""
        days = _first_and_last()
        past = _meetings(user, now, days, days.c.last < now.date(), days.c.first.desc(), PAST)
        coming = _meetings(user, now, days, days.c.last >= now.date(), days.c.first, COMING)
        return cls(coming, past, _result(user, now, past), _releases(user))


def _first_and_last() -> Subquery:
    span = select(Day.meeting_id, func.min(Day.held_on).label("first"), func.max(Day.held_on).label("last"))
    return span.group_by(Day.meeting_id).subquery()


def _meetings(
    user: Any, now: datetime, days: Subquery, which: ColumnElement[bool], order: ColumnElement[date], limit: int
) -> list[Meeting]:
    query = Meeting.visible_to(user, now).join(days, days.c.meeting_id == Meeting.id).where(which)
    return list(db.session.scalars(query.order_by(order, Meeting.id).limit(limit)))


def _releases(user: Any) -> list[Headline]:
    newest = db.session.scalars(listed(Release.visible_to(user)).limit(RELEASES))
    return headlines(newest, current_language())


def _result(user: Any, now: datetime, past: list[Meeting]) -> Result | None:
    out = Release.visible_to(None).where(Release.meeting_id.in_([meeting.id for meeting in past]))
    newest: dict[int | None, Release] = {}
    for release in db.session.scalars(out):
        newest.setdefault(release.meeting_id, release)
    meeting = next((meeting for meeting in past if meeting.id in newest), None)
    if meeting is None:
        return None
    tabled = Proposal.visible_to(user, meeting).order_by(None).subquery()
    proposals = db.session.scalar(select(func.count()).select_from(tabled)) or 0
    return Result(meeting, newest[meeting.id], Figures.of(meeting), proposals)
