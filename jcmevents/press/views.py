"""The newsroom: the releases that are out, as pages, files and feed."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.document import FORMATS, Document, body_html, media_type, rendered
from jcmevents.errors import DocumentFailed
from jcmevents.extensions import db
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.press import atom, fact_views, newsroom, office_views, scope, text_views
from jcmevents.press.composing import document_of
from jcmevents.press.facts import FactUnknown
from jcmevents.press.house import LANGUAGES
from jcmevents.press.models import Release, reads_drafts
from jcmevents.press.texts import ReleaseText
from jcmevents.text import current_language

bp = Blueprint("press", __name__)
scope.install(bp)
for office in (office_views, fact_views, text_views):
    bp.register_blueprint(office.bp)

PER_PAGE = 20


@bp.get("/releases/")
@public
def index() -> Any:
    pages = db.paginate(newsroom.listed(Release.visible_to(current_user, clock.now())), per_page=PER_PAGE)
    headlines = newsroom.headlines(pages.items, current_language())
    return render_template("press/index.html", headlines=headlines, pages=pages)


@bp.get("/releases/feed.atom")
@public
def feed() -> Any:
    lang = request.args.get("lang")
    lang = lang if lang in LANGUAGES else current_language()
    public_ones = Release.visible_to(None, clock.now()).where(Release.texts.any(ReleaseText.lang == lang))
    newest = db.session.scalars(newsroom.listed(public_ones).limit(atom.LONGEST))
    content = atom.feed(newsroom.headlines(newest, lang), lang, clock.now())
    return Response(content, content_type=atom.MEDIA_TYPE)


@bp.get("/releases/<release_slug>")
@public
def show(release: Release) -> Any:
    lang = _language(release)
    document = _document(release, lang, gaps=reads_drafts(current_user)) if lang else None
    return render_template(
        "press/show.html",
        release=release,
        document=document,
        body=body_html(document) if document else "",
        read_lang=lang,
        formats={format: media_type(format) for format in FORMATS},
        meeting=_visible_meeting(release),
    )


@bp.get("/releases/<release_slug>.<any(pdf, docx, html, txt, json):file_format>")
@public
def download(release: Release, file_format: str) -> Any:
    lang = _language(release)
    content = rendered(_document(release, lang), file_format)
    name = f"{release.released_on:%Y-%m-%d}-{release.slug}-{lang}.{file_format}"
    return file_response(content, media_type(file_format), name)


@bp.get("/meetings/<meeting_slug>/release")
@public
def of_meeting(meeting: Meeting) -> Any:
    query = newsroom.of_meeting(Release.visible_to(current_user, clock.now()), meeting)
    headlines = newsroom.headlines(db.session.scalars(newsroom.listed(query)), current_language())
    if len(headlines) == 1:
        return redirect(url_for(".show", release_slug=headlines[0].release.slug))
    return render_template("press/of_meeting.html", meeting=meeting, headlines=headlines)


def _language(release: Release) -> str:
    """Of the languages of the release: the one asked for, else the reader's, else the first, else none."""
    langs = [text.lang for text in release.texts]
    wanted = (lang for lang in (request.args.get("lang"), current_language(), *langs) if lang in langs)
    return next(wanted, "") or ""


def _document(release: Release, lang: str, *, gaps: bool = False) -> Document:
    """As `document_of`; visitors are not told what the press office has to do about it."""
    try:
        return document_of(release, lang, gaps=gaps)
    except FactUnknown as unknown:
        if reads_drafts(current_user):
            raise
        raise DocumentFailed(gettext("This release is being revised. Please come back in a moment.")) from unknown


def _visible_meeting(release: Release) -> Meeting | None:
    visible = Meeting.visible_to(current_user, clock.now())
    return db.session.scalar(visible.where(Meeting.id == release.meeting_id))
