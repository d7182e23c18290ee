"""Pages of the meetings: list, overview, entering and editing."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import public, staff_only
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.forms import EditMeetingForm, NewMeetingForm, NewSeriesForm
from jcmevents.meetings.models import Meeting, Series

bp = Blueprint("meetings", __name__, url_prefix="/meetings")


@bp.get("/")
@public
def index() -> Any:
    meetings = db.session.scalars(Meeting.visible_to(current_user, clock.now())).all()
    newest_first = sorted(meetings, key=lambda meeting: meeting.start_on, reverse=True)
    return render_template("meetings/index.html", meetings=newest_first)


@bp.get("/<meeting_slug>")
@public
def show(meeting: Meeting) -> Any:
    return render_template("meetings/show.html", meeting=meeting)


@bp.route("/new", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def new() -> Any:
    form = NewMeetingForm()
    if form.validate_on_submit():
        meeting = Meeting.convene(
            slug=form.slug.data,
            start=form.start.data,
            end=form.end.data,
            by=current_user,
            at=clock.now(),
            **form.details(),
        )
        return created(lambda: url_for(".show", meeting_slug=meeting.slug))
    return render_template("meetings/new.html", form=form)


@bp.route("/<meeting_slug>/edit", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def edit(meeting: Meeting) -> Any:
    form = EditMeetingForm(meeting)
    if form.validate_on_submit():
        meeting.revise(start=form.start.data, end=form.end.data, by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(url_for(".show"))
    return render_template("meetings/edit.html", form=form, meeting=meeting)


@bp.post("/<meeting_slug>/publication")
@staff_only(Role.ORGANIZER)
def publish(meeting: Meeting) -> Any:
    meeting.publish(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".show"))


@bp.post("/<meeting_slug>/publication/withdrawal")
@staff_only(Role.ORGANIZER)
def unpublish(meeting: Meeting) -> Any:
    meeting.withdraw_from_public(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".show"))


@bp.route("/series/new", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def new_series() -> Any:
    form = NewSeriesForm()
    if form.validate_on_submit():
        Series.start(form.key.data, form.texts("title"))
        return created(lambda: url_for(".new"))
    return render_template("meetings/new_series.html", form=form)
