"""Pages on which organizers build the agenda."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.agenda.blueprint import bp
from jcmevents.agenda.forms import EditItemForm, EditSessionForm, LeadersForm, NewItemForm, NewRoomForm, NewSessionForm
from jcmevents.agenda.models import Item, Session
from jcmevents.agenda.roles import name_leaders
from jcmevents.agenda.rooms import Room
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting

organizers = staff_only(Role.ORGANIZER)


def _session(meeting: Meeting, session_id: int) -> Session:
    return Session.found_in(meeting, session_id) or abort(404)


def _item(meeting: Meeting, item_id: int) -> Item:
    return Item.found_in(meeting, item_id) or abort(404)


def _at(session: Session) -> str:
    return url_for(".index", _anchor=f"session-{session.id}")


def require_confirmation() -> None:
    if request.form.get("confirmed") != "yes":
        raise RuleBroken(gettext("Nothing was removed. Go back and tick the box if you are sure."))


@bp.route("/agenda/sessions/new", methods=["GET", "POST"])
@organizers
def new_session(meeting: Meeting) -> Any:
    form = NewSessionForm(meeting=meeting)
    if form.validate_on_submit():
        session = Session.schedule(meeting, by=current_user, at=clock.now(), **form.details())
        return created(lambda: _at(session))
    return render_template("agenda/new_session.html", form=form, meeting=meeting)


@bp.route("/agenda/sessions/<int:session_id>/edit", methods=["GET", "POST"])
@organizers
def edit_session(meeting: Meeting, session_id: int) -> Any:
    session = _session(meeting, session_id)
    form = EditSessionForm(session, meeting=meeting)
    if form.validate_on_submit():
        session.revise(by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(_at(session))
    return render_template("agenda/edit_session.html", form=form, meeting=meeting, session=session)


@bp.post("/agenda/sessions/<int:session_id>/removal")
@organizers
def remove_session(meeting: Meeting, session_id: int) -> Any:
    session = _session(meeting, session_id)
    require_confirmation()
    session.remove(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".index"))


@bp.route("/agenda/sessions/<int:session_id>/items/new", methods=["GET", "POST"])
@organizers
def new_item(meeting: Meeting, session_id: int) -> Any:
    session = _session(meeting, session_id)
    form = NewItemForm(meeting=meeting)
    if form.validate_on_submit():
        session.add_item(by=current_user, at=clock.now(), **form.details())
        return created(lambda: _at(session))
    return render_template("agenda/new_item.html", form=form, meeting=meeting, session=session)


@bp.route("/agenda/items/<int:item_id>/edit", methods=["GET", "POST"])
@organizers
def edit_item(meeting: Meeting, item_id: int) -> Any:
    item = _item(meeting, item_id)
    form = EditItemForm(item, meeting=meeting)
    if form.validate_on_submit():
        item.revise(by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(_at(item.session))
    return render_template("agenda/edit_item.html", form=form, meeting=meeting, item=item)


@bp.post("/agenda/items/<int:item_id>/position/<any(up,down):direction>")
@organizers
def move_item(meeting: Meeting, item_id: int, direction: str) -> Any:
    item = _item(meeting, item_id)
    item.session.move_item(item, direction, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(_at(item.session))


@bp.post("/agenda/items/<int:item_id>/removal")
@organizers
def remove_item(meeting: Meeting, item_id: int) -> Any:
    item = _item(meeting, item_id)
    require_confirmation()
    session = item.session
    session.drop_item(item, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(_at(session))


@bp.route("/agenda/leaders", methods=["GET", "POST"])
@organizers
def edit_leaders(meeting: Meeting) -> Any:
    form = LeadersForm(meeting, meeting=meeting)
    if form.validate_on_submit():
        name_leaders(meeting, form.people(), by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".index"))
    return render_template("agenda/edit_leaders.html", form=form, meeting=meeting)


@bp.route("/agenda/rooms/new", methods=["GET", "POST"])
@organizers
def new_room(meeting: Meeting) -> Any:
    form = NewRoomForm()
    if form.validate_on_submit():
        Room.open(meeting, form.texts("name"), by=current_user, at=clock.now())
        return created(lambda: url_for(".new_room"))
    rooms = db.session.scalars(Room.of_meeting(meeting)).all()
    return render_template("agenda/new_room.html", form=form, meeting=meeting, rooms=rooms)
