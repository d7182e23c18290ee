"""The list of delegations: who is on it, with how many seats, what they answered, in which order they stand."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.delegations.forms import EditDelegationForm, NewDelegationForm, OrderForm
from jcmevents.delegations.links import revoke_former
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import all_in_order, moves_with
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting

bp = Blueprint("delegations", __name__, url_prefix="/meetings/<meeting_slug>/delegations")

STEPS = {"up": -1, "down": 1}


@bp.route("/new", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def new(meeting: Meeting) -> Any:
    form = NewDelegationForm(country=request.args.get("country"))
    if form.validate_on_submit():
        delegation = Delegation.admit(meeting, **form.details(), by=current_user, at=clock.now())
        return created(lambda: url_for("board.show", delegation_id=delegation.id))
    return render_template("delegations/new.html", form=form, meeting=meeting)


@bp.route("/<int:delegation_id>/edit", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def edit(meeting: Meeting, delegation_id: int) -> Any:
    delegation = find(meeting, delegation_id)
    form = EditDelegationForm(delegation)
    if form.validate_on_submit():
        delegation.revise(**form.details(), by=current_user, at=clock.now())
        revoke_former(delegation, by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for("board.show", delegation_id=delegation.id))
    return render_template("delegations/edit.html", form=form, meeting=meeting, delegation=delegation)


@bp.post("/<int:delegation_id>/invitation")
@staff_only(Role.ORGANIZER)
def invite(meeting: Meeting, delegation_id: int) -> Any:
    find(meeting, delegation_id).invite(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for("board.show", delegation_id=delegation_id))


@bp.post("/<int:delegation_id>/acceptance")
@staff_only(Role.ORGANIZER)
def accept(meeting: Meeting, delegation_id: int) -> Any:
    find(meeting, delegation_id).accept(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for("board.show", delegation_id=delegation_id))


@bp.post("/<int:delegation_id>/refusal")
@staff_only(Role.ORGANIZER)
def decline(meeting: Meeting, delegation_id: int) -> Any:
    find(meeting, delegation_id).decline(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for("board.show", delegation_id=delegation_id))


@bp.route("/order", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def order(meeting: Meeting) -> Any:
    form = OrderForm(policy=meeting.order_policy)
    if form.validate_on_submit():
        meeting.reorder(policy=form.policy.data, moves=[], by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".order"))
    delegations = all_in_order(meeting)
    return render_template("delegations/order.html", form=form, meeting=meeting, delegations=delegations)


@bp.post("/<int:delegation_id>/moves")
@staff_only(Role.ORGANIZER)
def move(meeting: Meeting, delegation_id: int) -> Any:
    delegation = find(meeting, delegation_id)
    steps = STEPS.get(request.form.get("direction", ""))
    if not steps or not delegation.country_iso2:
        abort(400, description=_("Choose a country and whether it goes up or down."))
    listed = db.session.scalars(Delegation.of_meeting(meeting))
    moves = moves_with(meeting, listed, delegation.country_iso2, steps=steps)
    meeting.reorder(policy=meeting.order_policy, moves=moves, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".order", _anchor=f"delegation-{delegation_id}"))


def find(meeting: Meeting, delegation_id: int) -> Delegation:
    return Delegation.found_in(meeting, delegation_id) or abort(404)
