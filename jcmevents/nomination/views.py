"""The focal point's door: the delegation at a glance, its answer, its letter, its head."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jcmevents import clock
from jcmevents.accounts.access import by_link
from jcmevents.accounts.private_links import held_link
from jcmevents.delegations.letters import LARGEST, LetterState, NominationLetter
from jcmevents.delegations.links import PURPOSE
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.nomination import people_views
from jcmevents.nomination.blueprint import bp, own
from jcmevents.nomination.forms import LetterForm, head_form
from jcmevents.nomination.nominating import require_open
from jcmevents.nomination.overview import Overview
from jcmevents.refusals import takes_files
from jcmevents.registration.heads import head_of, heads_by_day, name_head, name_heads_of_days
from jcmevents.registration.models import Registration
from jcmevents.registration.protocol import in_protocol_order
from jcmevents.registration.states import Capacity, State

FIELDS = 256 * 1024  # bytes that the other fields of a form with a file may take
__all__ = ["bp", "people_views"]


@bp.get("")
@by_link(PURPOSE)
def show(meeting: Meeting, delegation_id: int) -> Any:
    overview = Overview(own(meeting, delegation_id), clock.now())
    return render_template("nomination/show.html", meeting=meeting, overview=overview, LetterState=LetterState)


@bp.post("/acceptance")
@by_link(PURPOSE)
def accept(meeting: Meeting, delegation_id: int) -> Any:
    own(meeting, delegation_id).accept(by=None, at=clock.now())
    db.session.commit()
    flash(_("Thank you for accepting the invitation."), "success")
    return redirect(url_for(".show", delegation_id=delegation_id))


@bp.post("/refusal")
@by_link(PURPOSE)
def decline(meeting: Meeting, delegation_id: int) -> Any:
    own(meeting, delegation_id).decline(by=None, at=clock.now())
    db.session.commit()
    flash(_("Thank you for telling us. If your delegation comes after all, you can accept here."), "info")
    return redirect(url_for(".show", delegation_id=delegation_id))


@bp.route("/letters/new", methods=["GET", "POST"])
@by_link(PURPOSE)
@takes_files(LARGEST + FIELDS)
def new_letter(meeting: Meeting, delegation_id: int) -> Any:
    delegation, form, now = own(meeting, delegation_id), LetterForm(), clock.now()
    if form.validate_on_submit():
        require_open(delegation, now)
        upload = request.files["file"]
        about = {name: form[name].data for name in ("kind", "reference", "dated_on")}
        NominationLetter.hand_in(delegation, upload.stream, upload.filename or "", **about, by=None, at=now)
        return created(lambda: url_for(".show", delegation_id=delegation_id, _anchor="letter"))
    return render_template("nomination/letter.html", meeting=meeting, delegation=delegation, form=form)


@bp.get("/letters/<int:letter_id>")
@by_link(PURPOSE)
def letter(meeting: Meeting, delegation_id: int, letter_id: int) -> Any:
    found = NominationLetter.found_in(own(meeting, delegation_id), letter_id) or abort(404)
    return file_response(found.file.read(), found.file.media_type, found.file.original_name)


@bp.route("/head", methods=["GET", "POST"])
@by_link(PURPOSE)
def head(meeting: Meeting, delegation_id: int) -> Any:
    delegation = own(meeting, delegation_id)
    members = [member for member in db.session.scalars(in_protocol_order(delegation)) if member.holds_seat]
    form = head_form(delegation, members, _named(delegation))
    if form.validate_on_submit():
        _name(delegation, {member.id: member for member in members}, form.head.data, form.of_days(meeting.days))
        db.session.commit()
        return redirect(url_for(".show", delegation_id=delegation_id, _anchor="people"))
    return render_template("nomination/head.html", meeting=meeting, delegation=delegation, form=form, members=members)


def _named(delegation: Delegation) -> dict[str, int]:
    """Who is named at present: id of the person by name of the form's field."""
    present = head_of(delegation)
    of_days = {f"day_{day_id}": person.id for day_id, person in heads_by_day(delegation).items()}
    return {"head": present.id if present else 0, **of_days}


def _name(delegation: Delegation, members: dict[int, Registration], head: int, of_days: dict[Any, int]) -> None:
    now = clock.now()
    require_open(delegation, now)
    name_head(members[head], by=None, at=now)
    others = {day: members.get(person) if person != head else None for day, person in of_days.items()}
    name_heads_of_days(delegation, others, by=None, at=now)


@bp.context_processor
def holder() -> dict[str, Any]:
    """By which link the page is open, so that it can be said for whom; and what names states."""
    delegation_id = (request.view_args or {}).get("delegation_id")
    link = held_link(PURPOSE, delegation_id) if delegation_id else None
    return {"link": link, "Capacity": Capacity, "State": State}
