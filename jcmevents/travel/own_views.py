"""The delegate's own page: passport and stay, for the visa letters. It never shows a passport that it has been told."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import by_link
from jcmevents.accounts.models import User
from jcmevents.accounts.private_links import holds_link
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.travel.forms import OwnTravelForm
from jcmevents.travel.visa import NOT_COMING, VisaRequest

bp = Blueprint("own_travel", __name__, url_prefix="/meetings/<meeting_slug>/registration/<string:number>/travel")


def _account() -> User | None:
    return current_user._get_current_object() if current_user.is_authenticated else None


def _own(meeting: Meeting, number: str) -> Registration:
    """The registration, if the person at the browser is the one registered and wants a letter."""
    registration = Registration.found_in(meeting, number) or abort(404)
    account = _account()
    is_own = account is not None and registration.user_id == account.id
    if not (is_own or holds_link("registration", registration.id)):
        abort(404)
    if not registration.wants_visa_letter or registration.state in NOT_COMING:
        abort(404, description=_("No visa letter is wanted for this registration, so there is nothing to fill in."))
    return registration


@bp.route("", methods=["GET", "POST"])
@by_link("registration", or_signed_in=True)
def edit(meeting: Meeting, number: str) -> Any:
    registration = _own(meeting, number)
    form = OwnTravelForm(registration)
    if form.validate_on_submit():
        VisaRequest.ask(registration, form.stay(), form.passport(), by=_account(), at=clock.now())
        db.session.commit()
        flash(_("Thank you. The travel desk looks at it and writes to you."), "good")
        return redirect(url_for(".edit", number=number))
    return render_template("travel/own.html", form=form, meeting=meeting, registration=registration)
