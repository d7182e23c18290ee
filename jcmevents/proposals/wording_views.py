"""Pages about the wordings of a proposal and its sponsors: what changed, what is suggested, who has agreed."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.blueprint import bp
from jcmevents.proposals.doors import tell_of_suggestion
from jcmevents.proposals.editing import done, find, organizers
from jcmevents.proposals.forms import SuggestionForm
from jcmevents.proposals.models import Agreement, Proposal, Revision, Sponsor


def compared_revisions(proposal: Proposal) -> tuple[Revision, Revision]:
    """The two wordings that the address names as `old` and `new`; else the newest and the one before."""
    by_number = {revision.number: revision for revision in proposal.revisions}
    newest = proposal.revisions[-1].number
    new = request.args.get("new", newest, type=int)
    old = request.args.get("old", max(1, new - 1), type=int)
    if not {old, new} <= set(by_number):
        abort(404)
    return by_number[old], by_number[new]


@bp.get("/proposals/<int:proposal_id>/revisions")
@organizers
def revisions(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    old, new = compared_revisions(proposal)
    return render_template(
        "proposals/revisions.html",
        meeting=meeting,
        proposal=proposal,
        old=old,
        new=new,
        back=url_for(".show", proposal_id=proposal.id),
    )


@bp.route("/proposals/<int:proposal_id>/suggestion", methods=["GET", "POST"])
@organizers
def suggest(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    form = SuggestionForm(proposal)
    if form.validate_on_submit():
        proposal.suggest(by=current_user, at=clock.now(), **form.wording())
        tell_of_suggestion(proposal, by=current_user, at=clock.now())
        return done(proposal)
    return render_template("proposals/suggest.html", form=form, meeting=meeting, proposal=proposal)


@bp.post("/proposals/<int:proposal_id>/suggestion/<any(agree,refuse):answer>")
@organizers
def answer_suggestion(meeting: Meeting, proposal_id: int, answer: str) -> Any:
    """Note what the sponsor has said by other ways."""
    proposal = find(meeting, proposal_id)
    for revision in proposal.open_suggestions or abort(404):
        getattr(revision, answer)(by=current_user, at=clock.now())
    return done(proposal)


def _sponsor(proposal: Proposal, delegation_id: int) -> Sponsor:
    same = (sponsor for sponsor in proposal.sponsors if sponsor.delegation_id == delegation_id)
    return next(same, None) or abort(404)


def _sponsors_page(proposal: Proposal) -> Any:
    db.session.commit()
    return redirect(url_for(".sponsors", proposal_id=proposal.id))


@bp.get("/proposals/<int:proposal_id>/sponsors")
@organizers
def sponsors(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    return render_template("proposals/sponsors.html", meeting=meeting, proposal=proposal, Agreement=Agreement)


@bp.post("/proposals/<int:proposal_id>/sponsors/<int:delegation_id>/position/<any(up,down):direction>")
@organizers
def move_sponsor(meeting: Meeting, proposal_id: int, delegation_id: int, direction: str) -> Any:
    proposal = find(meeting, proposal_id)
    proposal.move_sponsor(_sponsor(proposal, delegation_id), direction, by=current_user, at=clock.now())
    return _sponsors_page(proposal)


@bp.post("/proposals/<int:proposal_id>/sponsors/<int:delegation_id>/<any(agreed,declined):agreement>")
@organizers
def answer_for_sponsor(meeting: Meeting, proposal_id: int, delegation_id: int, agreement: str) -> Any:
    """Note what a delegation has said by other ways."""
    proposal = find(meeting, proposal_id)
    _sponsor(proposal, delegation_id).answer(Agreement(agreement), by=current_user, at=clock.now())
    return _sponsors_page(proposal)
