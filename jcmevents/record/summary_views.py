"""The workshop of the summary: what goes in, how it looks, and its frozen versions."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup

from jcmevents import clock
from jcmevents.accounts.access import public, staff_only
from jcmevents.accounts.models import Role
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import all_in_order
from jcmevents.document import body_html, media_type, render
from jcmevents.extensions import db
from jcmevents.files.models import StoredFile
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.record.choices import SummaryChoices
from jcmevents.record.current_summary import Form
from jcmevents.record.proceedings import Proceedings
from jcmevents.record.short_summary import extract_document, short_document
from jcmevents.record.summary import summary_document
from jcmevents.record.summary_forms import ChoicesForm, WordsForm
from jcmevents.record.versions import BODY, Stand, SummaryVersion
from jcmevents.submission.door import delegates, own_delegation
from jcmevents.text import current_language

bp = Blueprint("summaries", __name__, url_prefix="/meetings/<meeting_slug>/proposals/summary")
organizers = staff_only(Role.ORGANIZER)


def _told(meeting: Meeting) -> list[Proposal]:
    return list(db.session.scalars(Proposal.visible_to(None, meeting)))


def _preview(meeting: Meeting, choices: SummaryChoices, form: str = "long") -> Markup:
    proceedings = Proceedings.of(meeting, choices)
    if form == "short":
        return body_html(short_document(meeting, proceedings, clock.now(), choices))
    return body_html(summary_document(meeting, proceedings, clock.now(), choices=choices))


@bp.route("/", methods=["GET", "POST"])
@organizers
def workshop(meeting: Meeting) -> Any:
    choices = SummaryChoices.of(meeting)
    form = ChoicesForm(choices)
    if form.validate_on_submit():
        choices.revise(by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(url_for(".workshop"))
    return render_template(
        "record/workshop.html",
        meeting=meeting,
        form=form,
        choices=choices,
        proposals=sorted(_told(meeting), key=choices.place_of),
        versions=db.session.scalars(SummaryVersion.of_meeting(meeting)).all(),
        delegations=list(all_in_order(meeting)),
    )


@bp.get("/preview")
@organizers
def preview(meeting: Meeting) -> Any:
    shown = _preview(meeting, SummaryChoices.of(meeting), request.args.get("form", "long"))
    return render_template("record/preview.html", meeting=meeting, preview=shown)


@bp.post("/preview")
@organizers
def preview_unsaved(meeting: Meeting) -> Any:
    """The summary with what is typed in the form and not saved yet, for the script of the page."""
    form = ChoicesForm(SummaryChoices.of(meeting))
    form.validate()
    unsaved = SummaryChoices.of(meeting).without_people()
    for name, value in form.details().items():
        setattr(unsaved, name, value)
    return {"html": str(_preview(meeting, unsaved, request.args.get("form", "long")))}


def _proposal(meeting: Meeting, proposal_id: int) -> Proposal:
    return next((each for each in _told(meeting) if each.id == proposal_id), None) or abort(404)


@bp.post("/proposals/<int:proposal_id>/<any(up,down,out,in):placing>")
@organizers
def step(meeting: Meeting, proposal_id: int, placing: str) -> Any:
    proposal, choices = _proposal(meeting, proposal_id), SummaryChoices.of(meeting)
    shown = [each.id for each in sorted(_told(meeting), key=choices.place_of)]
    choices.step(proposal, placing, shown, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".workshop", _anchor="proposals"))


@bp.route("/proposals/<int:proposal_id>/words", methods=["GET", "POST"])
@organizers
def words(meeting: Meeting, proposal_id: int) -> Any:
    proposal, choices = _proposal(meeting, proposal_id), SummaryChoices.of(meeting)
    form = WordsForm(choices, proposal)
    if form.validate_on_submit():
        choices.word(proposal, form.texts("text"), by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".workshop", _anchor="proposals"))
    return render_template("record/words.html", meeting=meeting, form=form, proposal=proposal)


@bp.post("/versions")
@organizers
def freeze(meeting: Meeting) -> Any:
    version = SummaryVersion.freeze(meeting, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".version", version_number=version.number))


def _version(meeting: Meeting, version_number: int) -> SummaryVersion:
    return SummaryVersion.numbered(meeting, version_number) or abort(404)


@bp.get("/versions/<int:version_number>")
@organizers
def version(meeting: Meeting, version_number: int) -> Any:
    version = _version(meeting, version_number)
    earlier = SummaryVersion.numbered(meeting, version_number - 1)
    both_frozen = earlier and earlier.stand == version.stand == Stand.FROZEN
    lang = version.language_for(current_language()) if both_frozen else ""
    changes = version.changes_since(earlier, lang) if both_frozen and earlier else []
    return render_template(
        "record/version.html", meeting=meeting, version=version, earlier=earlier, changes=changes, BODY=BODY
    )


@bp.get("/versions/<int:version_number>/progress")
@organizers
def progress(meeting: Meeting, version_number: int) -> Any:
    version = _version(meeting, version_number)
    told = {"done": version.done, "total": version.total, "text": version.stand_now.label}
    return {**told, "ended": not version.is_under_way}


@bp.post("/versions/<int:version_number>/publication")
@organizers
def publish(meeting: Meeting, version_number: int) -> Any:
    _version(meeting, version_number).publish(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".version", version_number=version_number))


@bp.get(
    "/versions/<int:version_number>/<any(long,short):form>/<string:text_lang>.<any(pdf,docx,html,json,txt):document_format>"
)
@public
def file(meeting: Meeting, version_number: int, form: str, text_lang: str, document_format: str) -> Any:
    """A file of a version, byte for byte as it was frozen. Visitors get those of published versions."""
    version = _version(meeting, version_number)
    if not (version.published_at or current_user.is_staff):
        abort(404)
    return _answer(version.file(form, text_lang, document_format) or abort(404))


def _answer(file: StoredFile) -> Any:
    return file_response(file.read(), file.media_type, file.original_name, inline=file.media_type == "application/pdf")


def published_summary(version: SummaryVersion, document_format: str, form: Form) -> Any:
    """A form of a published version in the reader's language or in both, as file or as a page of the site."""
    lang = version.both_languages if form == Form.BOTH else version.language_for(current_language())
    kept_as = "short" if form == Form.SHORT else "long"
    if document_format != "html":
        return _answer(version.file(kept_as, lang, document_format) or abort(404))
    body = version.file(kept_as, lang, BODY) or abort(404)
    shown = Markup(body.read().decode())  # noqa: S704 - made by our own escaping templates when it was frozen
    title = gettext("Summary of proposals, version %(number)s", number=version.number)
    return render_template("record/summary.html", meeting=version.meeting, title=title, body=shown, is_whole=True)


def _extracted(meeting: Meeting, delegation_id: int) -> Delegation:
    """The delegation, for organizers and for its own people; 404 for others."""
    if current_user.has_role(Role.ORGANIZER):
        return Delegation.found_in(meeting, delegation_id) or abort(404)
    return own_delegation(meeting, delegation_id)


@bp.get("/delegations/<int:delegation_id>.<any(pdf,docx,html,json,txt):document_format>")
@delegates
def extract(meeting: Meeting, delegation_id: int, document_format: str) -> Any:
    delegation = _extracted(meeting, delegation_id)
    proceedings = Proceedings.of(meeting, SummaryChoices.of(meeting))
    document = extract_document(meeting, proceedings, clock.now(), delegation)
    if document_format == "html":
        body = body_html(document)
        return render_template("record/summary.html", meeting=meeting, title=document.title, body=body)
    code = delegation.country_iso2 or delegation.id
    name = f"{meeting.slug}-extract-{code}.{current_language()}.{document_format}"
    return file_response(render(document, document_format), media_type(document_format), name)
