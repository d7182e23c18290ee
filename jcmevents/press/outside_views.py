"""Pages for people outside the press office who hold a private link: the co-organizer's, and previews."""

from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for

from jcmevents import clock
from jcmevents.accounts.access import by_link
from jcmevents.accounts.private_links import PrivateLink, held_link
from jcmevents.document import body_html, media_type, render
from jcmevents.extensions import db
from jcmevents.headers import file_response
from jcmevents.press import embargo
from jcmevents.press.approval_forms import SendBackForm
from jcmevents.press.doors import APPROVAL, PREVIEW
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.models import Release, State
from jcmevents.press.notes import with_notes
from jcmevents.press.previews import Opening, watermarked
from jcmevents.press.texts import language_name
from jcmevents.text import current_language

bp = Blueprint("outside", __name__)
UNLISTED = {"X-Robots-Tag": "noindex, nofollow, noarchive"}


@bp.after_request
def keep_unlisted(response: Response) -> Response:
    response.headers.update(UNLISTED)
    return response


@bp.get("/release-approvals/<int:edition_id>")
@by_link(APPROVAL)
def approval(edition_id: int) -> Any:
    edition, _link = _asked(edition_id)
    return _approval_page(edition, SendBackForm())


def _approval_page(edition: ReleaseEdition, form: SendBackForm) -> str:
    lang = edition.language(request.args.get("lang"), current_language())
    return render_template(
        "press/outside_approval.html",
        edition=edition,
        form=form,
        waits=edition.release.state == State.CO_APPROVAL,
        body=body_html(with_notes(edition, lang)),
        read_lang=lang,
        language_name=language_name,
    )


@bp.post("/release-approvals/<int:edition_id>/consent")
@by_link(APPROVAL)
def approve(edition_id: int) -> Any:
    edition, link = _asked(edition_id)
    edition.release.co_approve(request.form.get("digest", ""), by=link, at=clock.now())
    db.session.commit()
    return redirect(url_for(".approval", edition_id=edition_id))


@bp.post("/release-approvals/<int:edition_id>/refusal")
@by_link(APPROVAL)
def send_back(edition_id: int) -> Any:
    edition, link = _asked(edition_id)
    form = SendBackForm()
    if form.validate_on_submit():
        edition.release.send_back(form.reason.data, by=link, at=clock.now())
        db.session.commit()
        return render_template("press/outside_sent_back.html", release=edition.release)
    return _approval_page(edition, form)


def _asked(edition_id: int) -> tuple[ReleaseEdition, PrivateLink]:
    """The edition and the link that leads to it; 404 for every other, and once it is no longer the text."""
    link = held_link(APPROVAL, edition_id) or abort(404)
    edition = db.session.get(ReleaseEdition, edition_id) or abort(404)
    return (edition, link) if edition.dropped_at is None else abort(404)


@bp.get("/release-previews/<int:release_id>")
@by_link(PREVIEW)
def preview(release_id: int) -> Any:
    release, edition, link = _previewed(release_id)
    if _is_out(release):
        return redirect(url_for("press.show", release_slug=release.slug))
    lang = edition.language(request.args.get("lang"), current_language())
    document = watermarked(edition, lang, link)
    page = render_template(
        "press/outside_preview.html",
        release=release,
        edition=edition,
        document=document,
        body=body_html(document),
        read_lang=lang,
        language_name=language_name,
    )
    Opening.note(link, edition, "page", at=clock.now())
    return page


@bp.get("/release-previews/<int:release_id>/pdf")
@by_link(PREVIEW)
def preview_pdf(release_id: int) -> Any:
    release, edition, link = _previewed(release_id)
    lang = edition.language(request.args.get("lang"), current_language())
    if _is_out(release):
        return redirect(url_for("press.download", release_slug=release.slug, file_format="pdf", lang=lang))
    content = render(watermarked(edition, lang, link), "pdf")
    name = f"embargo-{release.released_on:%Y-%m-%d}-{lang}.pdf"
    Opening.note(link, edition, "pdf", at=clock.now())
    return file_response(content, media_type("pdf"), name)


def _is_out(release: Release) -> bool:
    """Whether everybody can read it; what is being corrected since is nobody's preview."""
    return release.stage(embargo.present()) in (State.PUBLISHED, State.CORRECTED)


def _previewed(release_id: int) -> tuple[Release, ReleaseEdition, PrivateLink]:
    """The release, its frozen text and the reader's link; 404 without one, and while no text is frozen."""
    link = held_link(PREVIEW, release_id) or abort(404)
    release = db.session.get(Release, release_id)
    if release is None or release.withdrawn_at or release.candidate is None:
        abort(404)
    g.is_private_page = True
    return release, release.candidate, link
