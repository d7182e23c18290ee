"""The focal point's door: the people of the delegation."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from jcmevents import clock
from jcmevents.accounts.access import by_link
from jcmevents.delegations.links import PURPOSE
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting
from jcmevents.nomination import telling
from jcmevents.nomination.blueprint import bp, own, own_person
from jcmevents.nomination.forms import EditNomineeForm, NomineesForm, ReplacementForm, WithdrawalForm
from jcmevents.nomination.nominating import nominate, require_open
from jcmevents.registration import protocol
from jcmevents.registration.late import is_late
from jcmevents.registration.models import Registration
from jcmevents.registration.replacement import replace, require_replaceable
from jcmevents.registration.states import State

STEPS = {"up": -1, "down": 1}
# While nobody but the focal point has entered anything.
EDITABLE = (State.INVITED, State.NOMINATED)


@bp.route("/people/new", methods=["GET", "POST"])
@by_link(PURPOSE)
def new_people(meeting: Meeting, delegation_id: int) -> Any:
    delegation, now = own(meeting, delegation_id), clock.now()
    form = NomineesForm(delegation)
    if form.validate_on_submit():
        nominated = nominate(delegation, form.nominees(), at=now)
        telling.nominated(nominated, at=now)
        flash(_told(nominated), "success")
        return created(lambda: url_for(".show", delegation_id=delegation_id, _anchor="people"))
    free = {"seats_free": Registration.seats_free(delegation), "is_late": is_late(meeting, now)}
    return render_template("nomination/new_people.html", meeting=meeting, delegation=delegation, form=form, **free)


def _told(nominated: list[Registration]) -> str:
    number = len(nominated)
    if nominated[0].late:
        return ngettext(
            "%(num)s person is noted. It is after the deadline: the organizers decide, and you get a mail.",
            "%(num)s people are noted. It is after the deadline: the organizers decide, and you get a mail.",
            number,
        )
    return ngettext(
        "%(num)s person is nominated and gets a private link by mail to complete the form.",
        "%(num)s people are nominated and get private links by mail to complete the form.",
        number,
    )


@bp.route("/people/<string:number>", methods=["GET", "POST"])
@by_link(PURPOSE)
def person(meeting: Meeting, delegation_id: int, number: str) -> Any:
    delegation, now = own(meeting, delegation_id), clock.now()
    registration = own_person(delegation, number)
    form = EditNomineeForm(registration) if registration.state in EDITABLE else None
    if form and form.validate_on_submit():
        require_open(delegation, now)
        is_readdressed = form.email.data != registration.email
        registration.revise(**form.details(), by=None, at=now)
        if is_readdressed:
            telling.readdressed(registration, at=now)
        db.session.commit()
        return redirect(url_for(".show", delegation_id=delegation_id, _anchor="people"))
    return render_template("nomination/person.html", meeting=meeting, registration=registration, form=form)


@bp.route("/people/<string:number>/replacement", methods=["GET", "POST"])
@by_link(PURPOSE)
def replace_person(meeting: Meeting, delegation_id: int, number: str) -> Any:
    delegation, now = own(meeting, delegation_id), clock.now()
    registration = own_person(delegation, number)
    require_replaceable(registration)
    form = ReplacementForm(registration)
    if form.validate_on_submit():
        require_open(delegation, now)
        successor = replace(registration, **form.details(), by=None, at=now)
        telling.replaced(registration, successor, at=now)
        return created(lambda: url_for(".show", delegation_id=delegation_id, _anchor="people"))
    return render_template("nomination/replace.html", meeting=meeting, registration=registration, form=form)


@bp.route("/people/<string:number>/withdrawal", methods=["GET", "POST"])
@by_link(PURPOSE)
def withdraw(meeting: Meeting, delegation_id: int, number: str) -> Any:
    delegation, now = own(meeting, delegation_id), clock.now()
    registration, form = own_person(delegation, number), WithdrawalForm()
    if form.validate_on_submit():
        require_open(delegation, now)
        registration.withdraw(why=form.why.data or "", by=None, at=now)
        telling.withdrawn(registration, why=form.why.data or "", at=now)
        db.session.commit()
        return redirect(url_for(".show", delegation_id=delegation_id, _anchor="people"))
    return render_template("nomination/withdraw.html", meeting=meeting, registration=registration, form=form)


@bp.post("/people/<string:number>/links")
@by_link(PURPOSE)
def send_link(meeting: Meeting, delegation_id: int, number: str) -> Any:
    registration = own_person(own(meeting, delegation_id), number)
    telling.send_link_again(registration, at=clock.now())
    db.session.commit()
    flash(_("A fresh link is on its way to %(name)s.", name=registration.full_name), "success")
    return redirect(url_for(".person", delegation_id=delegation_id, number=number))


@bp.post("/people/<string:number>/moves")
@by_link(PURPOSE)
def move(meeting: Meeting, delegation_id: int, number: str) -> Any:
    registration = own_person(own(meeting, delegation_id), number)
    steps = STEPS.get(request.form.get("direction", "")) or abort(400, description=_("Choose up or down."))
    protocol.move(registration, steps=steps, by=None, at=clock.now())
    db.session.commit()
    return redirect(url_for(".show", delegation_id=delegation_id, _anchor=f"person-{registration.number}"))
