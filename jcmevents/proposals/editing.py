"""Pages on which organizers enter proposals and carry them from one state to the next."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.blueprint import bp
from jcmevents.proposals.forms import (
    ConclusionForm,
    EditProposalForm,
    MergerForm,
    NewProposalForm,
    TablingForm,
)
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import State

organizers = staff_only(Role.ORGANIZER)


def find(meeting: Meeting, proposal_id: int) -> Proposal:
    return Proposal.found_in(meeting, proposal_id) or abort(404)


def done(proposal: Proposal) -> Any:
    db.session.commit()
    return redirect(url_for(".show", proposal_id=proposal.id))


@bp.route("/proposals/new", methods=["GET", "POST"])
@organizers
def new(meeting: Meeting) -> Any:
    form = NewProposalForm(meeting=meeting)
    if form.validate_on_submit():
        proposal = Proposal.draft(meeting, by=current_user, at=clock.now(), **form.details())
        proposal.name_sponsors(form.chosen_sponsors())
        proposal.tag(form.chosen_themes())
        return created(lambda: url_for(".show", proposal_id=proposal.id))
    return render_template("proposals/new.html", form=form, meeting=meeting)


@bp.route("/proposals/<int:proposal_id>/edit", methods=["GET", "POST"])
@organizers
def edit(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    form = EditProposalForm(proposal, meeting=meeting)
    if form.validate_on_submit():
        proposal.revise(by=current_user, at=clock.now(), **form.details())
        proposal.name_sponsors(form.chosen_sponsors())
        proposal.tag(form.chosen_themes())
        return done(proposal)
    return render_template("proposals/edit.html", form=form, meeting=meeting, proposal=proposal)


@bp.post("/proposals/<int:proposal_id>/submission")
@organizers
def submit(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    proposal.submit(by=current_user, at=clock.now())
    return done(proposal)


@bp.route("/proposals/<int:proposal_id>/tabling", methods=["GET", "POST"])
@organizers
def table(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    form = TablingForm(proposal)
    if form.validate_on_submit():
        proposal.table(form.sessions[form.session.data], by=current_user, at=clock.now())
        return done(proposal)
    return render_template("proposals/table.html", form=form, meeting=meeting, proposal=proposal)


@bp.post("/proposals/<int:proposal_id>/waiting")
@organizers
def take_off_table(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    proposal.take_off_table(by=current_user, at=clock.now())
    return done(proposal)


@bp.post("/proposals/<int:proposal_id>/discussion")
@organizers
def note_discussion(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    proposal.note_discussion(by=current_user, at=clock.now())
    return done(proposal)


@bp.route("/proposals/<int:proposal_id>/conclusion", methods=["GET", "POST"])
@organizers
def conclude(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    form = ConclusionForm(proposal)
    if form.validate_on_submit():
        proposal.conclude(State(form.state.data), form.texts("outcome"), by=current_user, at=clock.now())
        return done(proposal)
    return render_template("proposals/conclude.html", form=form, meeting=meeting, proposal=proposal)


@bp.route("/proposals/<int:proposal_id>/merger", methods=["GET", "POST"])
@organizers
def merge(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    form = MergerForm(proposal)
    if form.validate_on_submit():
        other = form.others.get(form.other.data)
        if other is None:
            raise RuleBroken(gettext("Choose another proposal of this meeting."), field="other")
        proposal.merge_into(other, by=current_user, at=clock.now())
        return done(proposal)
    return render_template("proposals/merge.html", form=form, meeting=meeting, proposal=proposal)


@bp.post("/proposals/<int:proposal_id>/draft")
@organizers
def return_to_draft(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    proposal.return_to_draft(by=current_user, at=clock.now())
    return done(proposal)
