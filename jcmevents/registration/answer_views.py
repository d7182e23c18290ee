"""Organizers' pages of what people answered to the questions of the meeting."""

from typing import Any

from flask import Blueprint, abort, render_template

from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire.models import FormField
from jcmevents.registration.answer_sheet import FORMATS
from jcmevents.registration.answers import Answer, texts
from jcmevents.registration.models import Registration

bp = Blueprint("answers", __name__, url_prefix="/meetings/<meeting_slug>/registrations")


def _found(meeting: Meeting, number: str) -> Registration:
    return Registration.found_in(meeting, number) or abort(404)


@bp.get("/<string:number>/answers/")
@staff_only(Role.ORGANIZER)
def show(meeting: Meeting, number: str) -> Any:
    registration = _found(meeting, number)
    answers = Answer.rows_of([registration])
    told = texts([registration], [answer.field for answer in answers])[registration.id]
    unanswered = _unanswered(meeting, registration, {answer.field_id for answer in answers})
    context = {"registration": registration, "answers": answers, "told": told, "unanswered": unanswered}
    return render_template("registration/answers.html", meeting=meeting, **context)


def _unanswered(meeting: Meeting, registration: Registration, answered_ids: set[int]) -> list[FormField]:
    asked = (field for field in FormField.of(meeting) if field.is_asked_of(registration.capacity))
    return [field for field in asked if field.id not in answered_ids]


@bp.get("/<string:number>/answers/<int:field_id>/file")
@staff_only(Role.ORGANIZER)
def file(meeting: Meeting, number: str, field_id: int) -> Any:
    answer = Answer.found_in(_found(meeting, number), field_id)
    if answer is None or answer.file is None:
        abort(404)
    return file_response(answer.file.read(), answer.file.media_type, answer.file.original_name)


@bp.get("/answers.<any(xlsx, csv):answers_format>")
@staff_only(Role.ORGANIZER)
def sheet(meeting: Meeting, answers_format: str) -> Any:
    media_type, make = FORMATS[answers_format]
    return file_response(make(meeting), media_type, f"{meeting.slug}-answers.{answers_format}")
