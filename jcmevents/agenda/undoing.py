"""The way back from one's last act: what it made goes, what it removed comes back, what it changed is as it was."""

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import or_, select

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.amending import columns_of
from jcmevents.agenda.edits import Edit, Values, differing, noted, values_of
from jcmevents.agenda.items import Item
from jcmevents.agenda.models import Session
from jcmevents.agenda.roles import Leaders
from jcmevents.errors import EditClash, RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting


def undo(meeting: Meeting, *, by: User, at: datetime) -> list[Edit]:
    """Take back the last act of `by`; the edits it was made of. Refuses if somebody changed the same since."""
    act = Edit.last_act(meeting, by, at)
    if not act:
        raise RuleBroken(gettext("There is nothing to undo."))
    for edit in act:
        _require_untouched(edit, by)
    with ExitStack() as notes:
        for row in {(edit.session_id, edit.item_id): edit.row for edit in act}.values():
            notes.enter_context(noted(row, people=True, is_undo=True, by=by, at=at))
        for edit in act:
            _put_back(edit.row, edit.before, at)
            edit.undone_at = at
        _require_order(meeting, act)
    audit.record("agenda.undo", meeting, by=by, at=at, number=len(act))
    return act


def _require_untouched(edit: Edit, by: User) -> None:
    stored = values_of(edit.row, people=True)
    changed = differing(edit.after, stored)
    if changed or (edit.is_of_existence and _was_filled(edit, by)):
        sentence = gettext("“%(title)s” was changed since. Nothing was undone.", title=edit.row.title)
        raise EditClash(sentence, {name: stored[name] for name in changed})


def _was_filled(edit: Edit, by: User) -> bool:
    """Whether others have worked on what the edit made, or something was handed in for it."""
    own = Edit.item_id == edit.item_id if edit.item_id else Edit.session_id == edit.session_id
    others = or_(Edit.by_id.is_(None), Edit.by_id != by.id)
    later = select(Edit.id).where(own, others, Edit.id > edit.id, ~Edit.is_undo, Edit.undone_at.is_(None))
    return bool(db.session.scalar(later.limit(1))) or (not edit.after["removed_at"] and _has_materials(edit.row))


def _has_materials(row: Any) -> bool:
    return bool(row.materials or any(item.materials for item in getattr(row, "items", ())))


def _put_back(row: Session | Item | Leaders, values: Values, at: datetime) -> None:
    if values.get("removed_at") and isinstance(row, Session):
        row.require_nothing_recorded()
    columns = columns_of(values)
    if "people" in columns:
        row.name_people(columns.pop("people"))
    for name, value in columns.items():
        setattr(row, name, at if name == "removed_at" and value else value)


def _require_order(meeting: Meeting, act: Iterable[Edit]) -> None:
    """Read again where the items are now, and whether all fits, of every session that the act had to do with."""
    db.session.flush()
    places = {each for edit in act for values in (edit.before, edit.after) if (each := values.get("session_id"))}
    for edit in act:
        if edit.item:
            db.session.expire(edit.item, ["session"])
    for number in sorted(places | {edit.session_id for edit in act if edit.session_id}):
        if session := db.session.get(Session, number):
            session.reload_items()
            if not session.removed_at:
                session.require_place_and_time()
                session.require_items_fit()
