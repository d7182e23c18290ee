"""Pages on which organizers build the form of a meeting."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, ngettext
from flask_login import current_user
from sqlalchemy import select

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.forms import AskingForm, created
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire import answered, starters
from jcmevents.questionnaire.asking import questions_form
from jcmevents.questionnaire.forms import EditFieldForm, NewFieldForm, PreviewForm, StartForm
from jcmevents.questionnaire.kinds import KIND_LABELS, WITH_OPTIONS, Kind
from jcmevents.questionnaire.models import FormField
from jcmevents.questionnaire.sentences import sentence
from jcmevents.text import current_language

bp = Blueprint("questionnaire", __name__, url_prefix="/meetings/<meeting_slug>/form")
organizers = staff_only(Role.ORGANIZER)


def _found(meeting: Meeting, field_id: int) -> FormField:
    return FormField.found_in(meeting, field_id) or abort(404)


def _at(field: FormField) -> str:
    return url_for(".index", _anchor=f"field-{field.id}")


@bp.get("/")
@organizers
def index(meeting: Meeting) -> Any:
    fields = FormField.of(meeting, retired=True)
    context = {
        "asked": [field for field in fields if not field.retired_at],
        "retired": [field for field in fields if field.retired_at],
        "answers": answered.counts(field.id for field in fields),
        "conditions": {f.id: sentence(f.asked_if, fields) for f in fields if f.asked_if},
        "kinds": KIND_LABELS,
    }
    return render_template("questionnaire/index.html", meeting=meeting, **context)


@bp.route(f"/new/<any({', '.join(Kind)}):question_kind>", methods=["GET", "POST"])
@organizers
def new(meeting: Meeting, question_kind: str) -> Any:
    form = NewFieldForm(others=FormField.of(meeting))
    if form.validate_on_submit():
        field = FormField.add(meeting, kind=question_kind, by=current_user, at=clock.now(), **form.details())
        return created(lambda: _at(field))
    context = {"has_options": question_kind in WITH_OPTIONS, "kind_label": KIND_LABELS[Kind(question_kind)]}
    return render_template("questionnaire/new.html", form=form, meeting=meeting, **context)


@bp.route("/fields/<int:field_id>/edit", methods=["GET", "POST"])
@organizers
def edit(meeting: Meeting, field_id: int) -> Any:
    field = _found(meeting, field_id)
    form = EditFieldForm(field, others=[other for other in FormField.of(meeting) if other != field])
    if form.validate_on_submit():
        field.revise(by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(_at(field))
    number = answered.count(field.id)
    return render_template("questionnaire/edit.html", form=form, meeting=meeting, field=field, number=number)


def _change(meeting: Meeting, field_id: int, verb: Callable[..., None]) -> Any:
    field = _found(meeting, field_id)
    verb(field, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(_at(field))


@bp.post("/fields/<int:field_id>/retirement")
@organizers
def retire(meeting: Meeting, field_id: int) -> Any:
    return _change(meeting, field_id, FormField.retire)


@bp.post("/fields/<int:field_id>/restoration")
@organizers
def restore(meeting: Meeting, field_id: int) -> Any:
    return _change(meeting, field_id, FormField.restore)


@bp.post("/fields/<int:field_id>/removal")
@organizers
def remove(meeting: Meeting, field_id: int) -> Any:
    _found(meeting, field_id).remove(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".index"))


@bp.post("/fields/<int:field_id>/position/<any(up,down):direction>")
@organizers
def move(meeting: Meeting, field_id: int, direction: str) -> Any:
    field = _found(meeting, field_id)
    field.move(meeting, direction, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(_at(field))


@bp.post("/order")
@organizers
def arrange(meeting: Meeting) -> Any:
    """Take the whole order: `order` once per field, with its id. Sent by the page's script."""
    FormField.arrange(meeting, request.form.getlist("order", type=int), by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".index"))


@bp.get("/preview")
@organizers
def preview(meeting: Meeting) -> Any:
    languages = current_app.extensions["languages"]
    form = PreviewForm(request.args, languages=languages, data={"language": current_language()})
    chosen = form.language.data if form.language.data in dict(languages) else current_language()
    with force_locale(chosen):
        shown = questions_form(meeting, form.capacity.data or "", facts=form.facts, base=_Shown)()
        questions = render_template("questionnaire/_questions.html", form=shown)
    return render_template("questionnaire/preview.html", form=form, meeting=meeting, questions=questions, chosen=chosen)


class _Shown(AskingForm):
    """A form that is looked at, not sent."""


@bp.route("/start", methods=["GET", "POST"])
@organizers
def start(meeting: Meeting) -> Any:
    form = StartForm(meetings=_meetings_with_questions(meeting))
    if form.validate_on_submit():
        added = FormField.add_all(meeting, _rows(form.source.data), by=current_user, at=clock.now())
        flash(ngettext("%(num)s question was added.", "%(num)s questions were added.", len(added)), "good")
        return created(lambda: url_for(".index"))
    return render_template("questionnaire/start.html", form=form, meeting=meeting)


def _meetings_with_questions(meeting: Meeting) -> list[Meeting]:
    asking = select(FormField.meeting_id).where(FormField.meeting_id != meeting.id, FormField.retired_at.is_(None))
    return list(db.session.scalars(Meeting.visible_to(current_user, clock.now()).where(Meeting.id.in_(asking))))


def _rows(source: str) -> list[dict[str, Any]]:
    place, _colon, key = source.partition(":")
    if place == "starter":
        return starters.rows(key)
    meeting = Meeting.by_slug(key) or abort(404)
    return [field.as_row() for field in FormField.of(meeting)]
