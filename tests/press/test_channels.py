"""Where releases are found: the newsroom with its search, both feeds, the press kit, what machines read."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from PIL import Image as Picture
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.files.models import StoredFile
from jcmevents.press.blocks import Kind
from jcmevents.press.checking import checked_facts
from jcmevents.press.freezing import freeze
from jcmevents.press.models import Release
from jcmevents.press.pictures import keep_picture
from tests.browser import Browser
from tests.factories import NOW, make_attendee, make_delegation, make_meeting, make_user
from tests.press.releases import BLOCKS, make_published, make_release, published

LATER = NOW + timedelta(days=3)


def corrected(release: Release, text: str) -> Release:
    """Its second edition, out at `LATER`."""
    release.begin_correction(by=None, at=LATER)
    release.texts[0].revise(release.texts[0].blocks[1], by=None, at=LATER, text=text)
    return published(release, at=LATER)


def read(browser: Browser, form: str, lang: str = "en") -> Any:
    db.session.commit()
    answer = browser.client.get(f"/releases/feed.{form}?lang={lang}")
    feed = feedparser.parse(answer.data, response_headers={"content-type": answer.headers["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize(("form", "version"), [("atom", "atom10"), ("rss", "rss20")])
class TestFeeds:
    def test_reader_of_feeds_finds_title_address_and_lead(self, browser: Browser, form: str, version: str) -> None:
        make_published(slug="jcm-gp-4", langs=("en", "ja"))
        feed = read(browser, form)
        assert (feed.version, feed.feed.title, len(feed.entries)) == (version, "Releases of the A6IP Center", 1)
        entry = feed.entries[0]
        assert (entry.title, entry.link) == ("Meeting held in Hayama", "http://localhost/releases/jcm-gp-4?lang=en")
        assert entry.id == "tag:localhost,2025-02-17:releases/jcm-gp-4/en"
        assert entry.summary.startswith("The Fourth Meeting was held")
        assert read(browser, form, "ja").entries[0].title == "Meeting held in 葉山"

    def test_correction_keeps_the_id_and_is_told_as_news(self, browser: Browser, form: str, version: str) -> None:
        release = make_published(slug="jcm-gp-4")
        before = read(browser, form).entries[0]
        corrected(release, "Meeting held by the sea")
        after = read(browser, form).entries[0]
        assert (before.id, before.title) != (after.id, after.title)
        assert before.id == after.id
        times = {"atom": ("updated_parsed",), "rss": ("published_parsed",)}[form]
        assert [getattr(after, name) > getattr(before, name) for name in times] == [True]

    def test_what_is_withdrawn_is_no_entry(self, browser: Browser, form: str, version: str) -> None:
        make_published(slug="stays")
        make_published(slug="goes").withdraw({"en": "Sent too early."}, by=None, at=LATER)
        assert [entry.link for entry in read(browser, form).entries] == ["http://localhost/releases/stays?lang=en"]

    def test_marks_stay_text(self, browser: Browser, form: str, version: str) -> None:
        make_published(blocks=({"kind": Kind.TITLE, "text": "A & B < C"},))
        assert read(browser, form).entries[0].title_detail.value in ("A & B < C", "A &amp; B &lt; C")


def test_atom_tells_readers_to_take_away_what_was_withdrawn(browser: Browser) -> None:
    make_published(slug="goes", langs=("en",)).withdraw({"en": "Sent too early."}, by=None, at=LATER)
    told = browser.get("/releases/feed.atom?lang=en").body
    assert f'<at:deleted-entry ref="tag:localhost,2025-02-17:releases/goes/en" when="{LATER.isoformat()}"' in told
    assert "deleted-entry" not in browser.get("/releases/feed.atom?lang=ja").body


class TestNewsroom:
    @pytest.fixture(autouse=True)
    def _releases(self, browser: Browser) -> None:
        meeting = make_meeting(slug="gp-4", ordinal=4, cities={"en": "Hayama", "ja": "葉山"})
        make_published(slug="one", meeting=meeting, langs=("en", "ja"))
        title = {"kind": Kind.TITLE, "text": "Café Ｑuarterly"}
        make_published(slug="two", meeting=None, blocks=(title,), released_on=NOW.date().replace(year=2024))
        make_release(slug="draft", blocks=({"kind": Kind.TITLE, "text": "Hayama unseen"},))

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", {"one", "two"}),
            ("?search=hayama", {"one"}),
            ("?search=葉山", {"one"}),
            ("?search=cafe+quarterly", {"two"}),
            ("?search=cafe+hayama", set()),
            ("?search=unseen", set()),
            ("?search=%25", set()),
            ("?year=2024", {"two"}),
            ("?year=2025&search=meeting", {"one"}),
            ("?year=nonsense", {"one", "two"}),
            ("?meeting=gp-4", {"one"}),
            ("?meeting=nowhere", set()),
        ],
    )
    def test_releases_are_found_by_words_year_and_meeting(self, browser: Browser, asked: str, found: set[str]) -> None:
        page = browser.get(f"/releases/{asked}")
        assert {link["href"] for link in page.select(".entries h2 a")} == {f"/releases/{slug}" for slug in found}

    def test_choices_are_those_of_what_is_out(self, browser: Browser) -> None:
        page = browser.get("/releases/")
        assert page.texts("[name=year] option") == ["all", "2025", "2024"]
        assert len(page.select("[name=meeting] option")) == 2

    def test_nothing_found_says_what_to_do(self, browser: Browser) -> None:
        page = browser.get("/releases/?search=zzz")
        assert "Use fewer words" in page.text
        assert page.one("[name=search]")["value"] == "zzz"

    def test_a_corrected_release_is_found_by_its_present_words_only(self, browser: Browser) -> None:
        corrected(db.session.scalars(select(Release).where(Release.slug == "one")).one(), "Signed")
        found = {
            word: len(browser.get(f"/releases/?search={word}").select(".entries li")) for word in ("signed", "sea")
        }
        assert found == {"signed": 1, "sea": 0}


def opened(browser: Browser, slug: str) -> zipfile.ZipFile:
    db.session.commit()
    answer = browser.client.get(f"/releases/{slug}/press-kit.zip")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    return zipfile.ZipFile(io.BytesIO(answer.data))


def rows(kit: zipfile.ZipFile, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(kit.read(name).decode("utf-8-sig"), newline="")))


def stored_picture() -> StoredFile:
    file = io.BytesIO()
    Picture.new("RGB", (20, 10), "teal").save(file, "JPEG")
    file.seek(0)
    return keep_picture(FileStorage(file, "a.jpg"), by=None, at=NOW)


def checked_and_out(release: Release) -> Release:
    """`release` published with every fact compared with its source."""
    release.ask_fact_check([], by=None, at=NOW)
    for fact in checked_facts(release):
        release.tick(fact.key, fact.words, "the list", by=None, at=NOW)
    release.approve(freeze(release, by=None, at=NOW).digest, by=make_user(Role.ORGANIZER), at=NOW)
    release.schedule(NOW, "Asia/Tokyo", by=None, at=NOW)
    return release


class TestPressKit:
    def test_it_has_every_form_the_facts_and_the_same_bytes_again(self, browser: Browser) -> None:
        checked_and_out(make_release(slug="jcm-gp-4", langs=("en", "ja")))
        kit = opened(browser, "jcm-gp-4")
        forms = {f"jcm-gp-4-{lang}.{form}" for lang in ("en", "ja") for form in ("pdf", "docx", "html", "txt", "json")}
        assert set(kit.namelist()) == {*forms, "facts.csv"}
        text = browser.client.get("/releases/jcm-gp-4.txt?lang=ja").data
        assert kit.read("jcm-gp-4-ja.txt") == text
        head, *facts = rows(kit, "facts.csv")
        assert head == ["fact", "en", "ja"]
        assert [fact for fact in facts if fact[0] == "meeting_city"] == [["meeting_city", "Hayama", "葉山"]]
        again = [browser.client.get("/releases/jcm-gp-4/press-kit.zip").data for _time in range(2)]
        assert again[0] == again[1]

    def test_facts_are_those_of_the_edition_that_is_read(self, browser: Browser) -> None:
        release = checked_and_out(make_release(slug="jcm-gp-4"))
        assert release.meeting
        release.begin_correction(by=None, at=LATER)
        release.meeting.cities = {"en": "Elsewhere"}
        db.session.flush()
        for fact in checked_facts(release):
            release.tick(fact.key, fact.words, "the list", by=None, at=LATER)
        facts = str(rows(opened(browser, "jcm-gp-4"), "facts.csv"))
        assert ("Hayama" in facts, "Elsewhere" in facts) == (True, False)

    def test_people_are_in_it_only_if_the_list_is_public_and_they_agreed(self, browser: Browser) -> None:
        release = make_published(slug="jcm-gp-4")
        assert release.meeting
        delegation = make_delegation(release.meeting, "MN")
        make_attendee(delegation, full_name="Named Person", listed=True, listed_publicly=True)
        make_attendee(delegation, full_name="Hidden Person", listed=True)
        release.meeting.published_at = NOW
        db.session.flush()
        assert "participants.csv" not in opened(browser, "jcm-gp-4").namelist()
        release.meeting.participants_public = True
        db.session.flush()
        people = rows(opened(browser, "jcm-gp-4"), "participants.csv")
        assert [row[2] for row in people] == ["name", "Named Person", "(1 not named)"]

    def test_each_picture_is_in_it_once_with_caption_and_credit(self, browser: Browser) -> None:
        picture = {"kind": Kind.IMAGE, "text": "The hall", "credit": "A6IP", "alt": "A hall"}
        release = make_release(slug="jcm-gp-4", langs=("en", "ja"), blocks=BLOCKS)
        file = stored_picture()
        for text in release.texts:
            text.add_block(**picture, by=None, at=NOW).image = file
        published(release)
        kit = opened(browser, "jcm-gp-4")
        assert [name for name in kit.namelist() if name.startswith("pictures/")] == [
            "pictures/01.jpg",
            "pictures/captions.csv",
        ]
        assert rows(kit, "pictures/captions.csv")[1] == ["pictures/01.jpg", "en", "The hall (Photo: A6IP)", "A hall"]

    def test_there_is_none_of_a_draft_or_of_what_is_withdrawn(self, browser: Browser) -> None:
        make_release(slug="draft")
        make_published(slug="gone").withdraw({"en": "Sent too early."}, by=None, at=LATER)
        statuses = [browser.get(f"/releases/{slug}/press-kit.zip").status for slug in ("draft", "gone", "nowhere")]
        assert statuses == [404, 410, 404]
        browser.sign_in(make_user(Role.PRESS))
        assert browser.get("/releases/draft/press-kit.zip").status == 404


def test_page_of_a_release_tells_machines_what_it_is(browser: Browser) -> None:
    corrected(make_published(slug="jcm-gp-4"), "Meeting held by the sea")
    page = browser.get("/releases/jcm-gp-4")
    article = json.loads(page.one('script[type="application/ld+json"]').text)
    assert (article["@type"], article["headline"], article["inLanguage"]) == (
        "NewsArticle",
        "Meeting held by the sea",
        "en",
    )
    assert (article["datePublished"], article["dateModified"]) == (NOW.isoformat(), LATER.isoformat())
    assert page.one('link[rel="canonical"]')["href"] == "http://localhost/releases/jcm-gp-4?lang=en"
    social = {meta["property"]: meta["content"] for meta in page.select("meta[property]")}
    assert (social["og:type"], social["og:title"]) == ("article", "Meeting held by the sea")
    assert social["og:description"].startswith("The Fourth Meeting was held")


def test_first_picture_of_a_release_stands_for_it_where_links_are_shown(browser: Browser) -> None:
    release = make_release(slug="jcm-gp-4", blocks=(*BLOCKS, {"kind": Kind.IMAGE, "alt": "A hall"}))
    release.texts[0].blocks[-1].image = stored_picture()
    assert browser.get("/releases/jcm-gp-4/picture").status == 404
    published(release)
    page = browser.get("/releases/jcm-gp-4")
    social = {meta["property"]: meta["content"] for meta in page.select("meta[property]")}
    assert social["og:image"] == "http://localhost/releases/jcm-gp-4/picture"
    assert social["og:image:alt"] == "A hall"
    answer = browser.get("/releases/jcm-gp-4/picture")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
    make_published(slug="without")
    assert browser.get("/releases/without/picture").status == 404


def test_page_of_a_draft_tells_machines_nothing(browser: Browser) -> None:
    make_release(slug="draft")
    page = browser.sign_in(make_user(Role.PRESS)).get("/releases/draft")
    assert page.select('script[type="application/ld+json"], meta[property]') == []


def test_sitemap_holds_what_everybody_sees_whoever_asks(browser: Browser) -> None:
    make_meeting(slug="public").published_at = NOW
    make_meeting(slug="secret").published_at = None
    make_published(slug="out", meeting=None)
    make_published(slug="gone", meeting=None).withdraw({"en": "Sent too early."}, by=None, at=LATER)
    make_release(slug="draft", meeting=None)
    browser.sign_in(make_user(Role.PRESS))
    told = browser.get("/sitemap.xml").body
    assert "<loc>http://localhost/meetings/public/agenda</loc>" in told
    assert f"<loc>http://localhost/releases/out</loc><lastmod>{NOW.isoformat()}</lastmod>" in told
    assert [word for word in ("secret", "draft", "gone") if word in told] == []


def test_robots_are_led_to_the_sitemap_and_away_from_private_links(browser: Browser) -> None:
    lines = browser.get("/robots.txt").body.splitlines()
    assert "Sitemap: http://localhost/sitemap.xml" in lines
    assert "Disallow: /links/" in lines
