"""The organizers send delegations the links to their doors."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import all_in_order
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.doors import PURPOSE, invite
from jcmevents.submission.forms import PersonForm

bp = Blueprint("proposal_links", __name__, url_prefix="/meetings/<meeting_slug>/proposals/links")
organizers = staff_only(Role.ORGANIZER)


def _links(meeting: Meeting) -> dict[int, list[PrivateLink]]:
    """The live links by id of the delegation, the newest first. One query."""
    here = select(Delegation.id).where(Delegation.meeting_id == meeting.id)
    query = select(PrivateLink).where(PrivateLink.purpose == PURPOSE, PrivateLink.subject_id.in_(here))
    found: dict[int, list[PrivateLink]] = {}
    for link in db.session.scalars(query.order_by(PrivateLink.id.desc())):
        if link.is_live(clock.now()):
            found.setdefault(link.subject_id, []).append(link)
    return found


def _without_link(meeting: Meeting) -> list[Delegation]:
    """The delegations whose focal point is known and who have no link yet."""
    have = _links(meeting)
    return [each for each in all_in_order(meeting) if each.focal_point_email and each.id not in have]


@bp.get("/")
@organizers
def index(meeting: Meeting) -> Any:
    return render_template(
        "submission/links.html",
        meeting=meeting,
        delegations=list(all_in_order(meeting)),
        links=_links(meeting),
        waiting=len(_without_link(meeting)),
    )


@bp.post("/")
@organizers
def send_all(meeting: Meeting) -> Any:
    """To every focal point whose delegation has no link yet."""
    delegations = _without_link(meeting)
    for each in delegations:
        person = {"to": each.focal_point_email, "name": each.focal_point_name or each.name(), "lang": "en"}
        invite(each, by=current_user, at=clock.now(), **person)
    db.session.commit()
    flash(ngettext("One mail is on its way.", "%(num)s mails are on their way.", len(delegations)), "good")
    return redirect(url_for(".index"))


@bp.route("/<int:delegation_id>", methods=["GET", "POST"])
@organizers
def send(meeting: Meeting, delegation_id: int) -> Any:
    """To a person by name."""
    delegation = Delegation.found_in(meeting, delegation_id) or abort(404)
    known = {"email": delegation.focal_point_email, "name": delegation.focal_point_name}
    form = PersonForm(data=known)
    if form.validate_on_submit():
        person = {"to": form.email.data, "name": form.name.data, "lang": form.lang.data}
        invite(delegation, by=current_user, at=clock.now(), **person)
        return created(lambda: url_for(".index"))
    return render_template("submission/send.html", form=form, meeting=meeting, delegation=delegation)
