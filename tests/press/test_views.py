"""The newsroom as its readers meet it: list, page, files, the release of a meeting."""

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from docx import Document as WordFile
from flask import Flask

from jcmevents.accounts.models import Role
from jcmevents.document import FORMATS, media_type
from jcmevents.extensions import db
from jcmevents.press.blocks import Kind
from jcmevents.press.models import Release
from tests.browser import Browser
from tests.factories import NOW, make_attendee, make_delegation, make_meeting, make_user
from tests.press.releases import BLOCKS, add_block, make_published, make_release, published


def kept(headers: Any) -> dict[str, str]:
    """The headers, but for the second in which the language is remembered."""
    return {name: value for name, value in headers.items() if name != "Set-Cookie"}


def headlines(browser: Browser, path: str = "/releases/") -> list[str]:
    return browser.get(path).texts(".entries h2")


class TestNewsroom:
    def test_empty_newsroom_says_what_will_come(self, browser: Browser) -> None:
        assert "No releases yet" in browser.get("/releases/").text

    def test_newest_release_stands_first_with_date_label_and_title(self, browser: Browser) -> None:
        label = {"kind": Kind.LABEL, "text": "Press Release"}
        make_published(released_on=date(2025, 3, 6), blocks=(label, *BLOCKS))
        make_published(released_on=date(2025, 4, 1), blocks=({"kind": Kind.TITLE, "text": "Training"},))
        page = browser.get("/releases/")
        assert page.texts(".entries h2") == ["Training", "Meeting held in Hayama"]
        assert page.texts(".entry-meta") == ["1 April 2025 · IGES", "6 March 2025 · IGES · Press Release"]

    def test_title_in_another_language_is_marked_as_such(self, browser: Browser) -> None:
        make_published(langs=("ja",))
        page = browser.get("/releases/")
        assert page.one(".entries h2")["lang"] == "ja"
        assert page.one(".entries h2").text == "Meeting held in 葉山"

    def test_drafts_are_listed_for_those_who_may_read_them(self, app: Flask, browser: Browser) -> None:
        make_release()
        make_published(blocks=({"kind": Kind.TITLE, "text": "Out"},))
        assert headlines(browser) == ["Out"]
        assert len(headlines(browser.sign_in(make_user(Role.ORGANIZER)))) == 2
        assert browser.get("/releases/").texts(".entries .status") == ["not out yet"]

    def test_twenty_to_a_page(self, browser: Browser) -> None:
        meeting = make_meeting(ordinal=4, cities={"en": "Hayama"})
        for n in range(21):
            make_published(meeting=meeting, released_on=date(2025, 3, 6) - timedelta(days=n))
        assert len(headlines(browser)) == 20
        assert len(headlines(browser, "/releases/?page=2")) == 1

    def test_list_takes_as_many_queries_for_many_releases(self, browser: Browser, queries: Callable[[], Any]) -> None:
        for _n in range(3):
            make_published(langs=("en", "ja"))
        db.session.commit()
        with queries() as few:
            browser.get("/releases/")
        for _n in range(17):
            make_published(langs=("en", "ja"))
        db.session.commit()
        with queries() as many:
            assert len(headlines(browser)) == 20
        assert len(many) == len(few) < 15


class TestRelease:
    def test_page_is_the_document_under_one_title(self, browser: Browser) -> None:
        release = make_published()
        page = browser.get(f"/releases/{release.slug}")
        assert page.one("article.document h1").text == "Meeting held in Hayama"
        assert page.one("article .lead").text == "The Fourth Meeting was held on 17\u201319 February 2025."
        assert page.one("head title").text == "Meeting held in Hayama | JCM Events"
        assert page.one(f'aside a[href="/meetings/{release.meeting.slug}"]').text

    def test_reader_chooses_the_language_of_the_text(self, browser: Browser) -> None:
        release = make_published(langs=("en", "ja"))
        page = browser.get(f"/releases/{release.slug}?lang=ja")
        assert page.one("article.document")["lang"] == "ja"
        assert "Meeting held in 葉山" in page.one("article").text
        assert page.one(f'aside a[href="/releases/{release.slug}?lang=en"]').text == "English"

    def test_release_in_another_language_only_is_shown_with_a_note(self, browser: Browser) -> None:
        release = make_published(langs=("ja",))
        page = browser.get(f"/releases/{release.slug}")
        assert page.one("article.document")["lang"] == "ja"
        assert "not available in English. Please read the text in Japanese" in page.one("main .notice").text

    def test_meeting_that_is_not_public_is_not_linked(self, browser: Browser) -> None:
        release = make_published()
        release.meeting.withdraw_from_public(by=None, at=NOW)
        assert f"/meetings/{release.meeting.slug}" not in browser.get(f"/releases/{release.slug}").body

    def test_figures_follow_the_attendance_until_the_text_is_frozen(self, app: Flask, browser: Browser) -> None:
        release = make_release(blocks=(*BLOCKS, {"kind": Kind.PARA, "text": "From {partners_attending}."}))
        person = make_attendee(make_delegation(release.meeting))
        office = Browser(app).sign_in(make_user(Role.PRESS))
        assert "From 1 country." in office.get(f"/releases/{release.slug}").text
        published(release)
        person.mark_no_show(by=None, at=NOW)
        assert "From 1 country." in browser.get(f"/releases/{release.slug}").text

    def test_what_is_typed_is_shown_and_not_carried_out(self, browser: Browser) -> None:
        release = make_release()
        add_block(release.text_in("en"), text="<script>alert(1)</script> {{7*7}} %(x)s {0} {{ config }}")
        published(release)
        page = browser.get(f"/releases/{release.slug}")
        assert "<script>alert(1)</script> {{7*7}} %(x)s {0} {{ config }}" in page.one("article").text

    def test_page_takes_as_many_queries_for_a_large_meeting(self, browser: Browser, queries: Callable[[], Any]) -> None:
        blocks = (
            *BLOCKS,
            {"kind": Kind.PARA, "text": "{partners_attending_of_total} {participants} {participants_list}"},
        )
        release = make_release(blocks=blocks)
        browser.sign_in(make_user(Role.PRESS))
        for iso2 in ("MN", "KE", "TH"):
            make_attendee(make_delegation(release.meeting, iso2))
        db.session.commit()
        with queries() as few:
            browser.get(f"/releases/{release.slug}")
        countries = db.session.scalars(db.text("SELECT iso2 FROM country ORDER BY iso2 LIMIT 60")).all()
        for iso2 in set(countries) - {"MN", "KE", "TH"}:
            make_attendee(make_delegation(release.meeting, iso2))
        db.session.commit()
        with queries() as many:
            assert "Albania" in browser.get(f"/releases/{release.slug}").text
        assert len(many) == len(few) < 30

    def test_fact_lost_after_publication_changes_nothing(self, browser: Browser) -> None:
        release = make_published()
        release.meeting.cities = {}
        assert "Meeting held in Hayama" in browser.get(f"/releases/{release.slug}").text


class TestFiles:
    @pytest.mark.parametrize("format", FORMATS)
    def test_file_has_a_type_and_a_name_that_tells_it_apart(self, browser: Browser, format: str) -> None:
        release = make_published(slug="jcm-gp-4", langs=("en", "ja"))
        answer = browser.open(f"/releases/jcm-gp-4.{format}?lang=ja", method="HEAD")
        assert answer.headers["Content-Type"] == media_type(format)
        name = f"{release.released_on}-jcm-gp-4-ja.{format}"
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"

    def test_files_say_what_the_page_says(self, browser: Browser) -> None:
        make_published(slug="jcm-gp-4", langs=("en", "ja"))
        title = "Meeting held in 葉山"
        assert title in browser.get("/releases/jcm-gp-4.txt?lang=ja").body
        assert json.loads(browser.get("/releases/jcm-gp-4.json?lang=ja").body)["title"] == title
        word = WordFile(io.BytesIO(browser.get("/releases/jcm-gp-4.docx?lang=ja").data))
        assert title in [paragraph.text for paragraph in word.paragraphs]
        assert browser.get("/releases/jcm-gp-4.pdf?lang=ja").data.startswith(b"%PDF-")

    def test_file_in_a_language_without_text_is_in_the_other(self, browser: Browser) -> None:
        make_published(slug="jcm-gp-4", langs=("ja",))
        answer = browser.get("/releases/jcm-gp-4.txt?lang=en")
        assert answer.headers["Content-Disposition"].endswith("-ja.txt")

    def test_page_links_every_file_in_its_language(self, browser: Browser) -> None:
        make_published(slug="jcm-gp-4", langs=("en", "ja"))
        page = browser.get("/releases/jcm-gp-4?lang=ja")
        links = [link["href"] for link in page.select("aside a[type]")]
        files = [f"/releases/jcm-gp-4.{format}?lang=ja" for format in FORMATS]
        assert links == [*files, "/releases/jcm-gp-4/press-kit.zip"]

    def test_file_with_a_gap_is_refused_with_the_reason(self, browser: Browser) -> None:
        release = make_release(meeting=make_meeting(ordinal=4))
        browser.sign_in(make_user(Role.PRESS))
        answer = browser.get(f"/releases/{release.slug}.txt")
        assert (answer.status, "The meeting has no city" in answer.text) == (409, True)


class TestHidden:
    ADDRESSES = ("", *(f".{format}" for format in FORMATS), ".exe", "?lang=ja", "?lang=en")

    @pytest.mark.parametrize("rest", ADDRESSES)
    def test_draft_and_nothing_look_the_same_to_visitors(self, browser: Browser, rest: str) -> None:
        make_release(slug="secret", langs=("en", "ja"))
        draft, nothing = browser.get(f"/releases/secret{rest}"), browser.get(f"/releases/nothing{rest}")
        assert (draft.status, nothing.status) == (404, 404)
        assert draft.data == nothing.data
        assert [kept(answer.headers) for answer in (draft, nothing)] == [kept(draft.headers)] * 2

    def test_draft_is_hidden_from_delegates(self, browser: Browser) -> None:
        make_release(slug="secret")
        browser.sign_in(make_user())
        assert browser.get("/releases/secret").status == browser.get("/releases/secret.pdf").status == 404

    def test_draft_is_open_to_organizers_and_says_what_it_is(self, browser: Browser) -> None:
        make_release(slug="secret")
        browser.sign_in(make_user(Role.ORGANIZER))
        page = browser.get("/releases/secret")
        assert "This is a draft" in page.one("main .notice").text
        assert browser.get("/releases/secret.txt").status == 200

    def test_draft_without_text_leads_to_the_workspace(self, browser: Browser) -> None:
        make_release(slug="secret", langs=())
        browser.sign_in(make_user(Role.PRESS))
        page = browser.get("/releases/secret")
        assert page.one(".empty-state a")["href"] == "/releases/secret/workspace"


class TestPublished:
    def test_visitors_read_what_is_out_and_enter_no_room_of_the_press_office(self, browser: Browser) -> None:
        release = make_published()
        block = release.texts[0].blocks[0].id
        reading = ("", *(f".{format}" for format in FORMATS))
        office = ("workspace", "edit", "facts/", "facts/new", "texts/en/", f"texts/en/blocks/{block}")
        read = [browser.open(f"/releases/{release.slug}{rest}", method="HEAD").status for rest in reading]
        refused = [browser.get(f"/releases/{release.slug}/{rest}").location or "" for rest in office]
        assert read == [200] * len(reading)
        assert all(location.startswith("/sign-in") for location in refused)


class TestOfMeeting:
    def at(self, release: Release) -> str:
        return f"/meetings/{release.meeting.slug}/release"

    def test_only_release_of_the_meeting_opens_at_once(self, browser: Browser) -> None:
        release = make_published()
        make_published()
        assert browser.get(self.at(release)).location == f"/releases/{release.slug}"

    def test_several_releases_are_listed(self, browser: Browser) -> None:
        first = make_published()
        make_published(meeting=first.meeting)
        assert len(headlines(browser, self.at(first))) == 2

    def test_draft_is_not_told_of(self, browser: Browser) -> None:
        draft = make_release()
        page = browser.get(self.at(draft))
        assert (page.status, "No release yet" in page.text) == (200, True)
        assert draft.slug not in page.body

    def test_press_office_is_led_to_writing_one(self, browser: Browser) -> None:
        meeting = make_meeting(slug="jcm-gp-5")
        browser.sign_in(make_user(Role.PRESS))
        page = browser.get(f"/meetings/{meeting.slug}/release")
        assert page.one(".empty-state a")["href"] == "/releases/new?meeting=jcm-gp-5"
