"""Acts on many sessions at once: everything later, a day once more, a day from a template."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path
from typing import Any

import yaml
from flask_babel import gettext

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.importing import Import, enter_plan
from jcmevents.agenda.items import Item
from jcmevents.agenda.models import Session
from jcmevents.agenda.plan import Plan
from jcmevents.agenda.roles import Role
from jcmevents.agenda.walltime import later
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Day, Meeting

TEMPLATES = Path(__file__).parent / "templates.yaml"
LONGEST_SHIFT = 6 * 60  # minutes
_TEXTS = ("kind", "titles", "abstracts", "questions")


def ripple(
    session: Session, minutes: int, *, stretch: bool, everywhere: bool, by: User | None, at: datetime
) -> list[Session]:
    """Let all that follows on the day begin `minutes` later (earlier when negative); what was moved.

    With `stretch` the session itself keeps its start and lasts so much longer, else it moves too. Parallel rooms stay
    as they are unless `everywhere`. Refuses to leave the day, or to shorten a session to nothing.
    """
    if not minutes or abs(minutes) > LONGEST_SHIFT:
        raise RuleBroken(gettext("Enter up to %(n)s minutes, not 0.", n=LONGEST_SHIFT), field="minutes")
    if stretch and session.ends is None:
        raise RuleBroken(gettext("This session has no end that could be later."), field="stretch")
    following = [each for each in _from_here(session, everywhere=everywhere) if not (stretch and each is session)]
    for each in following:
        each.revise(**_shifted(each, minutes), by=by, at=at)
    if stretch and session.ends:
        session.revise(starts=session.starts, ends=_shift(session.ends, minutes), by=by, at=at)
    audit.record("agenda.ripple", session, by=by, at=at, minutes=minutes, number=len(following))
    return following


def _from_here(session: Session, *, everywhere: bool) -> list[Session]:
    """`session` and what begins at its time or later: on the same day, in the same room."""
    ends = session.ends or session.starts
    rows = db.session.scalars(Session.of_meeting(session.meeting).where(Session.day_id == session.day_id))
    return [
        each
        for each in rows
        if each is session or (each.starts >= ends and (everywhere or each.room_id == session.room_id))
    ]


def _shifted(session: Session, minutes: int) -> dict[str, Any]:
    return {"starts": _shift(session.starts, minutes), "ends": _shift(session.ends, minutes) if session.ends else None}


def _shift(wall: time, minutes: int) -> time:
    try:
        return later(wall, minutes)
    except RuleBroken:
        sentence = gettext("That would move %(time)s to another day.", time=f"{wall:%H:%M}")
        raise RuleBroken(sentence, field="minutes") from None


def copy_day(
    source: Day, target: Day, *, shift: int = 0, with_people: bool, by: User | None, at: datetime
) -> list[Session]:
    """The sessions of `source` once more on `target`, `shift` minutes later; with other people unless `with_people`.

    Materials and summaries belong to what they were made for and are not copied.
    """
    meeting = source.meeting
    if source is target:
        raise RuleBroken(gettext("Choose another day to copy to."), field="target")
    present = list(db.session.scalars(Session.of_meeting(meeting).where(Session.day_id.in_((source.id, target.id)))))
    if any(session.day_id == target.id for session in present):
        raise RuleBroken(gettext("There are sessions on that day already. Move or remove them first."), field="target")
    if not present:
        raise RuleBroken(gettext("There is nothing on this day that could be copied."), field="source")
    copies = [_copied(session, target, shift, with_people, by, at) for session in present]
    audit.record("agenda.copy_day", meeting, by=by, at=at, number=len(copies))
    return copies


def _copied(session: Session, target: Day, shift: int, with_people: bool, by: User | None, at: datetime) -> Session:
    copy = Session.schedule(
        session.meeting,
        day=target,
        room=session.room,
        code=session.code,
        record_rule=session.record_rule,
        people=_people(session.roles) if with_people else (),
        **{name: getattr(session, name) for name in _TEXTS},
        **_shifted(session, shift),
        by=by,
        at=at,
    )
    for item in session.items:
        copy.add_item(**_item(item, shift), people=_people(item.roles) if with_people else ())
    return copy


def _item(item: Item, shift: int) -> dict[str, Any]:
    starts = _shift(item.starts, shift) if item.starts else None
    return {**{name: getattr(item, name) for name in _TEXTS}, "minutes": item.minutes, "starts": starts}


def _people(roles: Iterable[Role]) -> list[dict[str, Any]]:
    columns = ("duty", "names", "affiliations", "on_behalf_of", "is_online", "registration_id")
    return [{name: getattr(role, name) for name in columns} for role in roles]


def template_names() -> dict[str, dict[str, str]]:
    """The names of the templates by key and language."""
    return {key: template["name"] for key, template in _templates().items()}


def from_template(meeting: Meeting, key: str, day: Day, *, by: User | None, at: datetime) -> Import:
    """Enter the template on `day`. Refuses a day that holds sessions."""
    entries = enumerate(_templates()[key]["items"], start=1)
    plan = Plan.of(((gettext("Entry %(n)s", n=n), entry) for n, entry in entries), day=day.held_on)
    result = enter_plan(meeting, plan, replace=False, by=by, at=at)
    if result.faults:
        raise RuleBroken(result.faults[0].sentence, field="day")
    return result


def _templates() -> dict[str, Any]:
    return dict(yaml.safe_load(TEMPLATES.read_text(encoding="utf-8")))
