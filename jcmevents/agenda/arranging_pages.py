"""Pages for acts on many sessions at once."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.agenda.arranging import copy_day, ripple
from jcmevents.agenda.arranging_forms import CopyDayForm, RippleForm, TemplateForm
from jcmevents.agenda.blueprint import bp
from jcmevents.agenda.editing import organizers
from jcmevents.agenda.models import Session
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting


@bp.route("/agenda/sessions/<int:session_id>/shift", methods=["GET", "POST"])
@organizers
def shift_session(meeting: Meeting, session_id: int) -> Any:
    session = Session.found_in(meeting, session_id) or abort(404)
    form = RippleForm()
    if form.validate_on_submit():
        ripple(session, **form.details(), by=current_user, at=clock.now())
        return created(lambda: url_for(".index", _anchor=f"session-{session.id}"))
    return render_template("agenda/shift_session.html", form=form, meeting=meeting, session=session)


@bp.route("/agenda/copies/new", methods=["GET", "POST"])
@organizers
def copy(meeting: Meeting) -> Any:
    form = CopyDayForm(meeting=meeting)
    if form.validate_on_submit():
        copy_day(**form.details(), by=current_user, at=clock.now())
        return created(lambda: url_for(".index", _anchor=f"day-{form.chosen('target').held_on}"))
    return render_template("agenda/copy_day.html", form=form, meeting=meeting)


@bp.route("/agenda/templates", methods=["GET", "POST"])
@organizers
def templates(meeting: Meeting) -> Any:
    form = TemplateForm(meeting=meeting)
    if form.validate_on_submit():
        form.begin(by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".index"))
    return render_template("agenda/templates.html", form=form, meeting=meeting)
