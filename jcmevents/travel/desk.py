"""The travel desk: who wants visa letters, what they told, the passport in full, each step of a request."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.countries.models import Country
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State
from jcmevents.text import current_language
from jcmevents.travel import mails
from jcmevents.travel.blueprint import bp
from jcmevents.travel.forms import AskBackForm, LettersForm, ListForm, ReadingForm, ReasonForm, StepForm
from jcmevents.travel.issuing import VisaLetter
from jcmevents.travel.passports import Passport, PassportReading, TravelDocument
from jcmevents.travel.queue import Queue
from jcmevents.travel.signatory import Signatory
from jcmevents.travel.visa import Missing, VisaRequest


def found_registration(meeting: Meeting, number: str) -> Registration:
    return Registration.found_in(meeting, number) or abort(404)


def found_request(meeting: Meeting, number: str) -> VisaRequest:
    return VisaRequest.of(found_registration(meeting, number)) or abort(404)


@bp.get("/")
@staff_only(Role.TRAVEL)
def index(meeting: Meeting) -> Any:
    return queue_page(meeting, ListForm(meeting))


def queue_page(meeting: Meeting, form: ListForm) -> str:
    queue = Queue(meeting, request.args.get("stage", ""))
    lists = db.session.scalars(VisaLetter.lists_of(meeting)).all()
    signatory = Signatory.of(meeting)
    return render_template(
        "travel/index.html", meeting=meeting, queue=queue, form=form, lists=lists, signatory=signatory
    )


@bp.get("/<string:number>")
@staff_only(Role.TRAVEL)
def person(meeting: Meeting, number: str) -> Any:
    return person_page(found_registration(meeting, number))


def person_page(registration: Registration, passport: Passport | None = None, **forms: Any) -> str:
    """The page of one person. Of `forms`, those sent stand in for fresh ones; the passport is shown if it was read."""
    visa = VisaRequest.of(registration)
    fresh = {"letters": LettersForm, "ask_back": AskBackForm, "reading": ReadingForm, "refusal": ReasonForm}
    return render_template(
        "travel/show.html",
        meeting=registration.meeting,
        registration=registration,
        registration_state=State(registration.state).label,
        country_names=Country.names(current_language()) if passport else {},
        visa=visa,
        document=TravelDocument.of(registration),
        passport=passport,
        signatory=Signatory.of(registration.meeting),
        readings=db.session.scalars(PassportReading.of(registration)).all(),
        forms={name: forms.get(name) or form() for name, form in fresh.items()},
    )


@bp.post("/<string:number>/passport")
@staff_only(Role.TRAVEL)
def read_passport(meeting: Meeting, number: str) -> Any:
    """Shown in the answer itself and nowhere else: reading it again has to be asked for again."""
    registration, form = found_registration(meeting, number), ReadingForm()
    document = TravelDocument.of(registration) or abort(404)
    if not form.validate_on_submit():
        return person_page(registration, reading=form)
    passport = document.read(by=current_user, why=form.why.data or "", at=clock.now())
    db.session.commit()
    return person_page(registration, passport)


@bp.post("/<string:number>/check")
@staff_only(Role.TRAVEL)
def check(meeting: Meeting, number: str) -> Any:
    visa = found_request(meeting, number)
    if StepForm().validate_on_submit():
        visa.check(by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".person", number=number))
    return person_page(visa.registration)


@bp.post("/<string:number>/missing")
@staff_only(Role.TRAVEL)
def ask_back(meeting: Meeting, number: str) -> Any:
    registration, form, now = found_registration(meeting, number), AskBackForm(), clock.now()
    if not form.validate_on_submit():
        return person_page(registration, ask_back=form)
    missing = [Missing(key) for key in form.missing.data or []]
    if visa := VisaRequest.of(registration):
        visa.ask_back(missing, by=current_user, at=now)
    mail = mails.ask_for(registration, missing, by=current_user, at=now)
    db.session.commit()
    if mail:
        flash(_("The person has been asked by mail."), "good")
    else:
        flash(_("No mail address is known, neither of the person nor of the focal point."), "warn")
    return redirect(url_for(".person", number=number))


@bp.post("/<string:number>/refusal")
@staff_only(Role.TRAVEL)
def refuse(meeting: Meeting, number: str) -> Any:
    visa, form = found_request(meeting, number), ReasonForm()
    if not form.validate_on_submit():
        return person_page(visa.registration, refusal=form)
    visa.refuse(why=form.why.data or "", by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".person", number=number))


@bp.post("/<string:number>/withdrawal")
@staff_only(Role.TRAVEL)
def withdraw(meeting: Meeting, number: str) -> Any:
    visa = found_request(meeting, number)
    if StepForm().validate_on_submit():
        visa.withdraw(by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".person", number=number))
    return person_page(visa.registration)
