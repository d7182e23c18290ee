"""Old editions: what stood here before a correction can still be read, and says that it was replaced."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for

from jcmevents.accounts.access import public
from jcmevents.document import FORMATS, body_html, media_type, rendered
from jcmevents.headers import file_response
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.models import Release
from jcmevents.press.notes import with_notes
from jcmevents.press.scheduling import written_opening
from jcmevents.text import current_language

bp = Blueprint("editions", __name__, url_prefix="/releases/<release_slug>/editions")


@bp.get("/<int:release_edition>")
@public
def show(release: Release, release_edition: int) -> Any:
    editions = ReleaseEdition.out(release)
    edition = _numbered(editions, release_edition)
    if edition is editions[0]:
        return redirect(url_for("press.show"))
    lang = edition.language(request.args.get("lang"), current_language())
    return render_template(
        "press/edition.html",
        release=release,
        edition=edition,
        newest=editions[0],
        opened=written_opening(edition.opens_at, edition.zone) if edition.opens_at else "",
        body=body_html(with_notes(edition, lang, newer=editions[0])),
        read_lang=lang,
        formats=FORMATS,
    )


@bp.get("/<int:release_edition>.<any(pdf, docx, html, txt, json):file_format>")
@public
def download(release: Release, release_edition: int, file_format: str) -> Any:
    editions = ReleaseEdition.out(release)
    edition = _numbered(editions, release_edition)
    lang = edition.language(request.args.get("lang"), current_language())
    newer = editions[0] if edition is not editions[0] else None
    content = rendered(with_notes(edition, lang, newer=newer), file_format)
    name = f"{release.released_on:%Y-%m-%d}-{release.slug}-edition-{edition.number}-{lang}.{file_format}"
    return file_response(content, media_type(file_format), name)


def _numbered(editions: list[ReleaseEdition], number: int) -> ReleaseEdition:
    return next((edition for edition in editions if edition.number == number), None) or abort(404)
