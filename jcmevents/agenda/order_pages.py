"""The page on which organizers put items in order within a session, or into another one."""

from typing import Any

from flask import abort, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import selectinload
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Optional, Regexp

from jcmevents import clock
from jcmevents.agenda.blueprint import bp
from jcmevents.agenda.editing import hold, organizers
from jcmevents.agenda.edits import Edit
from jcmevents.agenda.models import Item, Session
from jcmevents.agenda.programme import span
from jcmevents.agenda.running_order import put, require_as_seen, step
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import Form
from jcmevents.meetings.models import Meeting

_LAST = 10_000


class ItemPlaceForm(Form):
    """Where an item is to stand: `place` counts from 0, or is "up" or "down"; without it at the end of the session.

    A page that shows the new times by itself sends which other items it has `seen` there, as "3.5.8".
    """

    session = IntegerField(validators=[InputRequired()])
    place = StringField(validators=[Optional(), Regexp(r"(up|down|[0-9]{1,4})\Z")])
    seen = StringField(validators=[Optional(), Regexp(r"[0-9]{1,9}(\.[0-9]{1,9})*\Z")])

    @property
    def seen_ids(self) -> list[int]:
        return [int(each) for each in (self.seen.data or "").split(".") if each]


@bp.get("/agenda/order")
@organizers
def order(meeting: Meeting) -> Any:
    sessions = db.session.scalars(Session.of_meeting(meeting).options(selectinload(Session.items))).all()
    can_undo = bool(Edit.last_act(meeting, current_user, clock.now()))
    return render_template("agenda/order.html", meeting=meeting, sessions=sessions, span=span, can_undo=can_undo)


@bp.post("/agenda/items/<int:item_id>/place")
@organizers
def place_item(meeting: Meeting, item_id: int) -> Any:
    """Answered by the times of all items of both sessions where the page has sent what it saw, else by the page."""
    hold(Session.meeting_id == meeting.id)
    item = Item.found_in(meeting, item_id) or abort(404)
    source, by_script = item.session, "seen" in request.form
    try:
        _place(meeting, item, ItemPlaceForm())
        db.session.commit()
    except RuleBroken as broken:
        if not by_script:
            raise
        db.session.rollback()
        return jsonify(message=str(broken)), 409
    return jsonify(times=_times(source, item.session)) if by_script else redirect(_anchor(item))


def _anchor(item: Item) -> str:
    return url_for(".order", _anchor=f"item-{item.id}")


def _place(meeting: Meeting, item: Item, form: ItemPlaceForm) -> None:
    target = Session.found_in(meeting, form.session.data) if form.validate_on_submit() else None
    target = target or abort(404)
    if "seen" in request.form:
        require_as_seen(target, item, form.seen_ids)
    if form.place.data in ("up", "down"):
        step(item, form.place.data, by=current_user, at=clock.now())
    else:
        put(item, target, int(form.place.data or _LAST), by=current_user, at=clock.now())


def _times(*sessions: Session) -> dict[int, str]:
    return {item.id: span(start, end) for session in sessions for item, start, end in session.timed_items()}
