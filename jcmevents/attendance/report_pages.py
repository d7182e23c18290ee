"""The report of an online meeting: handed in, reviewed name by name, noted. Nothing is kept until it is noted."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.attendance.board import Board
from jcmevents.attendance.forms import ReportForm
from jcmevents.attendance.online_report import Joined, matched, note_joins, read_report
from jcmevents.attendance.places import places
from jcmevents.crypto import BadSignature, sign, unsign
from jcmevents.extensions import db
from jcmevents.forms import Form
from jcmevents.meetings.models import Meeting
from jcmevents.refusals import takes_files
from jcmevents.sheet import read

LARGEST = 5 * 1024 * 1024  # bytes
PURPOSE = "online report"
REVIEWED_WITHIN = timedelta(days=2)
bp = Blueprint("online_reports", __name__, url_prefix="/meetings/<meeting_slug>/attendance/report")
organizers = staff_only(Role.ORGANIZER)


@bp.route("", methods=["GET", "POST"])
@organizers
@takes_files(LARGEST)
def new(meeting: Meeting) -> Any:
    form = ReportForm(meeting, places(meeting))
    if form.validate_on_submit():
        place = form.chosen()
        told = read_report(read(form.file.data.read()), place, form.zone.data)
        joined = [each for each in told if each.minutes >= form.least.data]
        rows = list(zip(count(), joined, matched(meeting, joined)))
        shown = {"rows": rows, "place": place, "board": Board.of(meeting)}
        packed = sign([place.key, [_packed(each) for each in joined]], PURPOSE)
        return render_template("attendance/report_review.html", meeting=meeting, form=Form(), packed=packed, **shown)
    return render_template("attendance/report.html", meeting=meeting, form=form)


def _packed(joined: Joined) -> list[str]:
    return [joined.first.isoformat(), joined.last.isoformat()]


@bp.post("/joins")
@organizers
@takes_files(LARGEST)
def note(meeting: Meeting) -> Any:
    """Note the joins of those for whom the review has chosen somebody."""
    try:
        key, spans = unsign(request.form.get("packed", ""), PURPOSE, REVIEWED_WITHIN, clock.now())
    except BadSignature:
        abort(400)
    place = places(meeting).get(key) or abort(404)
    chosen = [
        (request.form.get(f"person-{n}", ""), datetime.fromisoformat(first), datetime.fromisoformat(last))
        for n, (first, last) in enumerate(spans)
    ]
    note_joins(place, chosen, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for("attendance_lists.ticks", place=key))
