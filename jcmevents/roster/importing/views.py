"""Pages of imports: the file, its columns, what it would do, how far it is, what became of it, its undoing."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.delegations.ordering import all_in_order
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.refusals import takes_files
from jcmevents.roster.importing.columns import guessed
from jcmevents.roster.importing.forms import UploadForm, columns_form, not_imported
from jcmevents.roster.importing.models import ImportState, Outcome, RosterImport
from jcmevents.roster.importing.report import MEDIA_TYPES, SHOWN, faults, report
from jcmevents.sheet import read
from jcmevents.text import current_language

LARGEST = 20 * 1024 * 1024  # bytes
bp = Blueprint("imports", __name__, url_prefix="/meetings/<meeting_slug>/registrations/imports")


def _found(meeting: Meeting, import_id: int) -> RosterImport:
    return RosterImport.found_in(meeting, import_id) or abort(404)


@bp.get("/")
@staff_only(Role.ORGANIZER)
def index(meeting: Meeting) -> Any:
    imports = db.session.scalars(RosterImport.of_meeting(meeting)).all()
    return render_template("roster/importing/index.html", meeting=meeting, imports=imports, State=ImportState)


@bp.route("/new", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
@takes_files(LARGEST)
def new(meeting: Meeting) -> Any:
    form = UploadForm()
    if form.validate_on_submit():
        sheet, name = read(form.file.data.read()), form.file.data.filename
        taken = RosterImport.take_in(meeting, sheet, name, lang=current_language(), by=current_user, at=clock.now())
        taken.columns = guessed(meeting, sheet.head)
        return created(lambda: url_for(".columns", import_id=taken.id))
    return render_template("roster/importing/new.html", meeting=meeting, form=form)


@bp.route("/<int:import_id>/columns", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def columns(meeting: Meeting, import_id: int) -> Any:
    roster_import = _found(meeting, import_id)
    form = columns_form(roster_import, list(all_in_order(meeting)))
    if form.validate_on_submit():
        everybodys = form.delegation_of_everybody(meeting)
        roster_import.check(form.columns(), everybodys, by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".show", import_id=import_id))
    context = {"roster_import": roster_import, "form": form, "targets": form.targets}
    return render_template("roster/importing/columns.html", meeting=meeting, **context)


@bp.get("/<int:import_id>")
@staff_only(Role.ORGANIZER)
def show(meeting: Meeting, import_id: int) -> Any:
    roster_import = _found(meeting, import_id)
    return render_template(
        "roster/importing/show.html",
        meeting=meeting,
        roster_import=roster_import,
        state=ImportState(roster_import.state),
        State=ImportState,
        counts=[(outcome, roster_import.counts[outcome]) for outcome in Outcome if outcome in roster_import.counts],
        not_imported=not_imported(roster_import),
        faults=faults(roster_import),
        most_shown=SHOWN,
    )


@bp.get("/<int:import_id>/progress")
@staff_only(Role.ORGANIZER)
def progress(meeting: Meeting, import_id: int) -> Any:
    """For the script of the page: {done, total, text, ended}."""
    roster_import = _found(meeting, import_id)
    state = ImportState(roster_import.state)
    told = {"done": roster_import.done, "total": roster_import.to_do, "text": state.label}
    return told | {"ended": not state.is_under_way}


@bp.get("/<int:import_id>/report.<any(xlsx, csv):format>")
@staff_only(Role.ORGANIZER)
def report_file(meeting: Meeting, import_id: int, format: str) -> Any:
    roster_import = _found(meeting, import_id)
    name = f"{meeting.slug}-import-{import_id}.{format}"
    return file_response(report(roster_import, format), MEDIA_TYPES[format], name)


@bp.post("/<int:import_id>/start")
@staff_only(Role.ORGANIZER)
def start(meeting: Meeting, import_id: int) -> Any:
    _found(meeting, import_id).start(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".show", import_id=import_id))


@bp.post("/<int:import_id>/undoing")
@staff_only(Role.ORGANIZER)
def undo(meeting: Meeting, import_id: int) -> Any:
    _found(meeting, import_id).undo(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".show", import_id=import_id))
