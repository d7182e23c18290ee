"""The delegation's door: its proposals, from the first draft to what is said about them by others."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from jcmevents import clock
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.language_fields import language_name
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.doors import acknowledge
from jcmevents.proposals.models import Call, Proposal
from jcmevents.proposals.revisions import Standing
from jcmevents.proposals.sponsors import Agreement
from jcmevents.proposals.states import Kind, State
from jcmevents.submission.door import (
    acting_user,
    delegates,
    own_delegation,
    own_delegations,
    own_proposal,
    sponsored,
    sponsorship,
)
from jcmevents.submission.forms import EditOwnProposalForm, NewOwnProposalForm

bp = Blueprint("submission", __name__, url_prefix="/meetings/<meeting_slug>/delegations/<int:delegation_id>/proposals")
WITHDRAWABLE = {State.DRAFT, State.SUBMITTED, State.TABLED}


@bp.app_context_processor
def doors() -> dict[str, Any]:
    """Lets the pages of a meeting lead to the doors that are open to their reader."""
    return {"own_delegations": own_delegations}


@bp.context_processor
def words() -> dict[str, Any]:
    return {
        "Kind": Kind,
        "Agreement": Agreement,
        "language_name": language_name,
        "standing_label": lambda standing: Standing(standing).label,
    }


def page_of(proposal: Proposal, delegation: Delegation) -> str:
    return url_for("submission.show", delegation_id=delegation.id, proposal_id=proposal.id)


def done(proposal: Proposal, delegation: Delegation) -> Any:
    db.session.commit()
    return redirect(page_of(proposal, delegation))


@bp.get("/")
@delegates
def index(meeting: Meeting, delegation_id: int) -> Any:
    delegation = own_delegation(meeting, delegation_id)
    call = Call.of(meeting)
    return render_template(
        "submission/index.html",
        meeting=meeting,
        delegation=delegation,
        sponsored=sponsored(delegation),
        call=call,
        is_open=call.is_open(clock.now()),
    )


@bp.route("/new", methods=["GET", "POST"])
@delegates
def new(meeting: Meeting, delegation_id: int) -> Any:
    delegation = own_delegation(meeting, delegation_id)
    Call.of(meeting).require_open(clock.now())
    form = NewOwnProposalForm(meeting=meeting)
    if form.validate_on_submit():
        entered = {"entered_by_id": delegation.id, **form.details()}
        proposal = Proposal.draft(meeting, by=acting_user(), at=clock.now(), **entered)
        proposal.sponsor(delegation)
        proposal.tag(form.chosen_themes())
        return created(lambda: page_of(proposal, delegation))
    return render_template("submission/new.html", form=form, meeting=meeting, delegation=delegation)


@bp.get("/<int:proposal_id>")
@delegates
def show(meeting: Meeting, delegation_id: int, proposal_id: int) -> Any:
    delegation = own_delegation(meeting, delegation_id)
    sponsor = sponsorship(delegation, proposal_id)
    return render_template(
        "submission/show.html",
        meeting=meeting,
        delegation=delegation,
        sponsor=sponsor,
        proposal=sponsor.proposal,
        speaks=sponsor.position == 1,
        is_open=Call.of(meeting).is_open(clock.now()),
        withdrawable=WITHDRAWABLE,
    )


@bp.route("/<int:proposal_id>/edit", methods=["GET", "POST"])
@delegates
def edit(meeting: Meeting, delegation_id: int, proposal_id: int) -> Any:
    delegation = own_delegation(meeting, delegation_id)
    proposal = own_proposal(delegation, proposal_id)
    form = EditOwnProposalForm(proposal, meeting=meeting)
    if form.validate_on_submit():
        proposal.require_changeable()
        Call.of(meeting).require_open(clock.now())
        proposal.revise(by=acting_user(), at=clock.now(), **form.details())
        proposal.tag(form.chosen_themes())
        return done(proposal, delegation)
    return render_template("submission/edit.html", form=form, meeting=meeting, delegation=delegation, proposal=proposal)


@bp.post("/<int:proposal_id>/submission")
@delegates
def submit(meeting: Meeting, delegation_id: int, proposal_id: int) -> Any:
    delegation = own_delegation(meeting, delegation_id)
    proposal = own_proposal(delegation, proposal_id)
    Call.of(meeting).require_open(clock.now())
    proposal.submit(by=acting_user(), at=clock.now())
    acknowledge(proposal, by=acting_user(), at=clock.now())
    flash(_("The secretariat has your proposal. You may change it until it is put on the table."), "good")
    return done(proposal, delegation)


@bp.post("/<int:proposal_id>/withdrawal")
@delegates
def withdraw(meeting: Meeting, delegation_id: int, proposal_id: int) -> Any:
    delegation = own_delegation(meeting, delegation_id)
    proposal = own_proposal(delegation, proposal_id)
    if proposal.state not in WITHDRAWABLE:
        proposal.require_changeable()
    proposal.conclude(State.WITHDRAWN, proposal.outcomes, by=acting_user(), at=clock.now())
    return done(proposal, delegation)


@bp.post("/<int:proposal_id>/draft")
@delegates
def return_to_draft(meeting: Meeting, delegation_id: int, proposal_id: int) -> Any:
    """Take up again what was withdrawn, or write on what was handed in."""
    delegation = own_delegation(meeting, delegation_id)
    proposal = own_proposal(delegation, proposal_id)
    if proposal.state != State.WITHDRAWN:
        proposal.require_changeable()
    proposal.return_to_draft(by=acting_user(), at=clock.now())
    return done(proposal, delegation)
