"""The newsroom: the releases that are out, as pages, files and feed."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import Select

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.document import FORMATS, body_html, media_type, rendered
from jcmevents.extensions import db
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.press import (
    approval_views,
    atom,
    edition_views,
    fact_views,
    newsroom,
    office_views,
    outside_views,
    press_list_views,
    preview_views,
    rss,
    scope,
    standing_views,
    subscribing_views,
    text_views,
    twin_views,
)
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.house import LANGUAGES
from jcmevents.press.kit import MEDIA_TYPE as KIT
from jcmevents.press.kit import press_kit
from jcmevents.press.linked_data import as_linked_data
from jcmevents.press.models import Release, reads_drafts
from jcmevents.press.newsroom import Headline
from jcmevents.press.reading import Reading
from jcmevents.press.searching import SearchForm, Sought
from jcmevents.text import current_language

bp = Blueprint("press", __name__)
scope.install(bp)
office_pages = (office_views, fact_views, text_views, twin_views, standing_views, approval_views, preview_views)
for part in (*office_pages, press_list_views, edition_views, outside_views, subscribing_views):
    bp.register_blueprint(part.bp)

PER_PAGE = 20


@bp.get("/releases/")
@public
def index() -> Any:
    sought = Sought.understood(request.args, current_user)
    pages = db.paginate(newsroom.listed(sought.releases), per_page=PER_PAGE)
    return render_template(
        "press/index.html",
        headlines=newsroom.headlines(pages.items, current_language()),
        pages=pages,
        sought=sought,
        form=SearchForm(sought),
    )


def _newest(releases: Select[Release], lang: str) -> list[Headline]:
    newest = db.session.scalars(newsroom.listed(newsroom.in_language(releases, lang)).limit(atom.LONGEST))
    return newsroom.headlines(newest, lang)


def _feed_language() -> str:
    lang = request.args.get("lang")
    return lang if lang in LANGUAGES else current_language()


@bp.get("/releases/feed.atom")
@public
def feed() -> Any:
    lang = _feed_language()
    withdrawn = db.session.scalars(newsroom.in_language(Release.withdrawn(), lang).limit(atom.LONGEST)).all()
    content = atom.feed(_newest(Release.visible_to(None), lang), withdrawn, lang, clock.now())
    return Response(content, content_type=atom.MEDIA_TYPE)


@bp.get("/releases/feed.rss")
@public
def rss_feed() -> Any:
    lang = _feed_language()
    content = rss.feed(_newest(Release.visible_to(None), lang), lang, clock.now())
    return Response(content, content_type=rss.MEDIA_TYPE)


@bp.get("/releases/<release_slug>")
@public
def show(release: Release) -> Any:
    reading = Reading.of(release, current_user)
    lang = reading.language(request.args.get("lang"), current_language())
    document = reading.document(lang, gaps=reads_drafts(current_user)) if lang else None
    picture = reading.picture()
    return render_template(
        "press/show.html",
        release=release,
        reading=reading,
        earlier=ReleaseEdition.out(release)[1:],
        document=document,
        body=body_html(document) if document else "",
        read_lang=lang,
        formats={format: media_type(format) for format in FORMATS},
        meeting=_visible_meeting(release),
        picture=picture,
        article=as_linked_data(newsroom.headlines([release], lang)[0], picture) if reading.edition else None,
    )


@bp.get("/releases/<release_slug>.<any(pdf, docx, html, txt, json):file_format>")
@public
def download(release: Release, file_format: str) -> Any:
    reading = Reading.of(release, current_user)
    lang = reading.language(request.args.get("lang"), current_language())
    content = rendered(reading.document(lang), file_format)
    name = f"{release.released_on:%Y-%m-%d}-{release.slug}-{lang}.{file_format}"
    return file_response(content, media_type(file_format), name)


@bp.get("/releases/<release_slug>/picture")
@public
def picture(release: Release) -> Any:
    found = Reading.of(release, None).picture() or abort(404)
    name = f"{release.released_on:%Y-%m-%d}-{release.slug}.{found.media_type.rpartition('/')[2]}"
    return file_response(found.data, found.media_type, name, inline=True)


@bp.get("/releases/<release_slug>/press-kit.zip")
@public
def kit(release: Release) -> Any:
    """What a newspaper needs, in one file. Of a draft there is none."""
    edition = ReleaseEdition.current(release) or abort(404)
    meeting = Meeting.visible_to(None, clock.now()).where(Meeting.id == release.meeting_id)
    content = press_kit(edition, db.session.scalar(meeting))
    return file_response(content, KIT, f"{release.released_on:%Y-%m-%d}-{release.slug}-press-kit.zip")


@bp.get("/meetings/<meeting_slug>/release")
@public
def of_meeting(meeting: Meeting) -> Any:
    query = newsroom.of_meeting(Release.visible_to(current_user), meeting)
    headlines = newsroom.headlines(db.session.scalars(newsroom.listed(query)), current_language())
    if len(headlines) == 1:
        return redirect(url_for(".show", release_slug=headlines[0].release.slug))
    return render_template("press/of_meeting.html", meeting=meeting, headlines=headlines)


def _visible_meeting(release: Release) -> Meeting | None:
    visible = Meeting.visible_to(current_user, clock.now())
    return db.session.scalar(visible.where(Meeting.id == release.meeting_id))
