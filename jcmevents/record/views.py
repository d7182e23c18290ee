"""The figures of a meeting, its participants, and the summary of its proposals."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from jcmevents import clock
from jcmevents.accounts.access import public, staff_only
from jcmevents.accounts.models import Role
from jcmevents.document import body_html, media_type
from jcmevents.extensions import db
from jcmevents.forms import CreateForm, created
from jcmevents.meetings.models import Meeting
from jcmevents.record import figures_export
from jcmevents.record.attending import Stage
from jcmevents.record.current_summary import CurrentSummary, Form
from jcmevents.record.figures import Figures
from jcmevents.record.forms import RuleForm
from jcmevents.record.participants import ParticipantList, Readers
from jcmevents.record.participants_download import file_name, takes_long
from jcmevents.record.participants_export import MEDIA_TYPES, exported
from jcmevents.record.partners import partners
from jcmevents.record.proceedings import Proceedings
from jcmevents.record.summary_views import published_summary
from jcmevents.record.versions import Subject, SummaryVersion

bp = Blueprint("record", __name__, url_prefix="/meetings/<meeting_slug>")


@bp.get("/figures")
@staff_only(Role.ORGANIZER, Role.PRESS)
def figures(meeting: Meeting) -> Any:
    numbers = Figures.of(meeting)
    return render_template(
        "record/figures.html",
        meeting=meeting,
        figures=numbers,
        women=figures_export.women_percents(numbers),
        by_delegation=figures_export.by_delegation(meeting, numbers),
        by_capacity=figures_export.by_capacity(numbers),
        partners=partners(meeting, numbers),
        has_summary=Proceedings.can_be_told_of(meeting),
    )


@bp.get("/figures.<any(xlsx,csv,json):file_format>")
@staff_only(Role.ORGANIZER, Role.PRESS)
def figures_file(meeting: Meeting, file_format: str) -> Any:
    content = figures_export.exported(meeting, Figures.of(meeting), file_format)
    return _file(content, figures_export.MEDIA_TYPES[file_format], f"{meeting.slug}-figures.{file_format}")


@bp.route("/figures/rule", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def rule(meeting: Meeting) -> Any:
    form = RuleForm(meeting)
    accepted = form.validate_on_submit()
    if accepted and "effect" not in request.form:
        meeting.count_by(form.rule().as_stored(), by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".figures"))
    before = Figures.of(meeting)
    after = replace(before, rule=form.rule()) if accepted else before
    return render_template("record/rule.html", meeting=meeting, form=form, before=before, after=after)


@bp.get("/participants")
@public
def participants(meeting: Meeting) -> Any:
    listed = ParticipantList.of(meeting, _stage(meeting))
    readers = Readers.STAFF if current_user.is_staff else Readers.PUBLIC
    shows_people = meeting.participants_public or current_user.is_staff
    return render_template(
        "record/participants.html",
        meeting=meeting,
        listed=listed,
        readers=readers,
        shows_people=shows_people,
        versions=_frozen_lists(meeting),
        formats={format: takes_long(listed, format) for format in MEDIA_TYPES},
    )


def _frozen_lists(meeting: Meeting) -> list[SummaryVersion]:
    """For the staff: the newest first."""
    if not current_user.is_staff:
        return []
    return list(db.session.scalars(SummaryVersion.of_meeting(meeting, Subject.PARTICIPANTS)))


@bp.get("/participants.<any(pdf,docx,csv,json):format>")
@staff_only(Role.ORGANIZER, Role.PRESS)
def participants_file(meeting: Meeting, format: str) -> Any:
    listed = ParticipantList.of(meeting, _stage(meeting), with_addresses=True)
    if takes_long(listed, format):
        return redirect(url_for(".participants", stage=listed.stage))
    content = exported(listed, format, clock.now())
    return _file(content, MEDIA_TYPES[format], file_name(meeting, listed.stage, format))


def _asked_summary(meeting: Meeting, document_format: str) -> CurrentSummary:
    """What the address asks for; people are named to staff alone, and only in the long form."""
    form = Form.named(request.args.get("form"))
    names_people = current_user.is_staff and "participants" in request.args and form == Form.LONG
    return CurrentSummary(meeting, document_format, names_people, form)


@bp.get("/proposals/summary.<any(pdf,docx,html,json,txt):document_format>")
@public
def summary(meeting: Meeting, document_format: str) -> Any:
    asked = _asked_summary(meeting, document_format)
    if not current_user.is_staff and (version := SummaryVersion.published(meeting)):
        return published_summary(version, document_format, asked.form)
    if not asked.proposals:
        abort(404)
    if document_format != "html" and (content := asked.at_hand):
        return _file(content, media_type(document_format), asked.name)
    if document_format != "html" and current_user.is_staff:
        return render_template("record/long_summary.html", meeting=meeting, asked=asked, form=CreateForm())
    document = asked.document
    return render_template(
        "record/summary.html",
        meeting=meeting,
        title=document.title,
        body=body_html(document),
        asked=asked,
        is_whole=True,
    )


@bp.post("/proposals/summary.<any(pdf,docx):document_format>")
@staff_only(Role.ORGANIZER, Role.PRESS)
def request_summary(meeting: Meeting, document_format: str) -> Any:
    """Have the worker make a file that takes long."""
    asked = _asked_summary(meeting, document_format)
    download = asked.request(by=current_user, at=clock.now())
    return created(lambda: url_for("downloads.show", download_id=download.id))


def _stage(meeting: Meeting) -> Stage:
    """Staff may ask for either list; everybody else sees the one of the day."""
    wanted = request.args.get("stage")
    if current_user.is_staff and wanted in set(Stage):
        return Stage(wanted)
    return Stage.of(meeting, clock.now())


def _file(content: bytes, media_type: str, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    disposition = "inline" if media_type == "application/pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return response
