"""Organizers' pages of the registrations: entering people, changing them, and all that is known of each."""

from typing import Any

from flask import current_app, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import is_open_to, staff_only
from jcmevents.accounts.models import Role
from jcmevents.delegations.ordering import all_in_order
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting
from jcmevents.registration import (  # noqa: F401 - their pages belong to the same blueprint
    batch_views,
    moderation,
    replacing,
    waiting_views,
    wording_views,
)
from jcmevents.registration.blueprint import bp
from jcmevents.registration.finding import found
from jcmevents.registration.forms import EditRegistrationForm, NominationForm
from jcmevents.registration.models import Registration
from jcmevents.registration.standing import Standing

# Pages of other slices about the same person: label, endpoint that takes the number.
PERSON_PAGES = (
    (_l("Answers"), "answers.show"),
    (_l("Consents"), "organizers.consents"),
    (_l("Travel and visa"), "travel.person"),
)


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
    standing = Standing(found(meeting, number))
    pages = [(label, name) for label, name in PERSON_PAGES if name in current_app.view_functions]
    links = [(label, url_for(name, number=number)) for label, name in pages if is_open_to(current_user, name)]
    return render_template("registration/show.html", meeting=meeting, standing=standing, links=links)


@bp.route("/<string:number>/edit", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def edit(meeting: Meeting, number: str) -> Any:
    registration = found(meeting, number)
    form = EditRegistrationForm(registration, delegations=all_in_order(meeting))
    if form.validate_on_submit():
        registration.revise(by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(url_for(".show", number=number))
    return render_template("registration/edit.html", form=form, meeting=meeting, registration=registration)
