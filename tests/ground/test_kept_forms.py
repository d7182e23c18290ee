"""A form that is sent after the sign-in has ended comes back filled, to the one who sent it and nobody else."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from jcmevents import clock
from jcmevents.accounts.models import SignIn
from jcmevents.extensions import db
from jcmevents.kept_forms import KEPT_FOR, KeptForm
from jcmevents.meetings.models import Meeting
from jcmevents.retention import rows_changed
from tests.browser import PASSWORD, Browser
from tests.factories import NOW, make_meeting, make_organizer
from tests.page import Page

TYPED = {"slug": "typed-at-lunch", "title_en": "A long title <b>typed</b> & checked", "title_ja": "昼に打った題名"}


def sent_in_vain(browser: Browser, path: str = "/meetings/new", **typed: str) -> Page:
    """Open the form, let three hours pass in which the sign-in ends, send it."""
    page = browser.open(path)
    for sign_in in db.session.scalars(select(SignIn)):
        sign_in.revoked_at = clock.now()
    return browser.submit(page, **(typed or TYPED))


def signed_in_again(browser: Browser, page: Page, email: str) -> Page:
    """The page that signing in by the form leads to."""
    return browser.follow(browser.submit(browser.follow(page), email=email, password=PASSWORD))


def test_a_form_sent_after_the_sign_in_has_ended_comes_back_filled(browser: Browser) -> None:
    organizer = make_organizer()
    with clock.frozen_at(NOW):
        page = browser.sign_in(organizer).open("/meetings/new")
    with clock.frozen_at(NOW + timedelta(hours=11)):
        refused = browser.submit(page, start="2025-02-17", end="2025-02-19", **TYPED)
        shown = signed_in_again(browser, refused, organizer.email)
        assert "Here is what you had typed" in shown.text
        assert {name: shown.form(having=set(TYPED)).filled({}).get(name) for name in TYPED} == TYPED
        assert browser.submit(shown, title_en=TYPED["title_en"]).status == 302
        assert Meeting.by_slug(TYPED["slug"]).titles["ja"] == TYPED["title_ja"]
        assert "Here is what you had typed" not in browser.open("/meetings/new").text


def test_a_form_sent_after_signing_out_in_another_window_comes_back_filled(browser: Browser) -> None:
    organizer = make_organizer()
    page = browser.sign_in(organizer).open("/meetings/new")
    assert browser.post("/sign-out").status == 302
    refused = browser.submit(page, **TYPED)
    assert refused.status in (302, 303)
    shown = signed_in_again(browser, browser.follow(refused), organizer.email)
    assert shown.form(having=set(TYPED)).filled({}).get("title_ja") == TYPED["title_ja"]


def test_an_edit_that_comes_back_still_notices_what_others_saved(browser: Browser) -> None:
    organizer, meeting = make_organizer(), make_meeting()
    path = f"/meetings/{meeting.slug}/edit"
    refused = sent_in_vain(browser.sign_in(organizer), path, title_en="Mine")
    meeting.revise(start=meeting.start_on, end=meeting.end_on, by=None, at=NOW, titles={"en": "Theirs"})
    shown = signed_in_again(browser, refused, organizer.email)
    assert browser.submit(shown, title_en="Mine").status in (200, 409, 422)
    assert db.session.get(Meeting, meeting.id).titles == {"en": "Theirs"}


def test_a_button_pressed_in_vain_leads_back_to_its_page(browser: Browser) -> None:
    organizer, meeting = make_organizer(), make_meeting(published=False)
    browser.sign_in(organizer)
    for sign_in in db.session.scalars(select(SignIn)):
        sign_in.revoked_at = clock.now()
    where = f"http://localhost/meetings/{meeting.slug}"
    refused = browser.post(f"/meetings/{meeting.slug}/publication", headers={"Referer": where})
    assert refused.location.endswith(f"next=/meetings/{meeting.slug}")


def test_nobody_else_gets_what_was_typed(app: Flask, browser: Browser) -> None:
    sent_in_vain(browser.sign_in(make_organizer()))
    other = Browser(app).sign_in(make_organizer())
    assert TYPED["title_ja"] not in other.open("/meetings/new").text


def test_what_was_typed_is_stored_encrypted_and_for_a_day(browser: Browser) -> None:
    sent_in_vain(browser.sign_in(make_organizer()))
    kept = db.session.scalars(select(KeptForm)).one()
    assert TYPED["slug"].encode() not in kept.sealed
    rows_changed(KeptForm.past(kept.kept_at + KEPT_FOR - timedelta(seconds=1)))
    assert db.session.scalars(select(KeptForm)).all() == [kept]
    rows_changed(KeptForm.past(kept.kept_at + KEPT_FOR))
    assert db.session.scalars(select(KeptForm)).all() == []


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
def test_another_site_cannot_fill_our_forms(browser: Browser, origin: str) -> None:
    answer = browser.open("/meetings/new", method="POST", data=TYPED, headers={"Origin": origin})
    assert answer.status == 400
    assert db.session.scalars(select(KeptForm)).all() == []
