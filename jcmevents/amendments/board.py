"""The organizers' page: who has confirmed the entries, and the amendments that wait for an answer."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.amendments.asking import ask_to_check, to_ask
from jcmevents.amendments.entries import printed, to_check
from jcmevents.amendments.forms import ReplyForm
from jcmevents.amendments.models import Amendment, EntryCheck
from jcmevents.amendments.telling import tell_answer
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.record.list_plan import ListPlan
from jcmevents.registration.models import Registration

bp = Blueprint("amendments", __name__, url_prefix="/meetings/<meeting_slug>/participants/amendments")


@bp.get("")
@staff_only(Role.ORGANIZER)
def index(meeting: Meeting) -> Any:
    delegations = to_check(meeting, clock.now())
    return render_template(
        "amendments/board.html",
        meeting=meeting,
        delegations=delegations,
        to_ask=to_ask(delegations),
        plan=ListPlan.of(meeting),
        is_open=ListPlan.of(meeting).takes_amendments(clock.now()),
    )


@bp.post("/requests")
@staff_only(Role.ORGANIZER)
def ask(meeting: Meeting) -> Any:
    """Mail the focal points of the delegations that have not confirmed."""
    asked = ask_to_check(meeting, by=current_user, at=clock.now())
    db.session.commit()
    flash(ngettext("%(num)s delegation is asked.", "%(num)s delegations are asked.", asked), "success")
    return redirect(url_for(".index"))


def _found(meeting: Meeting, amendment_id: int) -> Amendment:
    here = select(Amendment).join(Registration).where(Registration.meeting_id == meeting.id)
    return db.session.scalar(here.where(Amendment.id == amendment_id)) or abort(404)


@bp.post("/<int:amendment_id>/acceptance")
@staff_only(Role.ORGANIZER)
def accept(meeting: Meeting, amendment_id: int) -> Any:
    """What the focal point asked for is also what he has checked."""
    amendment, now = _found(meeting, amendment_id), clock.now()
    amendment.accept(by=current_user, at=now)
    EntryCheck.note(amendment.registration, printed(amendment.registration), by=amendment.sent_by, at=now)
    tell_answer(amendment, at=now)
    db.session.commit()
    flash(_("Accepted and entered."), "success")
    return redirect(url_for(".index"))


@bp.route("/<int:amendment_id>/reply", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def reply(meeting: Meeting, amendment_id: int) -> Any:
    amendment, form = _found(meeting, amendment_id), ReplyForm()
    if form.validate_on_submit():
        amendment.refuse(form.reply.data or "", by=current_user, at=clock.now())
        tell_answer(amendment, at=clock.now())
        db.session.commit()
        return redirect(url_for(".index"))
    return render_template("amendments/reply.html", meeting=meeting, amendment=amendment, form=form)
