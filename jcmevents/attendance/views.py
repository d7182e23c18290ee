"""The organizers' page at the door."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.attendance.board import Board
from jcmevents.attendance.forms import MarkForm
from jcmevents.attendance.marking import Status, expected_in, mark
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration

bp = Blueprint("attendance", __name__, url_prefix="/meetings/<meeting_slug>/attendance")


@bp.get("")
@staff_only(Role.ORGANIZER)
def board(meeting: Meeting) -> Any:
    return _board(meeting, MarkForm())


def _board(meeting: Meeting, form: MarkForm) -> str:
    return render_template("attendance/board.html", meeting=meeting, board=Board.of(meeting), form=form, Status=Status)


def _mark(meeting: Meeting, registrations: list[Registration], delegation_id: int) -> Any:
    form = MarkForm()
    if form.validate_on_submit():
        mark(meeting, registrations, form.status.data, by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".board", _anchor=f"delegation-{delegation_id}"))
    return _board(meeting, form)


@bp.post("/<string:number>")
@staff_only(Role.ORGANIZER)
def mark_person(meeting: Meeting, number: str) -> Any:
    registration = Registration.found_in(meeting, number) or abort(404)
    return _mark(meeting, [registration], registration.delegation_id)


@bp.post("/delegations/<int:delegation_id>")
@staff_only(Role.ORGANIZER)
def mark_delegation(meeting: Meeting, delegation_id: int) -> Any:
    delegation = Delegation.found_in(meeting, delegation_id) or abort(404)
    return _mark(meeting, expected_in(delegation), delegation_id)
