"""The figures of a meeting, its participants, and the summary of its proposals."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from jcmevents import clock
from jcmevents.accounts.access import public, staff_only
from jcmevents.accounts.models import Role
from jcmevents.document import body_html, media_type, render, rendered
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.record.attending import Stage
from jcmevents.record.choices import SummaryChoices
from jcmevents.record.figures import Figures
from jcmevents.record.forms import RuleForm
from jcmevents.record.participants import ParticipantList, Readers
from jcmevents.record.participants_export import MEDIA_TYPES, exported
from jcmevents.record.partners import partners
from jcmevents.record.proceedings import Proceedings
from jcmevents.record.summary import summary_document
from jcmevents.record.summary_views import published_summary
from jcmevents.record.versions import SummaryVersion
from jcmevents.text import current_language

bp = Blueprint("record", __name__, url_prefix="/meetings/<meeting_slug>")


@bp.get("/figures")
@staff_only(Role.ORGANIZER, Role.PRESS)
def figures(meeting: Meeting) -> Any:
    numbers = Figures.of(meeting)
    return render_template(
        "record/figures.html",
        meeting=meeting,
        figures=numbers,
        partners=partners(meeting, numbers),
        has_summary=Proceedings.can_be_told_of(meeting),
    )


@bp.get("/figures.json")
@staff_only(Role.ORGANIZER, Role.PRESS)
def figures_json(meeting: Meeting) -> Any:
    return Figures.of(meeting).as_data()


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
        "record/participants.html", meeting=meeting, listed=listed, readers=readers, shows_people=shows_people
    )


@bp.get("/participants.<any(pdf,csv,json):format>")
@staff_only(Role.ORGANIZER, Role.PRESS)
def participants_file(meeting: Meeting, format: str) -> Any:
    listed = ParticipantList.of(meeting, _stage(meeting))
    content = exported(listed, format, clock.now())
    return _file(content, MEDIA_TYPES[format], f"{meeting.slug}-participants-{listed.stage}.{format}")


@bp.get("/proposals/summary.<any(pdf,docx,html):document_format>")
@public
def summary(meeting: Meeting, document_format: str) -> Any:
    if not current_user.is_staff and (version := SummaryVersion.published(meeting)):
        return published_summary(version, document_format)
    choices = SummaryChoices.of(meeting).without_people()
    proceedings = Proceedings.of(meeting, choices)
    if not any(proceedings.proposals):
        abort(404)
    names_people = current_user.is_staff and "participants" in request.args
    document = summary_document(meeting, proceedings, clock.now(), choices=choices, with_participants=names_people)
    if document_format == "html":
        return render_template("record/summary.html", meeting=meeting, title=document.title, body=body_html(document))
    content = render(document, document_format) if names_people else rendered(document, document_format)
    return _file(content, media_type(document_format), f"{meeting.slug}-summary.{current_language()}.{document_format}")


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
