"""Pages for the rooms of a meeting, and for the runs of a programme that is held several times."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from jcmevents import clock
from jcmevents.agenda.blueprint import bp
from jcmevents.agenda.editing import organizers, require_confirmation
from jcmevents.agenda.rooms import Room
from jcmevents.agenda.runs import Run
from jcmevents.extensions import db
from jcmevents.forms import CreateForm, EditForm, Form, by_language, created
from jcmevents.meetings.forms import UNKNOWN_ZONE, ZONES
from jcmevents.meetings.models import Meeting


class NameFields(Form):
    name_en = StringField(_l("Name in English"), validators=[InputRequired(), Length(max=100)])
    name_ja = StringField(_l("Name in Japanese"), validators=[Length(max=100)])


class NewRoomForm(CreateForm, NameFields):
    pass


class EditRoomForm(EditForm, NameFields):
    @staticmethod
    def stored(row: Room) -> dict[str, Any]:
        return by_language("name", row.names)


class RunFields(NameFields):
    name_en = StringField(
        _l("Name in English"),
        validators=[InputRequired(), Length(max=100)],
        description=_l("For whom it is meant, for example: Asia and the Pacific"),
    )
    zone = SelectField(_l("Their time zone"), choices=ZONES, invalid_choice_message=UNKNOWN_ZONE)


class NewRunForm(CreateForm, RunFields):
    pass


class EditRunForm(EditForm, RunFields):
    @staticmethod
    def stored(row: Run) -> dict[str, Any]:
        return {**by_language("name", row.names), "zone": row.zone}


@bp.route("/agenda/rooms/new", methods=["GET", "POST"])
@organizers
def new_room(meeting: Meeting) -> Any:
    form = NewRoomForm()
    if form.validate_on_submit():
        Room.open(meeting, form.texts("name"), by=current_user, at=clock.now())
        return created(lambda: url_for(".new_room"))
    rooms = db.session.scalars(Room.of_meeting(meeting)).all()
    return render_template("agenda/new_room.html", form=form, meeting=meeting, rooms=rooms)


@bp.route("/agenda/rooms/<int:room_id>/edit", methods=["GET", "POST"])
@organizers
def edit_room(meeting: Meeting, room_id: int) -> Any:
    room = Room.found_in(meeting, room_id) or abort(404)
    form = EditRoomForm(room)
    if form.validate_on_submit():
        room.rename(form.texts("name"), by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".new_room"))
    return render_template("agenda/edit_room.html", form=form, meeting=meeting, room=room)


@bp.post("/agenda/rooms/<int:room_id>/removal")
@organizers
def remove_room(meeting: Meeting, room_id: int) -> Any:
    room = Room.found_in(meeting, room_id) or abort(404)
    require_confirmation()
    name = room.name
    room.close(by=current_user, at=clock.now())
    db.session.commit()
    flash(gettext("The room “%(name)s” was removed.", name=name))
    return redirect(url_for(".new_room"))


@bp.route("/agenda/runs/new", methods=["GET", "POST"])
@organizers
def new_run(meeting: Meeting) -> Any:
    form = NewRunForm()
    if form.validate_on_submit():
        Run.plan(meeting, form.texts("name"), form.zone.data, by=current_user, at=clock.now())
        return created(lambda: url_for(".new_run"))
    runs = db.session.scalars(Run.of_meeting(meeting)).all()
    return render_template("agenda/new_run.html", form=form, meeting=meeting, runs=runs)


@bp.route("/agenda/runs/<int:run_id>/edit", methods=["GET", "POST"])
@organizers
def edit_run(meeting: Meeting, run_id: int) -> Any:
    run = Run.found_in(meeting, run_id) or abort(404)
    form = EditRunForm(run)
    if form.validate_on_submit():
        run.revise(form.texts("name"), form.zone.data, by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".new_run"))
    return render_template("agenda/edit_run.html", form=form, meeting=meeting, run=run)


@bp.post("/agenda/runs/<int:run_id>/removal")
@organizers
def remove_run(meeting: Meeting, run_id: int) -> Any:
    run = Run.found_in(meeting, run_id) or abort(404)
    require_confirmation()
    name = run.name
    run.cancel(by=current_user, at=clock.now())
    db.session.commit()
    flash(gettext("The run “%(name)s” was removed.", name=name))
    return redirect(url_for(".new_run"))
