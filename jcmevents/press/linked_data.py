"""A release in the words of schema.org, for those who read pages by machine."""

from typing import Any

from jcmevents.document import Image
from jcmevents.press.atom import address
from jcmevents.press.house import House
from jcmevents.press.newsroom import Headline

CONTEXT = "https://schema.org"


def as_linked_data(headline: Headline, picture: Image | None) -> dict[str, Any]:
    """A release that is out, as a news article, with its picture if it has one."""
    release, lang = headline.release, headline.lang
    page = address("press.show", release_slug=release.slug, lang=lang)
    authors = [{"@type": "Organization", "name": House.of(key, lang).author} for key in release.publishers]
    told = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "@id": page,
        "url": page,
        "mainEntityOfPage": page,
        "headline": headline.title,
        "description": headline.lead,
        "inLanguage": lang,
        "datePublished": release.published_at.isoformat() if release.published_at else "",
        "dateModified": headline.updated.isoformat() if headline.updated else "",
        "image": address("press.picture", release_slug=release.slug) if picture else "",
        "author": authors,
        "publisher": authors[0],
    }
    return {name: value for name, value in told.items() if value}
