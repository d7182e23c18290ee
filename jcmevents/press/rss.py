"""The releases in one language as an RSS 2.0 feed, for readers that do not take Atom; entries have the same names."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from typing import cast
from xml.etree import ElementTree as Tree

from flask_babel import force_locale, gettext

from jcmevents.press.atom import ATOM, address, tag_of
from jcmevents.press.newsroom import Headline

MEDIA_TYPE = "application/rss+xml; charset=utf-8"


def feed(headlines: Iterable[Headline], lang: str, now: datetime) -> bytes:
    """The feed as XML. RSS has no word for an entry that was changed: its date is that of the newest edition."""
    out = [headline for headline in headlines if headline.updated]
    made = Tree.Element("rss", {"version": "2.0"})
    channel = Tree.SubElement(made, "channel")
    with force_locale(lang):
        _add(channel, "title", gettext("Releases of the A6IP Center"))
        _add(channel, "description", gettext("What the A6IP Center tells the public about its meetings."))
    _add(channel, "link", address("press.index", lang=lang))
    _add(channel, "language", lang)
    own = {"rel": "self", "type": "application/rss+xml", "href": address("press.rss_feed", lang=lang)}
    Tree.SubElement(channel, f"{{{ATOM}}}link", own)
    newest = max((each.updated for each in out if each.updated), default=now)
    _add(channel, "lastBuildDate", format_datetime(newest))
    for headline in out:
        _add_item(channel, headline)
    return bytes(Tree.tostring(made, encoding="utf-8", xml_declaration=True))


def _add_item(channel: Tree.Element, headline: Headline) -> None:
    item = Tree.SubElement(channel, "item")
    _add(item, "title", headline.title)
    _add(item, "link", address("press.show", release_slug=headline.release.slug, lang=headline.lang))
    _add(item, "guid", tag_of(headline)).set("isPermaLink", "false")
    _add(item, "pubDate", format_datetime(cast(datetime, headline.updated)))
    if headline.lead:
        _add(item, "description", headline.lead)


def _add(parent: Tree.Element, name: str, text: str) -> Tree.Element:
    element = Tree.SubElement(parent, name)
    element.text = text
    return element
