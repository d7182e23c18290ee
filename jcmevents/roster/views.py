"""The roster of a meeting as pages and as files."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.forms import CreateForm, created
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.registration.states import State
from jcmevents.roster.by_delegation import Sections
from jcmevents.roster.export import FORMATS, export, media_type, request_export, takes_long
from jcmevents.roster.forms import ViewForm
from jcmevents.roster.roster import Roster
from jcmevents.roster.saved_views import RosterView
from jcmevents.roster.view import ORDERS, View
from jcmevents.text import current_language

bp = Blueprint("roster", __name__, url_prefix="/meetings/<meeting_slug>/registrations")


def _asked(meeting: Meeting) -> Roster:
    return Roster(meeting, View.understood(request.args))


@bp.get("/")
@staff_only(Role.ORGANIZER)
def index(meeting: Meeting) -> Any:
    roster = _asked(meeting)
    pages = roster.page(request.args.get("page", 1, type=int))
    return render_template("roster/index.html", pages=pages, ORDERS=ORDERS, **_context(roster))


@bp.get("/by-delegation")
@staff_only(Role.ORGANIZER)
def by_delegation(meeting: Meeting) -> Any:
    roster = _asked(meeting)
    sections = Sections(roster, request.args.get("page", 1, type=int))
    return render_template("roster/by_delegation.html", pages=sections, **_context(roster))


def _context(roster: Roster) -> dict[str, Any]:
    """What both pages of the roster need besides their people."""
    return {
        "meeting": roster.meeting,
        "roster": roster,
        "form": ViewForm(roster),
        "formats": FORMATS,
        "saved_views": list(db.session.scalars(RosterView.seen_by(current_user, roster.meeting))),
        "current_view": request.args.get("view", type=int),
        "batch": "registration.batch" in current_app.view_functions,
        "State": State,
    }


@bp.get("/roster.<any(xlsx, csv, pdf, json):format>")
@staff_only(Role.ORGANIZER)
def file(meeting: Meeting, format: str) -> Any:
    roster = _asked(meeting)
    if takes_long(roster, format):
        return render_template(
            "roster/long_file.html", meeting=meeting, roster=roster, format=format, form=CreateForm()
        )
    content = export(roster, format, lang=current_language(), at=clock.now())
    return file_response(content, media_type(format), f"{meeting.slug}-roster.{format}")


@bp.post("/roster.<any(xlsx, csv, pdf, json):format>")
@staff_only(Role.ORGANIZER)
def request_file(meeting: Meeting, format: str) -> Any:
    """Have the worker make a file that takes long."""
    download = request_export(_asked(meeting), format, lang=current_language(), by=current_user, at=clock.now())
    return created(lambda: url_for("downloads.show", download_id=download.id))
