"""The releases that are out. Of what is under embargo nothing is known here, not even to staff."""

import json
from typing import Any

from flask import abort, current_app
from marshmallow import fields

from jcmevents.accounts.access import public
from jcmevents.api.blueprint import bp
from jcmevents.api.fields import TEXTS, Line, Listed, PageQuery, Query, UtcInstant, Whole, language_field, page_of
from jcmevents.api.paging import DAY, NUMBER, Order, page
from jcmevents.document import plain_text, rendered
from jcmevents.extensions import db
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.models import Release
from jcmevents.press.newsroom import Headline, headlines, in_language, listed
from jcmevents.press.reading import Reading
from jcmevents.press.searching import LONGEST_SEARCH, Sought
from jcmevents.text import current_language, localized

NEWEST_FIRST = Order([Release.released_on, Release.id], [DAY, NUMBER], descending=True)
NOBODY = None  # as whom releases are read here: the public


class ReleaseListed(Listed):
    """A release as lists show it: the beginning of its current edition, in the language asked for or its first."""

    slug = fields.String()
    publisher = fields.String()
    joint_with = fields.List(fields.String())
    released_on = fields.Date()
    meeting = fields.String(allow_none=True)
    edition = fields.Integer(metadata={"description": "The number of the current edition; more than 1: corrected."})
    updated_at = UtcInstant(metadata={"description": "Since when the current edition is public."})
    lang = fields.String()
    label = fields.String()
    title = fields.String()
    lead = fields.String()
    page = fields.String()


class EditionTold(Listed):
    """A numbered version of a release. `corrects` says why it follows the one before."""

    number = fields.Integer()
    public_since = UtcInstant(attribute="opens_at")
    langs = fields.List(fields.String())
    digest = fields.String(metadata={"description": "SHA-256 of all that it says."})
    corrects = fields.Dict(**TEXTS)


class ReleaseTold(ReleaseListed):
    """A release with all its editions, the newest first."""

    langs = fields.List(fields.String())
    editions = fields.List(fields.Nested(EditionTold))


class ReleaseTextTold(Listed):
    """What a release says in one language, as plain text and as blocks."""

    slug = fields.String()
    lang = fields.String()
    edition = fields.Integer()
    title = fields.String()
    text = fields.String(metadata={"description": "All of it as plain text, with the notes on corrections."})
    blocks = fields.List(fields.Dict(), metadata={"description": "The same block by block, each with its kind."})


class ReleasesQuery(PageQuery):
    language = language_field("Only releases that can be read in this language.")
    meeting = Line(longest=80, metadata={"description": "The slug of a meeting.", "example": "jcm-gp-4"})
    year = Whole(least=2000, most=2100)
    search = Line(longest=LONGEST_SEARCH, metadata={"description": "Words that all stand in the text."})


def _told(headline: Headline) -> dict[str, Any]:
    release = headline.release
    own = {name: getattr(release, name) for name in ("slug", "publisher", "joint_with", "released_on")}
    words = {name: getattr(headline, name) for name in ("lang", "label", "title", "lead", "edition")}
    return {**own, **words, "updated_at": headline.updated} | {
        "meeting": release.meeting.slug if release.meeting and release.meeting.published_at else None,
        "page": f"{current_app.config['BASE_URL']}/releases/{release.slug}",
    }


def _found(slug: str) -> Release:
    """The release, if it is out; 410 with the reason for one that was withdrawn; else 404."""
    release = db.session.scalar(Release.visible_to(NOBODY).where(Release.slug == slug))
    if release is None and (gone := db.session.scalar(Release.withdrawn().where(Release.slug == slug))):
        abort(410, description=localized(gone.withdrawal))
    return release or abort(404)


@bp.route("/releases", tags=["releases"])
@public
@bp.arguments(ReleasesQuery, location="query")
@bp.response(200, page_of(ReleaseListed))
def releases(wanted: dict[str, Any]) -> dict[str, Any]:
    """The releases that are out, the newest first"""
    year = str(wanted["year"]) if "year" in wanted else ""
    query = Sought(NOBODY, wanted.get("search", ""), year, wanted.get("meeting", "")).releases
    if "language" in wanted:
        query = in_language(query, wanted["language"])
    rows, following = page(listed(query), NEWEST_FIRST, wanted)
    lang = wanted.get("language") or current_language()
    return {"items": [_told(headline) for headline in headlines(rows, lang)], "next": following}


@bp.route("/releases/<string:release_slug>", tags=["releases"])
@public
@bp.arguments(Query, location="query")
@bp.response(200, ReleaseTold)
def release(_query: dict[str, Any], release_slug: str) -> dict[str, Any]:
    """One release and its editions

    A release that was withdrawn is answered with 410 and the reason.
    """
    found = _found(release_slug)
    (headline,) = headlines([found], current_language())
    editions = ReleaseEdition.out(found)
    return {**_told(headline), "langs": editions[0].langs, "editions": editions}


@bp.route("/releases/<string:release_slug>/texts/<string(length=2):text_lang>", tags=["releases"])
@public
@bp.arguments(Query, location="query")
@bp.response(200, ReleaseTextTold)
def release_text(_query: dict[str, Any], release_slug: str, text_lang: str) -> dict[str, Any]:
    """What a release says in one language"""
    reading = Reading.of(_found(release_slug), NOBODY)
    if reading.edition is None or text_lang not in reading.langs:
        abort(404)
    document = reading.document(text_lang)
    blocks = json.loads(rendered(document, "json"))["blocks"]
    head = {"slug": release_slug, "lang": text_lang, "edition": reading.edition.number, "title": document.title}
    return {**head, "text": plain_text(document), "blocks": blocks}
