"""Organizers' pages of the registrations: persons, the steps from nomination on."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.delegations.ordering import all_in_order
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting
from jcmevents.registration.forms import EditRegistrationForm, NominationForm, ReasonForm, StepForm
from jcmevents.registration.models import Registration
from jcmevents.registration.particulars import particulars
from jcmevents.registration.states import State
from jcmevents.registration.steps import possible_steps
from jcmevents.registration.timeline import timeline

bp = Blueprint("registration", __name__, url_prefix="/meetings/<meeting_slug>/registrations")


def _found(meeting: Meeting, number: str) -> Registration:
    return Registration.found_in(meeting, number) or abort(404)


@bp.route("/new", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def new(meeting: Meeting) -> Any:
    form = NominationForm(delegations=all_in_order(meeting))
    if form.validate_on_submit():
        registration = Registration.nominate(by=current_user, at=clock.now(), **form.details())
        return created(lambda: url_for(".show", number=registration.number))
    return render_template("registration/new.html", form=form, meeting=meeting)


@bp.get("/<string:number>")
@staff_only(Role.ORGANIZER)
def show(meeting: Meeting, number: str) -> Any:
    return _person_page(_found(meeting, number), ReasonForm())


def _person_page(registration: Registration, form: StepForm) -> str:
    state = State(registration.state)
    return render_template(
        "registration/show.html",
        meeting=registration.meeting,
        particulars=particulars(registration),
        registration=registration,
        state=state,
        form=form,
        steps=possible_steps(state, with_reason=False),
        steps_with_reason=possible_steps(state, with_reason=True),
        entries=timeline(registration),
    )


@bp.route("/<string:number>/edit", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def edit(meeting: Meeting, number: str) -> Any:
    registration = _found(meeting, number)
    form = EditRegistrationForm(registration, delegations=all_in_order(meeting))
    if form.validate_on_submit():
        registration.revise(by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(url_for(".show", number=number))
    return render_template("registration/edit.html", form=form, meeting=meeting, registration=registration)


def _take(meeting: Meeting, number: str, step: Callable[..., None], form: StepForm) -> Any:
    """Take the step if the form is in order and the rules allow it, else show the person again, and why."""
    registration = _found(meeting, number)
    if form.validate_on_submit():
        step(registration, by=current_user, at=clock.now(), **form.reasons())
        db.session.commit()
        return redirect(url_for(".show", number=number))
    return _person_page(registration, form)


@bp.post("/<string:number>/submission")
@staff_only(Role.ORGANIZER)
def submit(meeting: Meeting, number: str) -> Any:
    return _take(meeting, number, Registration.submit, StepForm())


@bp.post("/<string:number>/confirmation")
@staff_only(Role.ORGANIZER)
def confirm(meeting: Meeting, number: str) -> Any:
    return _take(meeting, number, Registration.confirm, StepForm())


@bp.post("/<string:number>/waitlisting")
@staff_only(Role.ORGANIZER)
def waitlist(meeting: Meeting, number: str) -> Any:
    return _take(meeting, number, Registration.waitlist, StepForm())


@bp.post("/<string:number>/correction-request")
@staff_only(Role.ORGANIZER)
def send_back(meeting: Meeting, number: str) -> Any:
    return _take(meeting, number, Registration.send_back, ReasonForm())


@bp.post("/<string:number>/refusal")
@staff_only(Role.ORGANIZER)
def decline(meeting: Meeting, number: str) -> Any:
    return _take(meeting, number, Registration.decline, ReasonForm())


@bp.post("/<string:number>/withdrawal")
@staff_only(Role.ORGANIZER)
def withdraw(meeting: Meeting, number: str) -> Any:
    return _take(meeting, number, Registration.withdraw, ReasonForm())
