"""From the draft to the public: who may take which step, on which text, and what the readers see of it."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from jcmevents import clock
from jcmevents.accounts.models import Role, User
from jcmevents.document import render
from jcmevents.document.stored import restored, stored
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.press.blocks import Kind
from jcmevents.press.checking import checked_facts, unchecked
from jcmevents.press.composing import document_of
from jcmevents.press.freezing import freeze
from jcmevents.press.models import Release, State
from jcmevents.press.scheduling import opening
from tests.browser import Browser
from tests.factories import NOW, make_attendee, make_delegation, make_user
from tests.press.releases import BLOCKS, frozen, make_kept_text, make_published, make_release, published

pytestmark = pytest.mark.usefixtures("session")
OWN = {"Date", "X-Request-Id", "Set-Cookie"}  # headers that differ between any two answers
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')
T = NOW + timedelta(hours=1)
TEXT = (*BLOCKS, {"kind": Kind.PARA, "text": "From {partners_attending}."})
SURFACES = ("", ".pdf", ".docx", ".html", ".txt", ".json", "/editions/1", "/editions/1.pdf")


@pytest.fixture
def officer() -> User:
    return make_user(Role.PRESS)


def written(by: User, **values: Any) -> Release:
    """A release in order that `by` has written, and whose facts wait to be checked."""
    release = make_release(by=by, **values)
    release.ask_fact_check([], by=by, at=NOW)
    db.session.commit()
    return release


def ticked(release: Release, by: User | None = None) -> Release:
    for fact in checked_facts(release):
        release.tick(fact.key, fact.words, "the list of participants", by=by, at=NOW)
    return release


class TestFactCheck:
    def test_text_is_not_frozen_before_every_fact_is_ticked_with_its_source(self, officer: User) -> None:
        release = written(officer)
        with pytest.raises(RuleBroken, match="not checked yet: release_date, meeting_city"):
            freeze(release, by=officer, at=NOW)
        with pytest.raises(RuleBroken, match="looked it up"):
            release.tick("meeting_city", {"en": "Hayama"}, " ", by=officer, at=NOW)
        assert freeze(ticked(release), by=officer, at=NOW).digest

    def test_tick_falls_when_the_value_changes(self, officer: User) -> None:
        release = ticked(written(officer, blocks=TEXT))
        make_attendee(make_delegation(release.meeting))
        assert unchecked(release) == ["partners_attending"]

    def test_value_that_changed_since_the_page_was_opened_is_not_ticked(self, browser: Browser, officer: User) -> None:
        release = written(officer, blocks=TEXT)
        page = browser.sign_in(officer).get(f"/releases/{release.slug}/approval/")
        seen = {field["value"] for field in page.select('input[name="seen"]')}
        assert len(seen) == len(checked_facts(release))
        answer = browser.post(
            f"/releases/{release.slug}/approval/ticks",
            {"key": "partners_attending", "seen": "something else", "source": "list", "ticked": "partners_attending"},
        )
        assert (answer.status, "changed meanwhile" in answer.text) == (422, True)
        assert "partners_attending" in unchecked(release)

    def test_what_is_in_doubt_comes_back_as_typed_and_the_rest_is_ticked(self, browser: Browser, officer: User) -> None:
        release = written(officer, blocks=TEXT)
        digests = {fact.key: fact.digest for fact in checked_facts(release)}
        first, second, third = list(digests)[:3]
        sources = {first: "the list", second: "", third: "a note"}
        rows = [("key", key) for key in sources] + [("seen", digests[key]) for key in sources]
        rows += [("source", source) for source in sources.values()] + [("ticked", first), ("ticked", second)]
        page = browser.sign_in(officer).post(f"/releases/{release.slug}/approval/ticks", MultiDict(rows))
        assert page.status == 422
        assert page.texts(".invalid-feedback") == [
            "Say where you have looked it up.",
            "Tick it as well if the value is right, or clear the source.",
        ]
        assert "a note" in [field["value"] for field in page.select('input[name="source"]')]
        assert [box["value"] for box in page.select('input[name="ticked"][checked]')] == [second]
        assert first not in unchecked(release)
        assert {second, third} <= set(unchecked(release))


class TestFourEyes:
    def test_writer_does_not_approve_and_somebody_else_does(self, officer: User) -> None:
        release = ticked(written(officer))
        edition = freeze(release, by=make_user(Role.PRESS), at=NOW)
        with pytest.raises(RuleBroken, match="You have written this text"):
            release.approve(edition.digest, by=officer, at=NOW)
        release.approve(edition.digest, by=make_user(Role.ORGANIZER), at=NOW)
        assert release.state == State.APPROVED

    def test_who_asked_for_approval_does_not_give_it(self) -> None:
        asker = make_user(Role.PRESS)
        release = ticked(written(make_user(Role.PRESS)))
        edition = freeze(release, by=asker, at=NOW)
        with pytest.raises(RuleBroken, match="You have written this text"):
            release.approve(edition.digest, by=asker, at=NOW)

    def test_who_has_meanwhile_changed_a_kept_text_of_the_release_has_written_it(self, officer: User) -> None:
        keeper, earlier = make_user(Role.PRESS), make_user(Role.PRESS)
        make_kept_text(key="about", valid_from=date(2020, 1, 1), by=earlier, at=NOW - timedelta(days=900))
        release = ticked(written(officer, blocks=(*BLOCKS, {"kind": Kind.BOILERPLATE, "standing": "about"})))
        make_kept_text(key="about", valid_from=date(2025, 1, 1), by=keeper, at=NOW + timedelta(minutes=1))
        edition = freeze(release, by=officer, at=T)
        with pytest.raises(RuleBroken, match="You have written this text"):
            release.approve(edition.digest, by=keeper, at=T)
        make_kept_text(key="about", valid_from=date(2025, 1, 2), by=earlier, at=T, texts={"en": "Not agreed."})
        assert "Not agreed." in render(document_of(release, "en"), "txt").decode()
        assert all("Not agreed." not in text.content for text in edition.texts)  # what was asked about stays as it was

    def test_who_keeps_a_text_since_long_may_approve_a_release_with_it(self, officer: User) -> None:
        keeper = make_user(Role.PRESS)
        make_kept_text(key="about", valid_from=date(2020, 1, 1), by=keeper, at=NOW - timedelta(days=900))
        release = ticked(written(officer, blocks=(*BLOCKS, {"kind": Kind.BOILERPLATE, "standing": "about"})))
        release.approve(freeze(release, by=officer, at=NOW).digest, by=keeper, at=NOW)
        assert release.state == State.APPROVED

    def test_only_the_text_that_was_read_is_approved(self, officer: User) -> None:
        release = ticked(written(officer))
        freeze(release, by=officer, at=NOW)
        with pytest.raises(RuleBroken, match="has changed since"):
            release.approve("0" * 64, by=make_user(Role.ORGANIZER), at=NOW)

    def test_every_step_is_kept_with_who_when_and_which_text(self, officer: User) -> None:
        approver = make_user(Role.ORGANIZER)
        release = ticked(written(officer))
        edition = freeze(release, by=officer, at=NOW)
        release.approve(edition.digest, by=approver, at=T)
        step = release.steps[-1]
        assert (step.act, step.by_name, step.at, step.digest) == ("approved", approver.name, T, edition.digest)

    def test_frozen_text_is_locked_until_it_is_taken_back(self, officer: User) -> None:
        release = ticked(written(officer))
        freeze(release, by=officer, at=NOW)
        block = release.texts[0].blocks[1]
        with pytest.raises(RuleBroken, match="Take it back"):
            release.texts[0].revise(block, by=officer, at=NOW, text="Changed")
        release.take_back(by=officer, at=NOW)
        release.texts[0].revise(block, by=officer, at=NOW, text="Changed")
        assert (release.state, release.candidate) == (State.DRAFT, None)

    def test_sending_back_needs_a_reason(self, officer: User) -> None:
        release = ticked(written(officer))
        freeze(release, by=officer, at=NOW)
        with pytest.raises(RuleBroken, match="Say what"):
            release.send_back(" ", by=make_user(Role.ORGANIZER), at=NOW)


class TestCoOrganizer:
    def asked(self, officer: User, address: str = "other@example.org") -> tuple[Release, Any]:
        release = ticked(written(officer))
        release.choose_co_organizer(name="Other House", address=address, lang="en", by=officer, at=NOW)
        return release, freeze(release, by=officer, at=NOW)

    def test_link_shows_the_text_and_a_press_of_a_button_approves_it(self, browser: Browser, officer: User) -> None:
        release, edition = self.asked(officer)
        browser.hold_link("release_approval", edition.id)
        page = browser.get(f"/release-approvals/{edition.id}")
        assert "Meeting held in Hayama" in page.text
        assert release.state == State.CO_APPROVAL
        browser.submit(page, action=f"/release-approvals/{edition.id}/consent", confirmed=True)
        assert (release.state, release.steps[-1].digest) == (State.APPROVAL, edition.digest)

    def test_link_sends_back_with_a_reason(self, browser: Browser, officer: User) -> None:
        release, edition = self.asked(officer)
        browser.hold_link("release_approval", edition.id)
        page = browser.get(f"/release-approvals/{edition.id}")
        browser.submit(page, reason="The name of our ministry is wrong.")
        assert (release.state, release.steps[-1].reason) == (State.DRAFT, "The name of our ministry is wrong.")
        assert browser.get(f"/release-approvals/{edition.id}").status == 404

    def test_text_cannot_be_approved_from_outside_by_its_writer(self, browser: Browser, officer: User) -> None:
        release, edition = self.asked(officer, officer.email)
        link = type("Link", (), {"address": officer.email, "name": officer.name, "id": 1})()
        with pytest.raises(RuleBroken, match="You have written this text"):
            release.co_approve(edition.digest, by=link, at=NOW)

    def test_link_leads_to_nothing_else(self, browser: Browser, officer: User) -> None:
        _release, edition = self.asked(officer)
        other = frozen(make_release())
        browser.hold_link("release_approval", edition.id)
        assert browser.get(f"/release-approvals/{other.id}").status == 404


class TestScheduling:
    def test_same_wall_time_is_another_instant_in_another_zone(self) -> None:
        tokyo = opening(date(2025, 3, 6), time(14), "Asia/Tokyo")
        zurich = opening(date(2025, 3, 6), time(14), "Europe/Zurich")
        assert zurich - tokyo == timedelta(hours=8)

    def test_skipped_time_is_refused_and_doubled_time_asks_which(self) -> None:
        with pytest.raises(RuleBroken, match="skip"):
            opening(date(2027, 3, 28), time(2, 30), "Europe/Zurich")
        with pytest.raises(RuleBroken, match="twice"):
            opening(date(2027, 10, 31), time(2, 30), "Europe/Zurich")
        first, second = (opening(date(2027, 10, 31), time(2, 30), "Europe/Zurich", fold) for fold in (0, 1))
        assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)

    def test_passed_time_is_refused(self) -> None:
        release = make_release()
        release.approve(frozen(release).digest, by=make_user(Role.ORGANIZER), at=NOW)
        with pytest.raises(RuleBroken, match="has passed"):
            release.schedule(NOW - timedelta(seconds=1), "Asia/Tokyo", by=None, at=NOW)

    def test_publication_is_called_off_before_its_time_and_not_after(self) -> None:
        release = published(make_release(), opens_at=T)
        release.call_off(by=None, at=NOW)
        assert (release.state, release.published_at) == (State.APPROVED, None)
        release.schedule(T, "Asia/Tokyo", by=None, at=NOW)
        with pytest.raises(RuleBroken, match="out already"):
            release.call_off(by=None, at=T)


class TestEmbargo:
    def answer(self, browser: Browser, path: str, slug: str) -> Any:
        page = browser.get(path)
        headers = sorted((name, value) for name, value in page.headers.items() if name not in OWN)
        body = TOKEN.sub("", page.body)  # which is another each time, for people who have signed in
        return page.status, str(headers).replace(slug, "*"), body.replace(slug, "*")

    @pytest.mark.parametrize("surface", SURFACES)
    def test_address_answers_until_the_time_like_one_that_does_not_exist(self, app: Flask, surface: str) -> None:
        published(make_release(slug="secret-one"), opens_at=T)
        with clock.frozen_at(T - timedelta(microseconds=1)):
            for reader in (None, make_user()):
                browser = Browser(app).sign_in(reader) if reader else Browser(app)
                told = self.answer(browser, f"/releases/secret-one{surface}", "secret-one")
                assert told == self.answer(browser, f"/releases/nobody-one{surface}", "nobody-one")
                assert told[0] == 404
        with clock.frozen_at(T):
            assert Browser(app).open(f"/releases/secret-one{surface}", method="HEAD").status in (200, 302)

    def test_lists_do_not_count_it_until_the_time(self, browser: Browser) -> None:
        make_published(slug="older")
        paths = ("/releases/", "/releases/feed.atom?lang=en", "/")
        with clock.frozen_at(T - timedelta(seconds=1)):
            before = [self.answer(browser, path, "-") for path in paths]
        release = published(make_release(slug="secret-one"), opens_at=T)
        page = f"/meetings/{release.meeting.slug}/release"
        with clock.frozen_at(T - timedelta(seconds=1)):
            assert [self.answer(browser, path, "-") for path in paths][:2] == before[:2]
            assert "No release yet" in browser.get(page).text
            assert "secret-one" not in browser.get("/").body
        with clock.frozen_at(T):
            assert all("secret-one" in browser.get(path).body for path in paths)
            assert browser.get(page).location == "/releases/secret-one"

    def test_clock_of_the_worker_has_no_say(self, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        opens_at = clock.now() + timedelta(hours=1)
        release = published(make_release(), at=clock.now(), opens_at=opens_at)
        monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(hours=2))
        assert browser.get(f"/releases/{release.slug}").status == 404


class TestPreviews:
    def given(self, release: Release, browser: Browser) -> Any:
        return browser.hold_link("release_preview", release.id)

    def test_reader_sees_the_text_with_the_own_name_and_each_opening_is_noted(
        self, app: Flask, browser: Browser, officer: User
    ) -> None:
        release = published(make_release(by=officer), at=clock.now(), opens_at=clock.now() + timedelta(hours=1))
        self.given(release, browser)
        page = browser.get(f"/release-previews/{release.id}")
        assert "Meeting held in Hayama" in page.text
        assert "Under embargo: for" in page.one(".watermark-line").text
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert page.headers["Cache-Control"] == "no-store"
        assert browser.get(f"/release-previews/{release.id}/pdf").status == 200
        office = Browser(app).sign_in(officer).get(f"/releases/{release.slug}/approval/")
        assert office.one("#previews summary").text == "2"
        assert len(office.select("#previews details li")) == 2

    def test_revoked_link_shows_nothing_any_more(self, app: Flask, browser: Browser, officer: User) -> None:
        release = published(make_release(by=officer), at=clock.now(), opens_at=clock.now() + timedelta(hours=1))
        self.given(release, browser)
        office = Browser(app).sign_in(officer)
        way = office.get(f"/releases/{release.slug}/approval/")
        revocation = next(form["action"] for form in way.select("form") if "revocation" in form["action"])
        office.post(revocation)
        assert browser.get(f"/release-previews/{release.id}").status == 403

    def test_preview_leads_to_the_page_once_it_is_out(self, browser: Browser) -> None:
        release = published(make_release(), at=NOW, opens_at=T)
        self.given(release, browser)
        assert browser.get(f"/release-previews/{release.id}").location == f"/releases/{release.slug}"
        pdf = browser.get(f"/release-previews/{release.id}/pdf").location or ""
        assert pdf.startswith(f"/releases/{release.slug}.pdf")

    def test_link_is_sent_to_one_person(self, browser: Browser, officer: User) -> None:
        release = published(make_release(by=officer), at=clock.now(), opens_at=clock.now() + timedelta(hours=1))
        form = browser.sign_in(officer).get(f"/releases/{release.slug}/previews/new")
        browser.submit(form, name="A Reader", address="reader@example.org", lang="en")
        mail = db.session.scalars(db.select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
        assert mail.to_address == "reader@example.org"
        assert "Hayama" not in mail.subject + mail.body_text


class TestCorrection:
    def corrected(self, **values: Any) -> Release:
        release = make_published(slug="jcm-gp-4", **values)
        release.begin_correction(by=None, at=NOW)
        text = release.texts[0]
        text.revise(text.blocks[1], by=None, at=T, text="Meeting held in Kamakura")
        return published(release, at=T)

    def test_same_address_shows_the_old_and_the_new_wording(self, browser: Browser) -> None:
        self.corrected()
        with clock.frozen_at(T):
            page = browser.get("/releases/jcm-gp-4")
        assert "Correction of" in page.text
        assert ("Meeting held in Hayama" in page.text, "Meeting held in Kamakura" in page.text) == (True, True)
        assert page.one("h1").text == "Meeting held in Kamakura"
        assert page.select('a[href^="/releases/jcm-gp-4/editions/1"]')

    def test_public_reads_the_last_edition_while_a_correction_is_made(self, browser: Browser) -> None:
        release = make_published()
        release.begin_correction(by=None, at=NOW)
        text = release.texts[0]
        text.revise(text.blocks[1], by=None, at=T, text="Half a sentence")
        frozen(release, at=T)
        assert "Half a sentence" not in browser.get(f"/releases/{release.slug}").text
        assert "Half a sentence" not in browser.get("/releases/").text

    def test_old_edition_can_be_read_and_says_that_it_was_replaced(self, browser: Browser) -> None:
        self.corrected()
        page = browser.get("/releases/jcm-gp-4/editions/1")
        assert page.one("h1").text == "Meeting held in Hayama"
        assert "It was replaced" in page.text
        assert "replaced by edition 2" in browser.get("/releases/jcm-gp-4/editions/1.txt?lang=en").body
        assert browser.get("/releases/jcm-gp-4/editions/2").location == "/releases/jcm-gp-4"
        assert browser.get("/releases/jcm-gp-4/editions/3").status == 404

    def test_feed_keeps_the_id_and_says_updated(self, browser: Browser) -> None:
        self.corrected()
        feed = browser.get("/releases/feed.atom?lang=en").body
        assert "tag:localhost,2025-02-17:releases/jcm-gp-4/en" in feed
        assert f"<published>{NOW.isoformat()}</published><updated>{T.isoformat()}</updated>" in feed

    def test_nothing_changed_is_no_correction(self) -> None:
        release = make_published()
        release.begin_correction(by=None, at=NOW)
        with pytest.raises(RuleBroken, match="nothing to correct"):
            frozen(release, at=T)

    def test_correction_needs_four_eyes_too(self) -> None:
        officer = make_user(Role.PRESS)
        release = make_published()
        db.session.commit()
        release.begin_correction(by=officer, at=T)
        release.texts[0].revise(release.texts[0].blocks[1], by=officer, at=T, text="New")
        db.session.commit()
        edition = frozen(release, at=T)
        with pytest.raises(RuleBroken, match="You have written this text"):
            release.approve(edition.digest, by=officer, at=T)


class TestWithdrawal:
    @pytest.mark.parametrize("surface", SURFACES)
    def test_notice_stands_at_every_address(self, browser: Browser, surface: str) -> None:
        make_published(slug="jcm-gp-4").withdraw({"en": "Sent too early."}, by=None, at=T)
        page = browser.get(f"/releases/jcm-gp-4{surface}")
        assert (page.status, "Sent too early." in page.text) == (410, True)
        assert "Hayama" not in page.text

    def test_lists_and_feed_have_it_no_more(self, browser: Browser) -> None:
        make_published(slug="jcm-gp-4").withdraw({"en": "Sent too early."}, by=None, at=T)
        assert "Hayama" not in browser.get("/releases/").text
        assert "Hayama" not in browser.get("/releases/feed.atom?lang=en").body


def test_document_comes_back_from_an_edition_as_it_went_in() -> None:
    document = document_of(make_release(langs=("ja",)), "ja")
    assert restored(stored(document)) == document
