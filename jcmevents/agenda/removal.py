"""What is removed is kept for a while, so that it can be brought back, and then goes for good with its files."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, event, or_, select
from sqlalchemy.exc import IntegrityError

from jcmevents import jobs
from jcmevents.agenda.edits import REMEMBERED
from jcmevents.agenda.items import Item
from jcmevents.agenda.materials import Material
from jcmevents.agenda.models import Session
from jcmevents.extensions import db
from jcmevents.files.models import StoredFile
from jcmevents.meetings.models import Day

KEPT = REMEMBERED


@jobs.register_chore(timedelta(days=1))
def erase_removed(at: datetime) -> int:
    """Delete what was removed long ago; the number of sessions and items."""
    past = at - KEPT
    items = sum(map(_erased, db.session.scalars(select(Item).where(Item.removed_at < past)).all()))
    return items + sum(map(_erased, db.session.scalars(select(Session).where(Session.removed_at < past)).all()))


def _erased(row: Session | Item) -> bool:
    """Delete the row, unless something was recorded for it in the moment of its removal."""
    try:
        with db.session.begin_nested():
            _delete(row)
    except IntegrityError:
        return False
    return True


def _delete(row: Session | Item) -> None:
    if isinstance(row, Session):
        for item in db.session.scalars(select(Item).where(Item.session_id == row.id, Item.removed_at.is_not(None))):
            db.session.delete(item)
    db.session.delete(row)


@event.listens_for(Day, "before_delete")
def _let_go_of_day(_mapper: Any, connection: Connection, day: Day) -> None:
    """A day that is taken away is not held by what was removed from it. The contents of files go as orphans do."""
    removed = select(Session.id).where(Session.day_id == day.id, Session.removed_at.is_not(None))
    items = select(Item.id).where(Item.session_id.in_(removed))
    handed_in = or_(Material.session_id.in_(removed), Material.item_id.in_(items))
    files = connection.scalars(select(Material.file_id).where(handed_in, Material.file_id.is_not(None))).all()
    connection.execute(delete(Session).where(Session.id.in_(connection.scalars(removed).all())))
    connection.execute(delete(StoredFile).where(StoredFile.id.in_(files)))
