"""Ticking who was there, what was noted about a person, and the rule of who has attended."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.attendance.board import Board
from jcmevents.attendance.forms import AttendanceRuleForm, TickForm
from jcmevents.attendance.models import Retraction, Sighting
from jcmevents.attendance.noting import settle_all
from jcmevents.attendance.places import places
from jcmevents.attendance.tally import attendance_csv, tallies
from jcmevents.extensions import db
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration

bp = Blueprint("attendance_lists", __name__, url_prefix="/meetings/<meeting_slug>/attendance")
organizers = staff_only(Role.ORGANIZER)


@bp.get("/places")
@organizers
def overview(meeting: Meeting) -> Any:
    """How many were where; from here to the list of each place."""
    return render_template("attendance/places.html", meeting=meeting, tallies=tallies(meeting))


@bp.get("/places.csv")
@organizers
def as_data(meeting: Meeting) -> Any:
    return file_response(attendance_csv(meeting), "text/csv; charset=utf-8", f"{meeting.slug}-attendance.csv")


@bp.route("/list", methods=["GET", "POST"])
@organizers
def ticks(meeting: Meeting) -> Any:
    """`place` in the address says which day or session; only what was changed on the page is noted."""
    all_places = places(meeting)
    place = all_places.get(request.args.get("place") or next(iter(all_places))) or abort(404)
    form = TickForm(meeting)
    if form.validate_on_submit():
        was, now = set(request.form.getlist("was")), set(request.form.getlist("present"))
        place.tick(now - was, form.mode.data, by=current_user, at=clock.now())
        place.untick(was - now, why=form.why.data, by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".ticks", place=place.key))
    shown = {"place": place, "present": place.present(), "board": Board.of(meeting)}
    return render_template("attendance/list.html", meeting=meeting, form=form, **shown)


@bp.get("/<string:number>/history")
@organizers
def history(meeting: Meeting, number: str) -> Any:
    person = Registration.found_in(meeting, number) or abort(404)
    query = select(Sighting, Retraction).join(Retraction, Retraction.sighting_uid == Sighting.uid, isouter=True)
    theirs = query.where(Sighting.registration_id == person.id).order_by(Sighting.seen_at, Sighting.id)
    rows = db.session.execute(theirs).all()
    return render_template("attendance/history.html", meeting=meeting, person=person, rows=rows)


@bp.route("/rule", methods=["GET", "POST"])
@organizers
def rule(meeting: Meeting) -> Any:
    form = AttendanceRuleForm(meeting)
    if form.validate_on_submit():
        meeting.judge_attendance_by(form.rule().as_stored(), by=current_user, at=clock.now())
        settle_all(meeting, by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for("attendance.board"))
    return render_template("attendance/rule.html", meeting=meeting, form=form)
