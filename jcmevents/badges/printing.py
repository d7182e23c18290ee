"""Whose badges are printed, the file that is made of them, and that it is noted once it has been made."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, case, exists, func, select
from sqlalchemy.orm import joinedload

from jcmevents import downloads
from jcmevents.accounts.models import User
from jcmevents.attendance.badges import Badge
from jcmevents.badges.design import BadgeDesign, Layout
from jcmevents.badges.faces import faces_of, names_of, occasion_of
from jcmevents.badges.formats import Badges
from jcmevents.badges.placing import pdf_of
from jcmevents.delegations.ordering import all_in_order
from jcmevents.downloads import Download
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Mode
from jcmevents.registration.day_modes import DayMode
from jcmevents.registration.models import Registration
from jcmevents.registration.selection import Selection
from jcmevents.registration.states import EXPECTED, Capacity

KIND = "badges"
PDF = "application/pdf"
IN_ONE_QUERY = 500  # ids

Report = Callable[[int, int], None]


class Which(enum.StrEnum):
    """Whose badges."""

    NEW = "new"
    ALL = "all"
    TICKED = "ticked"


WHICH_LABELS = {
    Which.NEW: _l("those not printed yet"),
    Which.ALL: _l("all shown here, in the order of the meeting"),
}


def people_of(meeting: Meeting, selection: Selection, which: Which = Which.ALL) -> Select[Registration]:
    """Those of the selection who are expected at the venue, in the order of the meeting, heads first."""
    place = {delegation.id: number for number, delegation in enumerate(all_in_order(meeting))}
    ids = selection.ids(meeting)
    people = select(Registration).where(Registration.id.in_(ids), Registration.state.in_(EXPECTED), _at_the_venue())
    if which == Which.NEW:
        people = people.where(~_printed())
    in_delegations = [case(place, value=Registration.delegation_id)] if place else []
    head_first = case((Registration.capacity == Capacity.HEAD, 0), else_=1)
    return people.order_by(*in_delegations, head_first, Registration.position, Registration.id)


def _at_the_venue() -> Any:
    """On one day at least."""
    some_day = exists().where(DayMode.registration_id == Registration.id, DayMode.mode == Mode.ON_SITE)
    return (Registration.mode == Mode.ON_SITE) | some_day


def _printed() -> Any:
    """Whether a badge that is good has been printed."""
    return exists().where(
        Badge.registration_id == Registration.id, Badge.killed_at.is_(None), Badge.printed_at.is_not(None)
    )


def chosen(meeting: Meeting, which: Which, selection: Selection, numbers: Sequence[str]) -> list[Registration]:
    """Whose badges are to be printed, in order. Raises RuleBroken when there is nobody."""
    people = people_of(meeting, selection, which)
    if which == Which.TICKED:
        people = people.where(Registration.number.in_(numbers))
    found = list(db.session.scalars(people))
    if not found:
        raise RuleBroken(gettext("There is nobody whose badge could be printed."))
    return found


def request_badges(
    meeting: Meeting, people: Sequence[Registration], *, layout: Layout | None = None, lang: str, by: User, at: datetime
) -> Download:
    """Issue badges for `people` where they have none, and have a file of them made."""
    badges = Badge.issue_all(meeting, people, by=by, at=at)
    arguments = {"meeting_id": meeting.id, "badges": [badge.id for badge in badges], "layout": layout}
    name = f"{meeting.slug}-{BadgeDesign.of(meeting).file_stem}.pdf"
    return Download.request(KIND, arguments, name=name, lang=lang, by=by, at=at)


def reprint(badge: Badge, *, why: str, lang: str, by: User, at: datetime) -> Download:
    """A new badge in place of one that was lost or says something wrong; the old code opens nothing from now on."""
    successor = badge.reissue(why=why, by=by, at=at)
    return request_badges(successor.registration.meeting, [successor.registration], lang=lang, by=by, at=at)


def printed(
    meeting: Meeting, ids: Sequence[int], *, layout: Layout | None = None, lang: str, report: Report | None = None
) -> bytes:
    """The badges with these ids in their order, as PDF; those replaced meanwhile are left out."""
    design = BadgeDesign.of(meeting)
    badges, drawn = good(meeting, ids), Badges(design, occasion_of(meeting, design.langs), layout)
    if not badges:
        raise RuleBroken(gettext("These badges have been replaced meanwhile. Ask for them again."))
    faces = faces_of(badges, design.langs, names_of(meeting, design.langs))
    title = gettext("Badges: %(meeting)s", meeting=drawn.occasion.title)
    number = drawn.number_of_sheets(len(badges))
    return pdf_of(drawn.sheets(faces), drawn.lies.paper, number=number, title=title, lang=lang, report=report)


def good(meeting: Meeting, ids: Sequence[int]) -> list[Badge]:
    """The badges with these ids that have not been replaced, in this order."""
    found: dict[int, Badge] = {}
    for at in range(0, len(ids), IN_ONE_QUERY):
        some = Badge.live_of(meeting).where(Badge.id.in_(ids[at : at + IN_ONE_QUERY]))
        found |= {badge.id: badge for badge in db.session.scalars(some.options(joinedload(Badge.registration)))}
    return [found[id] for id in ids if id in found]


def note_printed(meeting: Meeting, ids: Sequence[int], *, by: User | None, at: datetime) -> None:
    """Count the printing of those badges that are good."""
    for badge in good(meeting, ids):
        badge.note_printed(by=by, at=at)


def times_printed(people: Iterable[Registration]) -> dict[int, int]:
    """How often a badge of each of them has been printed, replaced ones too, by id."""
    ids = [person.id for person in people]
    counts = select(Badge.registration_id, func.sum(Badge.times_printed)).where(Badge.registration_id.in_(ids))
    return {id: number for id, number in db.session.execute(counts.group_by(Badge.registration_id))}


def _note(download: Download, at: datetime) -> None:
    meeting = db.session.get_one(Meeting, download.arguments["meeting_id"])
    by = db.session.get(User, download.user_id)
    note_printed(meeting, download.arguments["badges"], by=by, at=at)


@downloads.makes(KIND, then=_note)
def _made_by_worker(arguments: dict[str, Any], lang: str, report: Report) -> tuple[bytes, str]:
    meeting, layout = db.session.get_one(Meeting, arguments["meeting_id"]), arguments["layout"]
    content = printed(meeting, arguments["badges"], layout=Layout(layout) if layout else None, lang=lang, report=report)
    return content, PDF
