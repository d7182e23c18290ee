"""The focal point's page: the entries of the delegation as they will be printed."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from jcmevents import clock
from jcmevents.accounts.access import by_link
from jcmevents.accounts.private_links import held_link
from jcmevents.amendments.entries import DelegationToCheck, EntryToCheck, to_check
from jcmevents.amendments.forms import AmendmentForm
from jcmevents.amendments.models import Amendment, EntryCheck
from jcmevents.delegations.links import PURPOSE
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting
from jcmevents.nomination.blueprint import own
from jcmevents.nomination.views import holder
from jcmevents.record.list_plan import ListPlan

bp = Blueprint("entries", __name__, url_prefix="/meetings/<meeting_slug>/delegations/<int:delegation_id>/entries")
bp.context_processor(holder)


@bp.app_template_global()
def entries_due_at(meeting: Meeting) -> datetime | None:
    """Until when focal points can check their entries; None when they are not asked to."""
    plan = ListPlan.of(meeting)
    return plan.amendments_due_at if plan.takes_amendments(clock.now()) else None


def _checked(meeting: Meeting, delegation: Delegation) -> DelegationToCheck:
    found = to_check(meeting, clock.now(), delegation)
    return found[0] if found else DelegationToCheck(delegation, ())


def _entry(meeting: Meeting, delegation: Delegation, number: str) -> EntryToCheck:
    """The entry of this person, else 404. Refuses when the time for amendments is over."""
    entries = _checked(meeting, delegation).entries
    entry = next((each for each in entries if each.registration.number == number), None) or abort(404)
    _require_time(meeting)
    return entry


def _require_time(meeting: Meeting) -> None:
    if not ListPlan.of(meeting).takes_amendments(clock.now()):
        raise RuleBroken(_("Amendments to the list are not taken any more. Please write to the secretariat."))


def _address(delegation: Delegation) -> str:
    link = held_link(PURPOSE, delegation.id)
    return link.address if link else ""


@bp.get("")
@by_link(PURPOSE)
def index(meeting: Meeting, delegation_id: int) -> Any:
    checked, plan = _checked(meeting, own(meeting, delegation_id)), ListPlan.of(meeting)
    is_open = plan.takes_amendments(clock.now())
    return render_template("amendments/entries.html", meeting=meeting, checked=checked, plan=plan, is_open=is_open)


@bp.post("/correct")
@by_link(PURPOSE)
def confirm_all(meeting: Meeting, delegation_id: int) -> Any:
    """All that stand there now and wait for no answer."""
    delegation, now = own(meeting, delegation_id), clock.now()
    _require_time(meeting)
    for entry in _checked(meeting, delegation).entries:
        if not entry.is_checked and not entry.waits:
            EntryCheck.note(entry.registration, entry.printed, by=_address(delegation), at=now)
    db.session.commit()
    flash(_("Thank you. The entries of your delegation are confirmed."), "success")
    return redirect(url_for(".index", delegation_id=delegation_id))


@bp.post("/<string:number>/correct")
@by_link(PURPOSE)
def confirm(meeting: Meeting, delegation_id: int, number: str) -> Any:
    delegation = own(meeting, delegation_id)
    entry = _entry(meeting, delegation, number)
    EntryCheck.note(entry.registration, entry.printed, by=_address(delegation), at=clock.now())
    db.session.commit()
    return redirect(url_for(".index", delegation_id=delegation_id, _anchor=f"person-{number}"))


@bp.route("/<string:number>/amendment", methods=["GET", "POST"])
@by_link(PURPOSE)
def amend(meeting: Meeting, delegation_id: int, number: str) -> Any:
    delegation = own(meeting, delegation_id)
    entry = _entry(meeting, delegation, number)
    form = AmendmentForm(entry.registration)
    if form.validate_on_submit():
        remark = form.remark.data or ""
        Amendment.send(entry.registration, form.after(), remark, by=_address(delegation), at=clock.now())
        flash(_("Thank you. The secretariat answers your amendment."), "success")
        return created(lambda: url_for(".index", delegation_id=delegation_id, _anchor=f"person-{number}"))
    return render_template("amendments/amend.html", meeting=meeting, entry=entry, form=form)
