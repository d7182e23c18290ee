"""Pages where organizers take one step with many people."""

from typing import Any

from flask import abort, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting
from jcmevents.registration.batch_plan import Plan, selected_by
from jcmevents.registration.batches import Batch, Outcome, Texts
from jcmevents.registration.blueprint import bp
from jcmevents.registration.moderation_forms import batch_form
from jcmevents.registration.steps import STEPS, Step
from jcmevents.text import current_language

# A correction names the fields of one person's form, so it is asked person by person.
BATCH_STEPS = {noun: step for noun, step in STEPS.items() if noun != "correction-request"}
bp.add_app_template_global(lambda: BATCH_STEPS, "batch_steps")


def _chosen(meeting: Meeting) -> Plan:
    """The people whom the request names: by `numbers`, or all whom the `filter` of the roster selects."""
    if request.form.get("everything_filtered"):
        return Plan(meeting, selected_by(meeting, request.form.get("filter", "")))
    return Plan(meeting, " ".join(request.form.getlist("numbers")).split())


@bp.post("/batch")
@staff_only(Role.ORGANIZER)
def batch(meeting: Meeting) -> Any:
    """What the step would do. It is not taken yet."""
    plan, step = _chosen(meeting), BATCH_STEPS.get(request.form.get("step", ""))
    if not plan.people:
        raise RuleBroken(_("Choose at least one person."))
    if step is None:
        return render_template("registration/batch_steps.html", meeting=meeting, plan=plan)
    return _plan_page(plan, step, batch_form(plan, step, formdata=None))


def _plan_page(plan: Plan, step: Step, form: Any) -> str:
    return render_template("registration/batch.html", meeting=plan.meeting, plan=plan, step=step, form=form)


@bp.post("/batches/<string:noun>")
@staff_only(Role.ORGANIZER)
def begin_batch(meeting: Meeting, noun: str) -> Any:
    step, plan = BATCH_STEPS.get(noun) or abort(404), _chosen(meeting)
    form = batch_form(plan, step)
    if form.validate_on_submit():
        texts = Texts(form.telling(), form.wordings(), current_language())
        begun = Batch.begin(meeting, step, plan.possible(step), texts, by=current_user, at=clock.now())
        return created(lambda: url_for(".show_batch", batch_id=begun.id))
    return _plan_page(plan, step, form)


@bp.get("/batches")
@staff_only(Role.ORGANIZER)
def batches(meeting: Meeting) -> Any:
    latest = db.session.scalars(Batch.of_meeting(meeting).order_by(Batch.id.desc()).limit(100)).all()
    return render_template("registration/batches.html", meeting=meeting, batches=latest, steps=STEPS)


@bp.get("/batches/<int:batch_id>")
@staff_only(Role.ORGANIZER)
def show_batch(meeting: Meeting, batch_id: int) -> Any:
    found = Batch.found_in(meeting, batch_id) or abort(404)
    counts = found.counts()
    return render_template(
        "registration/batch_progress.html",
        meeting=meeting,
        batch=found,
        step=STEPS[found.step],
        counts=counts,
        settled=sum(counts.values()) - counts[Outcome.WAITING],
        members=found.results(),
    )


@bp.get("/batches/<int:batch_id>/progress")
@staff_only(Role.ORGANIZER)
def batch_progress(meeting: Meeting, batch_id: int) -> Any:
    found = Batch.found_in(meeting, batch_id) or abort(404)
    counts = found.counts()
    total, waiting = sum(counts.values()), counts[Outcome.WAITING]
    return jsonify(done=total - waiting, total=total, text=_("People"), ended=not waiting)
