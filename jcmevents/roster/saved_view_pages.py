"""Pages that keep, rename and remove views of the roster."""

from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting
from jcmevents.roster.forms import RenameViewForm, SavedViewForm
from jcmevents.roster.saved_views import RosterView
from jcmevents.roster.view import View

bp = Blueprint("saved_views", __name__, url_prefix="/meetings/<meeting_slug>/registrations/views")


@bp.route("/new", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def new(meeting: Meeting) -> Any:
    form = SavedViewForm()
    view = View.understood(MultiDict(parse_qsl(form.arguments.data or "")))
    if form.validate_on_submit():
        now, name = clock.now(), form.name.data
        kept = RosterView.keep(meeting, view, name, shared=form.shared.data, by=current_user, at=now)
        return created(lambda: url_for("roster.index", view=kept.id, **kept.view.arguments))
    return render_template("roster/saved_view.html", form=form, meeting=meeting, view=view, kept=None)


@bp.route("/<int:view_id>", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def edit(meeting: Meeting, view_id: int) -> Any:
    kept = RosterView.found_for(current_user, meeting, view_id) or abort(404)
    form = RenameViewForm(obj=kept)
    if form.validate_on_submit():
        kept.rename(form.name.data, shared=form.shared.data, by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for("roster.index", view=kept.id, **kept.view.arguments))
    return render_template("roster/saved_view.html", form=form, meeting=meeting, view=kept.view, kept=kept)


@bp.post("/<int:view_id>/removal")
@staff_only(Role.ORGANIZER)
def remove(meeting: Meeting, view_id: int) -> Any:
    kept = RosterView.found_for(current_user, meeting, view_id) or abort(404)
    kept.remove(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for("roster.index"))
