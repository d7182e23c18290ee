"""The figures of a series of meetings, and those entered by hand."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.record import series
from jcmevents.record.figures_export import MEDIA_TYPES
from jcmevents.record.forms import StatedForm
from jcmevents.record.stated import StatedFigures

bp = Blueprint("series", __name__, url_prefix="/meetings/<meeting_slug>/figures")


@bp.get("/series")
@staff_only(Role.ORGANIZER, Role.PRESS)
def index(meeting: Meeting) -> Any:
    lines = series.series_of(meeting)
    return render_template(
        "record/series.html", meeting=meeting, lines=lines, head=series.head(), columns=series.columns(lines)
    )


@bp.get("/series.<any(xlsx,csv,json):file_format>")
@staff_only(Role.ORGANIZER, Role.PRESS)
def file(meeting: Meeting, file_format: str) -> Any:
    content = series.exported(series.series_of(meeting), file_format)
    return file_response(content, MEDIA_TYPES[file_format], f"{meeting.slug}-series.{file_format}")


@bp.route("/by-hand", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def stated(meeting: Meeting) -> Any:
    figures = StatedFigures.of(meeting)
    form = StatedForm(figures)
    if form.validate_on_submit():
        figures.revise(**form.figures(), by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".index"))
    return render_template("record/stated.html", meeting=meeting, form=form)
