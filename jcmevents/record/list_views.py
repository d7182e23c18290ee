"""The staff's pages of the list of participants: what is settled about it, and long files of it."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.record.attending import Stage
from jcmevents.record.list_forms import ListPlanForm
from jcmevents.record.list_plan import ListPlan
from jcmevents.record.participants_download import request_list
from jcmevents.record.versions import Stand, Subject, SummaryVersion
from jcmevents.text import current_language

bp = Blueprint("participant_list", __name__, url_prefix="/meetings/<meeting_slug>/participants")


@bp.route("/plan", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def plan(meeting: Meeting) -> Any:
    settled = ListPlan.of(meeting)
    form = ListPlanForm(settled, meeting)
    if form.validate_on_submit():
        settled.revise(by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(url_for("record.participants"))
    return render_template("record/list_plan.html", meeting=meeting, form=form)


@bp.post("/<any(provisional,final):stage>/<any(pdf,docx):list_format>")
@staff_only(Role.ORGANIZER, Role.PRESS)
def request_file(meeting: Meeting, stage: str, list_format: str) -> Response:
    """Have the worker make a long list."""
    about = {"lang": current_language(), "by": current_user, "at": clock.now()}
    download = request_list(meeting, Stage(stage), list_format, **about)
    return created(lambda: url_for("downloads.show", download_id=download.id))


@bp.post("/versions")
@staff_only(Role.ORGANIZER)
def freeze(meeting: Meeting) -> Response:
    now = clock.now()
    if Stage.of(meeting, now) != Stage.FINAL:
        raise RuleBroken(gettext("The final list can be frozen from the day after the meeting."))
    version = SummaryVersion.freeze(meeting, subject=Subject.PARTICIPANTS, by=current_user, at=now)
    db.session.commit()
    return redirect(url_for(".version", version_number=version.number))


def _version(meeting: Meeting, version_number: int) -> SummaryVersion:
    return SummaryVersion.numbered(meeting, version_number, Subject.PARTICIPANTS) or abort(404)


@bp.get("/versions/<int:version_number>")
@staff_only(Role.ORGANIZER, Role.PRESS)
def version(meeting: Meeting, version_number: int) -> Any:
    version = _version(meeting, version_number)
    earlier = SummaryVersion.numbered(meeting, version_number - 1, Subject.PARTICIPANTS)
    both_frozen = earlier and earlier.stand == version.stand == Stand.FROZEN
    lang = version.language_for(current_language()) if both_frozen else ""
    changes = version.changes_since(earlier, lang) if both_frozen and earlier else []
    return render_template(
        "record/list_version.html", meeting=meeting, version=version, earlier=earlier, changes=changes
    )


@bp.get("/versions/<int:version_number>/progress")
@staff_only(Role.ORGANIZER, Role.PRESS)
def progress(meeting: Meeting, version_number: int) -> Any:
    version = _version(meeting, version_number)
    told = {"done": version.done, "total": version.total, "text": version.stand_now.label}
    return {**told, "ended": not version.is_under_way}


@bp.get("/versions/<int:version_number>/<string:text_lang>.<any(pdf,docx,csv,json,txt):list_format>")
@staff_only(Role.ORGANIZER, Role.PRESS)
def file(meeting: Meeting, version_number: int, text_lang: str, list_format: str) -> Response:
    """A file of a frozen list, byte for byte as it was frozen."""
    kept = _version(meeting, version_number).file("list", text_lang, list_format) or abort(404)
    return file_response(kept.read(), kept.media_type, kept.original_name, inline=list_format == "pdf")
