"""The releases in one language as an Atom feed (RFC 4287, addresses of entries by RFC 4151)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as Tree

from flask import current_app, url_for
from flask_babel import force_locale, gettext

from jcmevents.press.house import House
from jcmevents.press.newsroom import Headline

ATOM = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
LONGEST = 50  # entries
FIRST_YEAR = "2025"  # of the site, which makes the name of the feed unique for good
Tree.register_namespace("", ATOM)


def feed(headlines: Iterable[Headline], lang: str, now: datetime) -> bytes:
    """The feed as XML, as old as its newest entry; `now` dates a feed without entries."""
    out = [(headline, at) for headline in headlines if (at := headline.release.published_at)]
    made = Tree.Element(f"{{{ATOM}}}feed", {LANG: lang})
    _add(made, "id", _tag(FIRST_YEAR, lang))
    with force_locale(lang):
        _add(made, "title", gettext("Releases of the A6IP Center"))
    _add(made, "updated", max((at for _headline, at in out), default=now).isoformat())
    _add(made, "link", rel="self", type="application/atom+xml", href=_address("press.feed", lang=lang))
    _add(made, "link", rel="alternate", type="text/html", hreflang=lang, href=_address("press.index", lang=lang))
    for headline, at in out:
        _add_entry(made, headline, at)
    return bytes(Tree.tostring(made, encoding="utf-8", xml_declaration=True))


def _add_entry(feed: Tree.Element, headline: Headline, at: datetime) -> None:
    release, lang = headline.release, headline.lang
    entry = _add(feed, "entry")
    _add(entry, "id", _tag(at.date().isoformat(), f"{release.slug}/{lang}"))
    _add(entry, "title", headline.title)
    _add(entry, "published", at.isoformat())
    _add(entry, "updated", at.isoformat())
    _add(_add(entry, "author"), "name", House.of(release.publisher, lang).author)
    page = _address("press.show", release_slug=release.slug, lang=lang)
    _add(entry, "link", rel="alternate", type="text/html", hreflang=lang, href=page)
    if headline.lead:
        _add(entry, "summary", headline.lead)


def _add(parent: Tree.Element, name: str, text: str | None = None, **attributes: str) -> Tree.Element:
    element = Tree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = text
    return element


def _tag(day: str, name: str) -> str:
    """A name that stays when addresses change."""
    return f"tag:{urlsplit(current_app.config['BASE_URL']).hostname},{day}:releases/{name}"


def _address(endpoint: str, **values: Any) -> str:
    return urljoin(current_app.config["BASE_URL"], url_for(endpoint, **values))
