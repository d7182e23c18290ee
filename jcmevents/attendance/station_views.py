"""The page of a station, for the device that opened its link, and what its script asks for."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from jcmevents import clock
from jcmevents.accounts.access import by_link, public
from jcmevents.accounts.private_links import holds_link
from jcmevents.attendance.acts import read
from jcmevents.attendance.expected import expected_at
from jcmevents.attendance.stations import PURPOSE, Station
from jcmevents.attendance.syncing import Syncing
from jcmevents.extensions import db

ICONS = (("img/station-192.png", 192), ("img/station.png", 512))
bp = Blueprint("station", __name__, url_prefix="/station")


def _held(station_id: int) -> Station:
    """The station whose link this browser has opened, else 404."""
    if not holds_link(PURPOSE, station_id):
        abort(404)
    return db.session.get(Station, station_id) or abort(404)


@bp.get("/<int:station_id>")
@by_link(PURPOSE)
def page(station_id: int) -> Any:
    return render_template("attendance/station.html", station=_held(station_id))


@bp.get("/<int:station_id>/expected")
@by_link(PURPOSE)
def expected(station_id: int) -> Any:
    """For the script of the page: whom it may expect."""
    return {**expected_at(_held(station_id)), "csrf": generate_csrf()}


@bp.post("/<int:station_id>/sync")
@by_link(PURPOSE)
def sync(station_id: int) -> Any:
    """Take in what the station has noted, answer what came of it. The same may be sent again."""
    station = _held(station_id)
    try:
        acts = read(request.get_json(silent=True))
    except ValueError:
        abort(400)
    answers = Syncing(station, clock.now()).take(acts)
    db.session.commit()
    return {"answers": answers, "csrf": generate_csrf()}


@bp.get("/<int:station_id>/manifest.webmanifest")
@by_link(PURPOSE)
def manifest(station_id: int) -> Any:
    """What a device needs to keep the station among its applications."""
    station = _held(station_id)
    check_in = _("Check-in")
    described = {
        "name": f"{check_in}: {station.name}",
        "short_name": station.name,
        "id": url_for(".page", station_id=station.id),
        "start_url": url_for(".page", station_id=station.id),
        "scope": "/station/",
        "display": "standalone",
        "background_color": "#f6f8f5",
        "theme_color": "#0d5c52",
        "icons": [_icon(*picture, purpose) for picture in ICONS for purpose in ("any", "maskable")],
    }
    response = current_app.json.response(described)
    response.mimetype = "application/manifest+json"
    return response


def _icon(file: str, dots: int, purpose: str) -> dict[str, str]:
    address = url_for("static", filename=file)
    return {"src": address, "sizes": f"{dots}x{dots}", "type": "image/png", "purpose": purpose}


@bp.get("/worker.js")
@public
def worker() -> Response:
    """The program that keeps the page of a station going without a line; it lives above what it serves."""
    response = current_app.send_static_file("js/station/worker.js")
    response.headers["Cache-Control"] = "no-cache"
    return response
