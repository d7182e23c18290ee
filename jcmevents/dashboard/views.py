"""The front page: what visitors come for, and what waits for the organizers."""

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user
from sqlalchemy import text

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.accounts.models import Role
from jcmevents.dashboard.outlook import Outlook
from jcmevents.dashboard.waiting import waiting
from jcmevents.extensions import db

bp = Blueprint("dashboard", __name__)


@bp.get("/")
@public
def home() -> Any:
    now = clock.now()
    awaited = waiting(now.date()) if current_user.has_role(Role.ORGANIZER) else None
    return render_template("dashboard/home.html", outlook=Outlook.of(current_user, now), waiting=awaited)


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
