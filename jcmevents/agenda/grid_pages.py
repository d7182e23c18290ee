"""The page on which organizers move sessions about in time and between rooms."""

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from wtforms import IntegerField
from wtforms.validators import InputRequired, Optional

from jcmevents import clock
from jcmevents.agenda.amending import amend
from jcmevents.agenda.blueprint import bp
from jcmevents.agenda.checks import findings
from jcmevents.agenda.editing import hold, organizers
from jcmevents.agenda.edits import Edit, Values
from jcmevents.agenda.forms import ClockField
from jcmevents.agenda.grid import block, grid_of
from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.agenda.undoing import undo
from jcmevents.errors import EditClash, RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import Form
from jcmevents.meetings.models import Day, Meeting

SHOWN_EDITS = 10


class PlaceForm(Form):
    """Where and when a session is held; what is not sent stays. `version` is the one that was read."""

    version = IntegerField(validators=[InputRequired()])
    day_id = IntegerField(validators=[Optional()])
    room_id = IntegerField(validators=[Optional()])
    starts = ClockField(validators=[Optional()])
    ends = ClockField(validators=[Optional()])

    def wanted(self) -> Values:
        """The fields that were sent, as `Edit` holds them."""
        sent = [self[name] for name in ("day_id", "room_id", "starts", "ends") if name in request.form]
        times = {field.name: f"{field.data:%H:%M}" if field.data else None for field in sent if "_" not in field.name}
        return {**{field.name: field.data or None for field in sent}, **times}

    @property
    def faults(self) -> str:
        return " ".join(error for errors in self.errors.values() for error in errors)


@bp.get("/agenda/grid")
@organizers
def grid(meeting: Meeting) -> Any:
    edits = db.session.scalars(Edit.of_meeting(meeting).limit(SHOWN_EDITS)).all()
    return render_template(
        "agenda/grid.html",
        meeting=meeting,
        days=grid_of(meeting),
        block=block,
        findings=(found := findings(meeting)),
        doubtful={each.session.id for each in found},
        edits=edits,
        can_undo=bool(Edit.last_act(meeting, current_user, clock.now())),
    )


@bp.post("/agenda/sessions/<int:session_id>/place")
@organizers
def place_session(meeting: Meeting, session_id: int) -> Any:
    """Answered by the new state; when refused by the reason, what is stored, and (a clash) what it differs in."""
    form = PlaceForm()
    session = _locked(meeting, session_id)
    try:
        if not form.validate_on_submit():
            raise RuleBroken(form.faults)
        amend(session, form.wanted(), read=form.version.data, by=current_user, at=clock.now())
        db.session.commit()
    except RuleBroken as broken:
        db.session.rollback()
        return _refused(meeting, session_id, broken), 409
    found = [{"session": each.session.id, "told": each.described} for each in findings(meeting)]
    return jsonify(block=block(session), findings=found)


def _locked(meeting: Meeting, session_id: int) -> Session:
    """The session, which until the end of the transaction nobody else changes."""
    hold(Session.id == session_id)
    return Session.found_in(meeting, session_id) or abort(404)


def _refused(meeting: Meeting, session_id: int, broken: RuleBroken) -> Any:
    session = Session.found_in(meeting, session_id) or abort(404)
    theirs = broken.theirs if isinstance(broken, EditClash) else {}
    return jsonify(
        message=str(broken), block=block(session), theirs={name: _told(name, value) for name, value in theirs.items()}
    )


def _told(name: str, value: Any) -> str:
    """A stored value as people read it."""
    if name == "day_id":
        return f"{db.session.get_one(Day, value).held_on:%Y-%m-%d}"
    if name == "room_id":
        return db.session.get_one(Room, value).name if value else gettext("none")
    return value or gettext("none")


@bp.post("/agenda/undo")
@organizers
def undo_edit(meeting: Meeting) -> Any:
    act = undo(meeting, by=current_user, at=clock.now())
    db.session.commit()
    flash(_undone(act))
    return redirect(url_for(".grid", _anchor=f"session-{act[0].session_id}"))


def _undone(act: list[Edit]) -> str:
    title = act[-1].row.title
    if not act[-1].is_of_existence:
        return gettext("Undone: “%(title)s” is as it was.", title=title)
    if act[-1].after["removed_at"]:
        return gettext("Undone: “%(title)s” is back.", title=title)
    return gettext("Undone: “%(title)s” is gone again.", title=title)
