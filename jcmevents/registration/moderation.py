"""The organizers' steps with one person: each has a page with the mail that tells of it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration import mails
from jcmevents.registration.blueprint import bp
from jcmevents.registration.finding import found
from jcmevents.registration.models import Registration
from jcmevents.registration.moderation_forms import StepForm, step_form
from jcmevents.registration.states import State
from jcmevents.registration.steps import STEPS, Step, take

NOUNS = ",".join(f'"{noun}"' for noun in STEPS)


@bp.route(f"/<string:number>/<any({NOUNS}):noun>", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def step(meeting: Meeting, number: str, noun: str) -> Any:
    registration, chosen = found(meeting, number), STEPS[noun]
    if request.method == "GET" and not chosen.is_possible_from(State(registration.state)):
        return redirect(url_for(".show", number=number))
    form = step_form(registration, chosen)
    if form.validate_on_submit() and not form.preview.data:
        take(registration, chosen, form.telling(), by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".show", number=number))
    return _step_page(registration, chosen, form)


def _step_page(registration: Registration, chosen: Step, form: StepForm) -> str:
    preview = None
    if form.preview.data and not form.errors:
        told = form.telling()
        preview = mails.preview(registration, form.wording(), why=told.why, corrections=told.corrections)
    return render_template(
        "registration/step.html",
        meeting=registration.meeting,
        registration=registration,
        step=chosen,
        form=form,
        recipient=mails.recipient_of(registration),
        preview=preview,
    )
