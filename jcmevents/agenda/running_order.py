"""In which order the items of a session come, and in which session: their clock times follow."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.edits import noted
from jcmevents.agenda.models import Item, Session
from jcmevents.agenda.walltime import minutes_of
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db


def step(item: Item, direction: str, *, by: User | None, at: datetime) -> None:
    """Move the item one place "up" or "down" in its session; at the end of the list nothing happens."""
    items = item.session.items
    place = items.index(item) + (1 if direction == "down" else -1)
    if 0 <= place < len(items):
        put(item, item.session, place, by=by, at=at)


def put(item: Item, session: Session, place: int, *, by: User | None, at: datetime) -> None:
    """Let the item be the one at `place` (from 0) of `session`.

    It then begins when the item before it ends. So do those after it whose own time has come too early.
    """
    if item.meeting is not session.meeting:
        raise RuleBroken(gettext("Choose a session of this meeting."))
    source = item.session
    ordered = [each for each in session.items if each is not item]
    ordered.insert(place, item)
    with noted(item, [each for each in ordered if each is not item], by=by, at=at):
        item.session_id, item.starts = session.id, None
        _number(ordered)
        _let_follow(session, ordered)
    db.session.expire(item, ["session"])
    for each in {source, session}:
        each.reload_items()
        each.require_items_fit()
    audit.record("item.move", item, by=by, at=at)


def require_as_seen(session: Session, item: Item, seen: Sequence[int]) -> None:
    """Refuse where the other items of the session are not those `seen`, in this order: by their ids."""
    if [each.id for each in session.items if each is not item] != list(seen):
        raise RuleBroken(gettext("Somebody else changed this order meanwhile. Look at it again, then move the item."))


def _number(ordered: Sequence[Item]) -> None:
    for position, item in enumerate(ordered, start=1):
        item.position = position


def _let_follow(session: Session, ordered: Sequence[Item]) -> None:
    clock = minutes_of(session.starts)
    for item in ordered:
        if item.starts and minutes_of(item.starts) < clock:
            item.starts = None
        clock = (minutes_of(item.starts) if item.starts else clock) + (item.minutes or 0)
