"""The delegate's own door: he enters himself and gets a number. It shows nobody's data."""

from typing import Any

from flask import Blueprint, abort, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.delegations.ordering import all_in_order
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting
from jcmevents.registration import mails
from jcmevents.registration.forms import ApplicationForm
from jcmevents.registration.models import OPEN_TO_APPLICANTS, Registration
from jcmevents.registration.states import State

bp = Blueprint("door", __name__, url_prefix="/meetings/<meeting_slug>/registration")


@bp.route("/new", methods=["GET", "POST"])
@public
def new(meeting: Meeting) -> Any:
    open_ones = [d for d in all_in_order(meeting) if d.invitation in OPEN_TO_APPLICANTS]
    form = ApplicationForm(delegations=open_ones)
    if form.validate_on_submit():
        applicant, now = current_user if current_user.is_authenticated else None, clock.now()
        registration = Registration.apply(by=applicant, at=now, **form.details())
        mails.queue_received(registration, at=now)
        return created(lambda: url_for(".received", number=registration.number))
    return render_template("registration/apply.html", form=form, meeting=meeting, is_open=bool(open_ones))


@bp.get("/<string:number>")
@public
def received(meeting: Meeting, number: str) -> Any:
    """Whoever knows the number learns the state, and nothing about the person."""
    registration = Registration.found_in(meeting, number) or abort(404)
    state = State(registration.state)
    return render_template("registration/received.html", registration=registration, state=state, meeting=meeting)
