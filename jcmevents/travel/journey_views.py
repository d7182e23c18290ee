"""Funded journeys: list with totals, planning, the steps of the claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.forms import Form, created
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.travel.blueprint import bp
from jcmevents.travel.desk import found_registration
from jcmevents.travel.forms import StepForm
from jcmevents.travel.funds import Funds
from jcmevents.travel.journey_forms import EditJourneyForm, NewJourneyForm
from jcmevents.travel.journeys import ClaimState, FundedTravel


@bp.get("/funded")
@staff_only(Role.TRAVEL)
def funded(meeting: Meeting) -> Any:
    return render_template("travel/funded.html", meeting=meeting, funds=Funds(meeting), states=list(ClaimState))


@bp.route("/<string:number>/journey", methods=["GET", "POST"])
@staff_only(Role.TRAVEL)
def journey(meeting: Meeting, number: str) -> Any:
    registration = found_registration(meeting, number)
    planned = FundedTravel.of(registration)
    if planned is None:
        return _plan(registration)
    form = EditJourneyForm(planned)
    if form.validate_on_submit():
        planned.revise(form.plan(), by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".journey", number=number))
    return _page(registration, planned, form)


def _plan(registration: Registration) -> Any:
    form = NewJourneyForm()
    if form.validate_on_submit():
        FundedTravel.plan(registration, form.plan(), by=current_user, at=clock.now())
        return created(lambda: url_for(".journey", number=registration.number))
    return _page(registration, None, form)


def _page(registration: Registration, planned: FundedTravel | None, form: Form) -> str:
    context = {"meeting": registration.meeting, "registration": registration, "journey": planned, "form": form}
    return render_template("travel/journey.html", **context)


def _step(meeting: Meeting, number: str, take: Callable[..., None]) -> Any:
    registration = found_registration(meeting, number)
    planned = FundedTravel.of(registration) or abort(404)
    if StepForm().validate_on_submit():
        take(planned, by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".journey", number=number))
    return _page(registration, planned, EditJourneyForm(planned))


@bp.post("/<string:number>/journey/next")
@staff_only(Role.TRAVEL)
def advance(meeting: Meeting, number: str) -> Any:
    return _step(meeting, number, FundedTravel.advance)


@bp.post("/<string:number>/journey/back")
@staff_only(Role.TRAVEL)
def go_back(meeting: Meeting, number: str) -> Any:
    return _step(meeting, number, FundedTravel.go_back)
