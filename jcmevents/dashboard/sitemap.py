"""What machines may look for: the public pages of the site, each in its languages."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as Tree

from flask import Blueprint, Response, current_app, url_for

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.press import newsroom
from jcmevents.press.models import Release
from jcmevents.text import current_language

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 10_000  # addresses of each kind; a sitemap holds 50,000
PAGES = ("dashboard.home", "meetings.index", "press.index", "catalogue.index", "countries.index")
OF_MEETINGS = ("meetings.show", "agenda.index", "proposals.index")
CLOSED = ("/sign-in", "/links/", "/station/", "/downloads/")
bp = Blueprint("site", __name__)


@bp.get("/sitemap.xml")
@public
def sitemap() -> Any:
    """Holds what everybody sees, whoever asks."""
    made = Tree.Element("urlset", {"xmlns": SITEMAP})
    for address, changed in _addresses():
        entry = Tree.SubElement(made, "url")
        Tree.SubElement(entry, "loc").text = address
        if changed:
            Tree.SubElement(entry, "lastmod").text = changed.isoformat()
    content = Tree.tostring(made, encoding="utf-8", xml_declaration=True)
    return Response(content, content_type="application/xml; charset=utf-8")


@bp.get("/robots.txt")
@public
def robots() -> Any:
    """Machines may read what visitors read; private links are nobody's business."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), f"Sitemap: {_whole('site.sitemap')}"]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _addresses() -> Iterator[tuple[str, datetime | None]]:
    """Each address with the time of its last change, as far as it is known."""
    for endpoint in PAGES:
        yield _whole(endpoint), None
    slugs = Meeting.visible_to(None, clock.now()).with_only_columns(Meeting.slug).order_by(Meeting.id).limit(MOST)
    for slug in db.session.scalars(slugs):
        for endpoint in OF_MEETINGS:
            yield _whole(endpoint, meeting_slug=slug), None
    releases = db.session.scalars(newsroom.listed(Release.visible_to(None)).limit(MOST))
    for headline in newsroom.headlines(releases, current_language()):
        yield _whole("press.show", release_slug=headline.release.slug), headline.updated


def _whole(endpoint: str, **values: Any) -> str:
    return urljoin(current_app.config["BASE_URL"], url_for(endpoint, **values))
