"""Inviting: what the mail says, whom it goes to, and the private links it carries."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.delegations import mails
from jcmevents.delegations.focal_points import require_reachable
from jcmevents.delegations.invitation import Invitation
from jcmevents.delegations.invitation_forms import InviteesForm, invitation_form
from jcmevents.delegations.inviting import candidates, invite
from jcmevents.delegations.links import PURPOSE
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.views import find
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.text import current_language, in_a_row, joined_names

bp = Blueprint("invitations", __name__, url_prefix="/meetings/<meeting_slug>/delegations")


@bp.route("/invitation", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def edit(meeting: Meeting) -> Any:
    invitation = Invitation.of(meeting)
    form = invitation_form(invitation)
    if form.validate_on_submit():
        told: dict[str, Any] = {"by": current_user, "at": clock.now()}
        meeting.expect_nominations_by(form.due_at(), **told)
        invitation.revise(seats=form.seats.data, funded_seats=form.funded_seats.data, texts=form.texts("text"), **told)
        db.session.commit()
        return redirect(url_for(".new"))
    return render_template("delegations/invitation.html", form=form, meeting=meeting)


@bp.route("/invitations/new", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def new(meeting: Meeting) -> Any:
    invitation = Invitation.of(meeting)
    form = InviteesForm(candidates(meeting), invitation)
    if form.validate_on_submit():
        invited = invite(meeting, form.chosen(), by=current_user, at=clock.now())
        db.session.commit()
        flash(told(invited), "success")
        return redirect(url_for("board.index"))
    return render_template("delegations/invite.html", form=form, meeting=meeting, invitation=invitation)


def told(invited: list[Delegation]) -> str:
    """How many were invited, and to whom no mail could go."""
    number = len(invited)
    sentences = [ngettext("%(num)s delegation is invited now.", "%(num)s delegations are invited now.", number)]
    if unwritten := [delegation.name() for delegation in invited if not delegation.focal_point_email]:
        names = joined_names(unwritten, current_language())
        sentences.append(_("No mail went to: %(names)s. Enter their focal points.", names=names))
    return in_a_row(sentences, current_language())


@bp.get("/invitation/preview")
@staff_only(Role.ORGANIZER)
def preview(meeting: Meeting) -> Any:
    shown = mails.invitation_preview(meeting, request.args.get("of", "en"))
    return render_template("delegations/invitation_preview.html", meeting=meeting, mail=shown)


@bp.post("/<int:delegation_id>/links")
@staff_only(Role.ORGANIZER)
def send_link(meeting: Meeting, delegation_id: int) -> Any:
    delegation = find(meeting, delegation_id)
    require_reachable(delegation)
    mails.send_invitation(delegation, by=current_user, at=clock.now())
    db.session.commit()
    flash(_("The invitation is on its way again, with a fresh link."), "success")
    return redirect(url_for("board.show", delegation_id=delegation_id))


@bp.post("/<int:delegation_id>/links/revocation")
@staff_only(Role.ORGANIZER)
def revoke_links(meeting: Meeting, delegation_id: int) -> Any:
    delegation = find(meeting, delegation_id)
    PrivateLink.revoke_all(PURPOSE, delegation.id, by=current_user, at=clock.now())
    db.session.commit()
    flash(_("All private links to this delegation have ended."), "success")
    return redirect(url_for("board.show", delegation_id=delegation_id))
