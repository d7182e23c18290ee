"""The papers of a proposal: everybody reads those of what may be told, organizers add and remove them."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import SelectField

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.files.content import PDF
from jcmevents.forms import CreateForm, choices, created
from jcmevents.headers import file_response
from jcmevents.language_fields import language_codes, language_name
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.attachments import Attachment
from jcmevents.proposals.blueprint import bp
from jcmevents.proposals.editing import find, organizers
from jcmevents.proposals.models import Proposal
from jcmevents.text import current_language


class PaperForm(CreateForm):
    """A paper to keep with a proposal."""

    paper = FileField(_l("File"), description=_l("PDF, JPEG or PNG, at most 20 megabytes."))
    lang = SelectField(_l("Language of the paper"))

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.lang.choices = choices((code, language_name(code)) for code in language_codes())
        if not self.is_submitted():
            self.lang.data = current_language()

    def add_to(self, proposal: Proposal) -> Attachment:
        """Keep the chosen file. Refuses an empty choice, and whatever may not be kept."""
        if not self.paper.data or not self.paper.data.filename:
            raise RuleBroken(gettext("Choose a file."), field="paper")
        return Attachment.add(proposal, self.paper.data, lang=self.lang.data, by=current_user_or_none(), at=clock.now())


def current_user_or_none() -> Any:
    """The user who is signed in; None for somebody who holds a private link."""
    return current_user if current_user.is_authenticated else None


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
def papers(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    form = PaperForm()
    if form.validate_on_submit():
        form.add_to(proposal)
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
