"""The feed, read back as a feed reader reads it."""

import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as Tree

from jcmevents.accounts.models import Role
from jcmevents.press.blocks import Kind
from tests.browser import Browser
from tests.factories import NOW, make_user
from tests.press.releases import make_published, make_release

ATOM = "{http://www.w3.org/2005/Atom}"
LATER = NOW + timedelta(days=3)


def read(browser: Browser, lang: str = "en") -> Any:
    answer = browser.get(f"/releases/feed.atom?lang={lang}")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return Tree.fromstring(answer.body)  # noqa: S314 - our own answer


def links(element: Any) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}


def test_feed_names_itself_and_its_language(browser: Browser) -> None:
    feed = read(browser, "ja")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "ja"
    assert feed.findtext(f"{ATOM}id") == "tag:localhost,2025:releases/ja"
    assert links(feed) == {
        "self": "http://localhost/releases/feed.atom?lang=ja",
        "alternate": "http://localhost/releases/?lang=ja",
    }
    assert feed.findtext(f"{ATOM}updated")


def test_entry_tells_title_lead_author_and_day(browser: Browser) -> None:
    make_published(slug="jcm-gp-4")
    entry = read(browser).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == "tag:localhost,2025-02-17:releases/jcm-gp-4/en"
    assert entry.findtext(f"{ATOM}title") == "Meeting held in Hayama"
    assert entry.findtext(f"{ATOM}summary").startswith("The Fourth Meeting was held")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Institute for Global Environmental Strategies (IGES)"
    assert entry.findtext(f"{ATOM}updated") == "2025-02-17T03:00:00+00:00"
    assert links(entry) == {"alternate": "http://localhost/releases/jcm-gp-4?lang=en"}


def test_entry_of_a_joint_release_names_all_who_issue_it(browser: Browser) -> None:
    make_published(slug="joint", joint_with=["moej"])
    named = [name.text for name in read(browser).findall(f"{ATOM}entry/{ATOM}author/{ATOM}name")]
    assert named == ["Institute for Global Environmental Strategies (IGES)", "Ministry of the Environment, Japan"]
    article = json.loads(browser.get("/releases/joint").one('script[type="application/ld+json"]').text)
    assert [author["name"] for author in article["author"]] == named


def test_feed_is_as_old_as_its_newest_entry(browser: Browser) -> None:
    make_published()
    make_published(at=LATER)
    assert read(browser).findtext(f"{ATOM}updated") == LATER.isoformat()


def test_each_language_has_its_own_releases(browser: Browser) -> None:
    make_published(langs=("en", "ja"))
    make_published(langs=("ja",))
    assert [len(read(browser, lang).findall(f"{ATOM}entry")) for lang in ("en", "ja")] == [1, 2]


def test_drafts_are_in_no_feed_not_even_that_of_the_press_office(browser: Browser) -> None:
    make_release()
    browser.sign_in(make_user(Role.PRESS))
    assert read(browser).findall(f"{ATOM}entry") == []


def test_marks_in_a_title_stay_text(browser: Browser) -> None:
    make_published(blocks=({"kind": Kind.TITLE, "text": "<b>A & B</b> ]]>"},))
    assert read(browser).findtext(f"{ATOM}entry/{ATOM}title") == "<b>A & B</b> ]]>"


def test_newsroom_points_to_the_feed(browser: Browser) -> None:
    page = browser.get("/releases/")
    assert page.one('link[type="application/atom+xml"]')["href"] == "/releases/feed.atom?lang=en"
