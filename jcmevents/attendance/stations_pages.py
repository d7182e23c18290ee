"""The organizers' pages about stations: set them up, hand over their links, close them, see walk-ins."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy import select

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.attendance import qr
from jcmevents.attendance.forms import NewStationForm
from jcmevents.attendance.models import WalkIn
from jcmevents.attendance.stations import Station
from jcmevents.extensions import db
from jcmevents.forms import Form, created
from jcmevents.meetings.models import Meeting
from jcmevents.text import current_language

bp = Blueprint("stations", __name__, url_prefix="/meetings/<meeting_slug>/stations")
organizers = staff_only(Role.ORGANIZER)


def _station(meeting: Meeting, station_id: int) -> Station:
    return Station.found_in(meeting, station_id) or abort(404)


@bp.route("", methods=["GET", "POST"])
@organizers
def index(meeting: Meeting) -> Any:
    form = NewStationForm(meeting)
    if form.validate_on_submit():
        day, session = form.place()
        Station.set_up(meeting, form.name.data, day=day, session=session, by=current_user, at=clock.now())
        return created(lambda: url_for(".index"))
    walk_ins = select(WalkIn).where(WalkIn.meeting_id == meeting.id).order_by(WalkIn.id.desc())
    return render_template(
        "attendance/stations.html",
        meeting=meeting,
        form=form,
        plain=Form(),
        stations=db.session.scalars(Station.of_meeting(meeting)).all(),
        walk_ins=db.session.scalars(walk_ins).all(),
    )


@bp.post("/<int:station_id>/link")
@organizers
def link(meeting: Meeting, station_id: int) -> Any:
    """Show a fresh link; it is stored nowhere and cannot be shown again."""
    station = _station(meeting, station_id)
    token = station.link(lang=current_language(), by=current_user, at=clock.now())
    db.session.commit()
    address = url_for("links.show", token=token, _external=True)
    return render_template(
        "attendance/station_link.html", meeting=meeting, station=station, address=address, picture=qr.svg(address)
    )


@bp.post("/<int:station_id>/closing")
@organizers
def close(meeting: Meeting, station_id: int) -> Any:
    _station(meeting, station_id).revoke(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".index"))
