"""The front page: what visitors come for, and what waits for the organizers."""

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user
from sqlalchemy import text

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting

bp = Blueprint("dashboard", __name__)

LATEST = 5


@bp.get("/")
@public
def home() -> Any:
    meetings = db.session.scalars(Meeting.visible_to(current_user, clock.now())).all()
    newest_first = sorted(meetings, key=lambda meeting: meeting.start_on, reverse=True)[:LATEST]
    return render_template("dashboard/home.html", meetings=newest_first)


@bp.get("/healthz")
@public
def healthz() -> Any:
    """The process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def readyz() -> Any:
    """The process answers and its database does; else the error handler says 503."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}
