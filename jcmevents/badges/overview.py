"""The page of badges: who is expected, whose badge has been printed and how often."""

from __future__ import annotations

from functools import cached_property

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, select

from jcmevents.attendance.badges import Badge
from jcmevents.badges.faces import names_of
from jcmevents.badges.printing import Which, people_of, times_printed
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.selection import Selection
from jcmevents.text import current_language

PER_PAGE = 100


class Overview:
    """Those of the selection who are expected at the venue, a page of them."""

    def __init__(self, meeting: Meeting, selection: Selection):
        self.meeting, self.selection = meeting, selection
        self.people: Pagination = db.paginate(
            people_of(meeting, selection), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False
        )
        self.delegations = {id: names[0] for id, names in names_of(meeting, [current_language()]).items()}
        self.times = times_printed(self.people.items)

    @cached_property
    def badges(self) -> dict[int, Badge]:
        """The badges that are good of the people on the page, by the id of the person."""
        ids = [person.id for person in self.people.items]
        live = db.session.scalars(Badge.live_of(self.meeting).where(Badge.registration_id.in_(ids)))
        return {badge.registration_id: badge for badge in live}

    @cached_property
    def not_printed(self) -> int:
        """How many of the selection have no badge that has been printed."""
        new = people_of(self.meeting, self.selection, Which.NEW).order_by(None)
        return db.session.scalar(select(func.count()).select_from(new.subquery())) or 0


def badges_of(person: Registration) -> list[Badge]:
    """All badges the person has had, the newest first."""
    theirs = select(Badge).where(Badge.registration_id == person.id)
    return list(db.session.scalars(theirs.order_by(Badge.id.desc())))
