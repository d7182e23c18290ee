"""The papers of a proposal: everybody reads those of what may be told, organizers add and remove them."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.extensions import db
from jcmevents.files.content import PDF
from jcmevents.forms import created
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.attachments import Attachment
from jcmevents.proposals.blueprint import bp
from jcmevents.proposals.editing import find, organizers
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.paper_form import LARGEST_UPLOAD, PaperForm
from jcmevents.refusals import takes_files


def paper_response(attachment: Attachment) -> Response:
    file = attachment.file
    return file_response(file.read(), file.media_type, file.original_name, inline=file.media_type == PDF)


@bp.get("/proposals/<int:proposal_id>/papers/<int:attachment_id>")
@public
def paper(meeting: Meeting, proposal_id: int, attachment_id: int) -> Any:
    visible = Proposal.visible_to(current_user, meeting).where(Proposal.id == proposal_id)
    proposal = db.session.scalar(visible) or abort(404)
    if not (proposal.names_are_told or current_user.is_staff):
        abort(404)
    return paper_response(Attachment.found_in(proposal, attachment_id) or abort(404))


@bp.route("/proposals/<int:proposal_id>/papers", methods=["GET", "POST"])
@organizers
@takes_files(LARGEST_UPLOAD)
def papers(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    form = PaperForm()
    if form.validate_on_submit():
        form.add_to(proposal, by=current_user, at=clock.now())
        return created(lambda: url_for(".papers", proposal_id=proposal.id))
    return render_template("proposals/papers.html", form=form, meeting=meeting, proposal=proposal)


@bp.route("/proposals/<int:proposal_id>/papers/<int:attachment_id>/removal", methods=["GET", "POST"])
@organizers
def remove_paper(meeting: Meeting, proposal_id: int, attachment_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    attachment = Attachment.found_in(proposal, attachment_id) or abort(404)
    if request.form.get("confirmed") == "yes":
        attachment.remove(by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".papers", proposal_id=proposal.id))
    return render_template("proposals/remove_paper.html", meeting=meeting, proposal=proposal, attachment=attachment)
