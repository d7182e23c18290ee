"""Changes of single fields that let stand what others changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, TypeVar

from flask_babel import gettext
from sqlalchemy import select

from jcmevents.accounts.models import User
from jcmevents.agenda.edits import Values, as_read, differing, values_of
from jcmevents.agenda.items import Item
from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.agenda.runs import Run
from jcmevents.errors import EditClash, RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Day
from jcmevents.registration.models import Registration

Row = TypeVar("Row", Day, Room, Run)
LARGEST_ID = 2**31 - 1
PLACES = ("day_id", "room_id", "run_id")
FOLDS = {"starts": "starts_fold", "ends": "ends_fold"}


def amend(row: Session | Item, wanted: Values, *, read: int, by: User | None, at: datetime) -> None:
    """Give the row these fields. What others changed since version `read` stays, unless it is the same field: then
    EditClash, with what is stored."""
    kept = merged(row, wanted, read=read)
    if kept:
        _revise(row, kept, by=by, at=at)


def merged(row: Session | Item, wanted: Values, *, read: int) -> Values:
    """Those of the `wanted` fields that are to be stored: what differs from what was read and from what is there."""
    stored = values_of(row, people="people" in wanted)
    base = {name: value for name, value in as_read(row, read).items() if name in wanted}
    mine = differing(wanted, stored) & differing(wanted, base)
    if theirs := mine & differing(base, stored):
        sentence = gettext("Somebody else changed this while you were editing. Compare both, then save again.")
        raise EditClash(sentence, {name: stored[name] for name in theirs})
    return {name: wanted[name] for name in mine}


def _revise(row: Session | Item, values: Values, **act: Any) -> None:
    details = columns_of(values)
    if isinstance(row, Session):
        details = {"starts": row.starts, "ends": row.ends, **_unfolded(values), **details}
    row.revise(**details, **act)


def _unfolded(values: Mapping[str, Any]) -> Values:
    """A time that is moved is asked again which of two equal ones is meant, unless that is said with it."""
    return {fold: None for name, fold in FOLDS.items() if name in values or "day_id" in values}


def columns_of(values: Values) -> Values:
    """As the verbs of the rows take them."""
    columns = {name: value for name, value in values.items() if name not in (*PLACES, "people")}
    for name in FOLDS.keys() & columns.keys():
        columns[name] = time.fromisoformat(columns[name]) if columns[name] else None
    if "day_id" in values:
        columns["day"] = _chosen(Day, values["day_id"], gettext("Choose one of the days of this meeting."))
    if "room_id" in values:
        sentence = gettext("Choose one of the rooms of this meeting.")
        columns["room"] = _chosen(Room, values["room_id"], sentence) if values["room_id"] else None
    if "run_id" in values:
        sentence = gettext("Choose one of the runs of this meeting.")
        columns["run"] = _chosen(Run, values["run_id"], sentence) if values["run_id"] else None
    if "people" in values:
        columns["people"] = [person for each in values["people"] if (person := _still_known(each))]
    return columns


def _chosen(table: type[Row], number: int, sentence: str) -> Row:
    """The row of this id; refuses with `sentence` where there is none."""
    row = db.session.get(table, number) if number and number <= LARGEST_ID else None
    if row is None:
        raise RuleBroken(sentence)
    return row


def _still_known(person: Values) -> Values | None:
    """Whose registration is gone stays with the name that was entered, if any was."""
    number = person["registration_id"]
    if number is None or db.session.scalar(select(Registration.id).where(Registration.id == number)):
        return person
    return {**person, "registration_id": None} if person["names"] else None
