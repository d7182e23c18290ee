"""The organizers' view of the delegations: who is missing, and what to do about it."""

from collections import Counter
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.delegations import mails
from jcmevents.delegations.inviting import partners_not_listed
from jcmevents.delegations.links import PURPOSE, state_of
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.views import find
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.nomination import telling
from jcmevents.nomination.board_forms import RefusalForm, RemindersForm
from jcmevents.nomination.overview import Overview
from jcmevents.nomination.standing import Missing, standings
from jcmevents.registration import late
from jcmevents.registration.models import Registration
from jcmevents.registration.states import Capacity, State

bp = Blueprint("board", __name__, url_prefix="/meetings/<meeting_slug>/delegations")


@bp.get("/")
@staff_only(Role.ORGANIZER)
def index(meeting: Meeting) -> Any:
    everybody = standings(meeting, clock.now())
    wanted = request.args.get("missing")
    missing = Missing(wanted) if wanted in set(Missing) else None
    return render_template(
        "nomination/board.html",
        meeting=meeting,
        standings=[standing for standing in everybody if missing is None or missing.applies_to(standing)],
        everybody=everybody,
        counts=Counter(kind for kind in Missing for standing in everybody if kind.applies_to(standing)),
        missing=missing,
        kinds=Missing,
        unlisted=partners_not_listed(meeting, [standing.delegation for standing in everybody]),
    )


@bp.get("/<int:delegation_id>")
@staff_only(Role.ORGANIZER)
def show(meeting: Meeting, delegation_id: int) -> Any:
    delegation, now = find(meeting, delegation_id), clock.now()
    links = PrivateLink.of(PURPOSE, delegation.id)
    return render_template(
        "nomination/delegation.html",
        meeting=meeting,
        delegation=delegation,
        overview=Overview(delegation, now),
        links=links,
        link_state=state_of(links, now),
        state_of=state_of,
        Capacity=Capacity,
        State=State,
    )


@bp.route("/reminders", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def remind(meeting: Meeting) -> Any:
    silent = [s.delegation for s in standings(meeting, clock.now()) if s.is_without_people]
    form = RemindersForm(silent)
    if form.validate_on_submit():
        for delegation in form.chosen():
            mails.send_reminder(delegation, by=current_user, at=clock.now())
        db.session.commit()
        flash(_reminded(len(form.chosen())), "success")
        return redirect(url_for(".index"))
    return render_template("nomination/reminders.html", meeting=meeting, form=form, silent=silent)


def _reminded(number: int) -> str:
    return ngettext("%(num)s delegation is reminded.", "%(num)s delegations are reminded.", number)


def _waiting(delegation: Delegation, number: str) -> Registration:
    registration = Registration.found_in(delegation.meeting, number)
    if registration is None or registration.delegation_id != delegation.id:
        abort(404)
    return registration


@bp.post("/<int:delegation_id>/late/<string:number>/acceptance")
@staff_only(Role.ORGANIZER)
def accept_late(meeting: Meeting, delegation_id: int, number: str) -> Any:
    registration, now = _waiting(find(meeting, delegation_id), number), clock.now()
    late.accept(registration, by=current_user, at=now)
    telling.late_accepted(registration, at=now)
    db.session.commit()
    return redirect(url_for(".show", delegation_id=delegation_id))


@bp.route("/<int:delegation_id>/late/<string:number>/refusal", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def refuse_late(meeting: Meeting, delegation_id: int, number: str) -> Any:
    registration, form, now = _waiting(find(meeting, delegation_id), number), RefusalForm(), clock.now()
    if form.validate_on_submit():
        late.refuse(registration, why=form.why.data, by=current_user, at=now)
        telling.late_refused(registration, why=form.why.data, at=now)
        db.session.commit()
        return redirect(url_for(".show", delegation_id=delegation_id))
    return render_template("nomination/refuse_late.html", meeting=meeting, registration=registration, form=form)
