"""The live board: who has come so far, for the organizers, kept up to date by a script."""

from typing import Any

from flask import Blueprint, jsonify, render_template, request

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.attendance import world
from jcmevents.attendance.live import Arrival, Live, day_shown
from jcmevents.meetings.models import Meeting

bp = Blueprint("live", __name__, url_prefix="/meetings/<meeting_slug>/attendance/live")


def _told(meeting: Meeting, template: str) -> str:
    now = clock.now()
    live = Live.of(meeting, day_shown(meeting, request.args.get("day"), now), now)
    map_size = (world.WIDTH, world.height())
    return render_template(template, meeting=meeting, live=live, Arrival=Arrival, map_size=map_size)


@bp.get("")
@staff_only(Role.ORGANIZER)
def board(meeting: Meeting) -> Any:
    return _told(meeting, "attendance/live.html")


@bp.get("/present")
@staff_only(Role.ORGANIZER)
def present(meeting: Meeting) -> Any:
    """For the script of the page: what the board shows at present; nothing (304) while that is what it shows."""
    response = jsonify(html=_told(meeting, "attendance/_live.html"))
    response.add_etag()
    return response.make_conditional(request)
