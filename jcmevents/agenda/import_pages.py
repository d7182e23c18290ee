"""The page on which an organizer enters an agenda from a file, after having it checked."""

from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.agenda.agenda_file import HEADINGS, LARGEST, read_plan
from jcmevents.agenda.blueprint import bp
from jcmevents.agenda.editing import organizers
from jcmevents.agenda.forms import ImportForm
from jcmevents.agenda.importing import Import, enter_plan
from jcmevents.agenda.kinds import Kind
from jcmevents.agenda.programme import span
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.refusals import takes_files

FIELDS = 64 * 1024  # bytes that the form sends beside the file


@bp.route("/agenda/import", methods=["GET", "POST"])
@organizers
@takes_files(LARGEST + FIELDS)
def import_agenda(meeting: Meeting) -> Any:
    form, result = ImportForm(), None
    if form.validate_on_submit():
        result = _entered(meeting, form)
        if form.enter.data and not result.faults:
            db.session.commit()
            return redirect(url_for(".index"))
    page = render_template(
        "agenda/import.html",
        form=form,
        meeting=meeting,
        result=result,
        span=span,
        headings=sorted(HEADINGS),
        kinds=list(Kind),
    )
    db.session.rollback()  # what was entered to be looked at
    return page, 409 if result and result.faults else 200


def _entered(meeting: Meeting, form: ImportForm) -> Import:
    upload = form.file.data
    plan = read_plan(upload.stream.read(LARGEST + 1), upload.filename)
    return enter_plan(meeting, plan, replace=form.replace.data, by=current_user, at=clock.now())
