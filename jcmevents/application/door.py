"""What anybody sees who knows the number of a registration: where it stands, and nothing about the person."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.application import limits, mails
from jcmevents.application.calendar import calendar_file
from jcmevents.application.entry import GONE, can_change
from jcmevents.application.own import is_own
from jcmevents.extensions import db
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import ALLOWED, State
from jcmevents.text import current_language

bp = Blueprint("door", __name__, url_prefix="/meetings/<meeting_slug>/registration")


@bp.get("/<string:number>")
@public
def received(meeting: Meeting, number: str) -> Any:
    registration = Registration.found_in(meeting, number) or abort(404)
    own, state = is_own(registration), State(registration.state)
    return render_template(
        "application/received.html",
        meeting=meeting,
        registration=registration,
        state=state,
        is_own=own,
        can_change=own and can_change(registration, clock.now()),
        can_withdraw=own and State.WITHDRAWN in ALLOWED[state],
        asks_for_travel=own and registration.wants_visa_letter and state not in GONE,
    )


@bp.get("/<string:number>.ics")
@public
def calendar(meeting: Meeting, number: str) -> Any:
    """The meeting for one's calendar; with the name only for the person."""
    registration = Registration.found_in(meeting, number) or abort(404)
    content = calendar_file(registration, current_language(), clock.now(), with_name=is_own(registration))
    return file_response(content, "text/calendar; charset=utf-8", f"{meeting.slug}.ics")


@bp.post("/<string:number>/link")
@public
def mail_link(meeting: Meeting, number: str) -> Any:
    """Mail the private link to the address of the registration, which is not shown."""
    registration, now = Registration.found_in(meeting, number) or abort(404), clock.now()
    limits.count(limits.Act.MAIL, at=now)
    mails.send_link(registration, at=now)
    db.session.commit()
    flash(_("A private link is on its way to the address of this registration."), "good")
    return redirect(url_for(".received", number=number))
