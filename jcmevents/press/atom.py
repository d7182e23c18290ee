"""The releases in one language as an Atom feed (RFC 4287, addresses of entries by RFC 4151)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as Tree

from flask import current_app, url_for
from flask_babel import force_locale, gettext

from jcmevents.press.house import House
from jcmevents.press.models import Release
from jcmevents.press.newsroom import Headline

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
LONGEST = 50  # entries
FIRST_YEAR = "2025"  # of the site, which makes the name of the feed unique for good
Tree.register_namespace("", ATOM)
Tree.register_namespace("at", TOMBSTONES)


def feed(headlines: Iterable[Headline], withdrawn: Iterable[Release], lang: str, now: datetime) -> bytes:
    """The feed as XML, as old as its newest entry; `now` dates a feed without entries.

    What was withdrawn is named as a deleted entry (RFC 6721), so that readers take it away too.
    """
    out = [headline for headline in headlines if headline.updated]
    made = Tree.Element(f"{{{ATOM}}}feed", {LANG: lang})
    _add(made, "id", _tag(FIRST_YEAR, lang))
    with force_locale(lang):
        _add(made, "title", gettext("Releases of the A6IP Center"))
    _add(made, "updated", max((each.updated for each in out if each.updated), default=now).isoformat())
    _add(made, "link", rel="self", type="application/atom+xml", href=address("press.feed", lang=lang))
    _add(made, "link", rel="alternate", type="text/html", hreflang=lang, href=address("press.index", lang=lang))
    for headline in out:
        _add_entry(made, headline)
    for release in withdrawn:
        _add_deletion(made, release, lang)
    return bytes(Tree.tostring(made, encoding="utf-8", xml_declaration=True))


def _add_entry(feed: Tree.Element, headline: Headline) -> None:
    """The id and the day of publication stay when a new edition corrects the release; `updated` tells of it."""
    release, lang = headline.release, headline.lang
    at, updated = cast(datetime, release.published_at), cast(datetime, headline.updated)
    entry = _add(feed, "entry")
    _add(entry, "id", tag_of(headline))
    _add(entry, "title", headline.title)
    _add(entry, "published", at.isoformat())
    _add(entry, "updated", updated.isoformat())
    for publisher in release.publishers:
        _add(_add(entry, "author"), "name", House.of(publisher, lang).author)
    page = address("press.show", release_slug=release.slug, lang=lang)
    _add(entry, "link", rel="alternate", type="text/html", hreflang=lang, href=page)
    if headline.lead:
        _add(entry, "summary", headline.lead)


def _add_deletion(feed: Tree.Element, release: Release, lang: str) -> None:
    at, when = cast(datetime, release.published_at), cast(datetime, release.withdrawn_at)
    name = _tag(at.date().isoformat(), f"{release.slug}/{lang}")
    Tree.SubElement(feed, f"{{{TOMBSTONES}}}deleted-entry", {"ref": name, "when": when.isoformat()})


def _add(parent: Tree.Element, name: str, text: str | None = None, **attributes: str) -> Tree.Element:
    element = Tree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = text
    return element


def _tag(day: str, name: str) -> str:
    """A name that stays when addresses change."""
    return f"tag:{urlsplit(current_app.config['BASE_URL']).hostname},{day}:releases/{name}"


def tag_of(headline: Headline) -> str:
    """The name of an entry, the same in every feed and for good."""
    at = cast(datetime, headline.release.published_at)
    return _tag(at.date().isoformat(), f"{headline.release.slug}/{headline.lang}")


def address(endpoint: str, **values: Any) -> str:
    """The whole address of a page."""
    return urljoin(current_app.config["BASE_URL"], url_for(endpoint, **values))
