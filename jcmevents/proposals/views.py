"""What was put on the table of a meeting, as everybody may see it."""

from typing import Any

from flask import abort, render_template
from flask_login import current_user
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from jcmevents.accounts.access import public
from jcmevents.accounts.models import Role
from jcmevents.agenda.models import Session
from jcmevents.discussion.themes import Theme, by_sector
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals import (  # noqa: F401 - their pages belong to the same blueprint
    board,
    discussion,
    editing,
    follow_up_views,
    paper_views,
    wording_views,
)
from jcmevents.proposals.blueprint import bp
from jcmevents.proposals.data import proposals_data
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import CONCLUSIONS


def _visible(meeting: Meeting) -> Select[Proposal]:
    return Proposal.visible_to(current_user, meeting).options(joinedload(Proposal.session))


@bp.get("/proposals/")
@public
def index(meeting: Meeting) -> Any:
    may_edit = current_user.has_role(Role.ORGANIZER)
    return render_template(
        "proposals/index.html",
        meeting=meeting,
        proposals=db.session.scalars(_visible(meeting)).all(),
        sectors=by_sector(db.session.scalars(Theme.discussed_at(meeting))),
        sessions=db.session.scalars(Session.of_meeting(meeting)).all() if may_edit else (),
        may_edit=may_edit,
    )


@bp.get("/proposals/<int:proposal_id>")
@public
def show(meeting: Meeting, proposal_id: int) -> Any:
    proposal = db.session.scalar(_visible(meeting).where(Proposal.id == proposal_id)) or abort(404)
    return render_template(
        "proposals/show.html",
        meeting=meeting,
        proposal=proposal,
        points=proposal.points_for(current_user),
        follow_ups=[each for each in proposal.follow_ups if each.is_visible_to(current_user)],
        may_edit=current_user.has_role(Role.ORGANIZER),
        may_conclude=proposal.next_states & CONCLUSIONS,
    )


@bp.get("/proposals.json")
@public
def data(meeting: Meeting) -> Any:
    return proposals_data(meeting)
