"""What delegations and the secretariat ask each other about a proposal: joining it, wordings, papers, people."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from jcmevents import clock
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.attachments import Attachment
from jcmevents.proposals.doors import PURPOSE, ask_to_join, invite
from jcmevents.proposals.forms import delegations_of
from jcmevents.proposals.models import Agreement, Call
from jcmevents.proposals.paper_form import LARGEST_UPLOAD, PaperForm
from jcmevents.proposals.paper_views import paper_response
from jcmevents.proposals.wording_views import compared_revisions
from jcmevents.refusals import takes_files
from jcmevents.submission.door import acting_user, delegates, own_delegation, own_proposal, sponsorship
from jcmevents.submission.forms import JoiningForm, PersonForm
from jcmevents.submission.views import bp, done, page_of


@bp.route("/<int:proposal_id>/joining", methods=["GET", "POST"])
@delegates
def ask(meeting: Meeting, delegation_id: int, proposal_id: int) -> Any:
    """Ask other delegations to table the proposal too."""
    delegation = own_delegation(meeting, delegation_id)
    proposal = own_proposal(delegation, proposal_id)
    taken = {sponsor.delegation_id for sponsor in proposal.sponsors}
    form = JoiningForm({i: each for i, each in delegations_of(meeting).items() if i not in taken})
    if form.validate_on_submit():
        proposal.require_changeable()
        for other in form.chosen():
            proposal.sponsor(other, asked_at=clock.now())
            if not ask_to_join(proposal, other, by=acting_user(), at=clock.now()):
                flash(_("No mail address of %(name)s is known: the secretariat will ask.", name=other.name()), "warn")
        return created(lambda: page_of(proposal, delegation))
    return render_template("submission/ask.html", form=form, meeting=meeting, delegation=delegation, proposal=proposal)


@bp.post("/<int:proposal_id>/joining/<any(agreed,declined):agreement>")
@delegates
def answer(meeting: Meeting, delegation_id: int, proposal_id: int, agreement: str) -> Any:
    delegation = own_delegation(meeting, delegation_id)
    sponsor = sponsorship(delegation, proposal_id)
    sponsor.answer(Agreement(agreement), by=acting_user(), at=clock.now())
    db.session.commit()
    if agreement == Agreement.DECLINED:
        return redirect(url_for(".index", delegation_id=delegation.id))
    return redirect(page_of(sponsor.proposal, delegation))


@bp.get("/<int:proposal_id>/revisions")
@delegates
def revisions(meeting: Meeting, delegation_id: int, proposal_id: int) -> Any:
    delegation = own_delegation(meeting, delegation_id)
    proposal = sponsorship(delegation, proposal_id).proposal
    old, new = compared_revisions(proposal)
    back = page_of(proposal, delegation)
    return render_template(
        "submission/revisions.html",
        meeting=meeting,
        delegation=delegation,
        proposal=proposal,
        old=old,
        new=new,
        back=back,
    )


@bp.post("/<int:proposal_id>/suggestion/<any(agree,refuse):answer>")
@delegates
def answer_suggestion(meeting: Meeting, delegation_id: int, proposal_id: int, answer: str) -> Any:
    delegation = own_delegation(meeting, delegation_id)
    proposal = own_proposal(delegation, proposal_id)
    for revision in proposal.open_suggestions or abort(404):
        getattr(revision, answer)(by=acting_user(), at=clock.now())
    return done(proposal, delegation)


@bp.route("/<int:proposal_id>/papers", methods=["GET", "POST"])
@delegates
@takes_files(LARGEST_UPLOAD)
def papers(meeting: Meeting, delegation_id: int, proposal_id: int) -> Any:
    delegation = own_delegation(meeting, delegation_id)
    proposal = own_proposal(delegation, proposal_id)
    form = PaperForm()
    if form.validate_on_submit():
        proposal.require_changeable()
        Call.of(meeting).require_open(clock.now())
        form.add_to(proposal, by=acting_user(), at=clock.now())
        return created(lambda: page_of(proposal, delegation))
    return render_template(
        "submission/papers.html", form=form, meeting=meeting, delegation=delegation, proposal=proposal
    )


@bp.get("/<int:proposal_id>/papers/<int:attachment_id>")
@delegates
def paper(meeting: Meeting, delegation_id: int, proposal_id: int, attachment_id: int) -> Any:
    delegation = own_delegation(meeting, delegation_id)
    proposal = sponsorship(delegation, proposal_id).proposal
    return paper_response(Attachment.found_in(proposal, attachment_id) or abort(404))


@bp.post("/<int:proposal_id>/papers/<int:attachment_id>/removal")
@delegates
def remove_paper(meeting: Meeting, delegation_id: int, proposal_id: int, attachment_id: int) -> Any:
    delegation = own_delegation(meeting, delegation_id)
    proposal = own_proposal(delegation, proposal_id)
    proposal.require_changeable()
    attachment = Attachment.found_in(proposal, attachment_id) or abort(404)
    attachment.remove(by=acting_user(), at=clock.now())
    return done(proposal, delegation)


@bp.route("/people", methods=["GET", "POST"])
@delegates
def people(meeting: Meeting, delegation_id: int) -> Any:
    """Who else may enter proposals for the delegation."""
    delegation = own_delegation(meeting, delegation_id)
    form = PersonForm()
    if form.validate_on_submit():
        person = {"to": form.email.data, "name": form.name.data, "lang": form.lang.data}
        invite(delegation, by=acting_user(), at=clock.now(), **person)
        return created(lambda: url_for(".people", delegation_id=delegation.id))
    links = [link for link in PrivateLink.of(PURPOSE, delegation.id) if link.is_live(clock.now())]
    return render_template("submission/people.html", form=form, meeting=meeting, delegation=delegation, links=links)


@bp.post("/people/removal")
@delegates
def remove_person(meeting: Meeting, delegation_id: int) -> Any:
    """End the links of one address, those that a browser holds too."""
    delegation = own_delegation(meeting, delegation_id)
    address = request.form.get("address", "")
    ended = [link for link in PrivateLink.of(PURPOSE, delegation.id) if link.address == address]
    for link in ended:
        link.revoke(by=acting_user(), at=clock.now())
    db.session.commit()
    flash(ngettext("One link has been ended.", "%(num)s links have been ended.", len(ended)), "info")
    return redirect(url_for(".people", delegation_id=delegation.id))
