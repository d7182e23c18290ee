"""The roster of a meeting as a page and as files."""

from typing import Any

from flask import Blueprint, render_template, request

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.registration.states import State
from jcmevents.roster.export import FORMATS, export, media_type
from jcmevents.roster.forms import SelectionForm
from jcmevents.roster.roster import Roster
from jcmevents.text import current_language

bp = Blueprint("roster", __name__, url_prefix="/meetings/<meeting_slug>/registrations")


@bp.get("/")
@staff_only(Role.ORGANIZER)
def index(meeting: Meeting) -> Any:
    shown = Roster(meeting)
    form = SelectionForm(shown)
    shown.selection = form.selection()
    pages = shown.page(request.args.get("page", 1, type=int))
    context = {"formats": FORMATS, "State": State}
    return render_template("roster/index.html", meeting=meeting, roster=shown, form=form, pages=pages, **context)


@bp.get("/roster.<any(xlsx, csv, pdf, json):format>")
@staff_only(Role.ORGANIZER)
def file(meeting: Meeting, format: str) -> Any:
    exported = Roster(meeting)
    exported.selection = SelectionForm(exported).selection()
    content = export(exported, format, lang=current_language(), at=clock.now())
    return file_response(content, media_type(format), f"{meeting.slug}-roster.{format}")
