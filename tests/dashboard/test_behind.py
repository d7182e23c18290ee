"""The outbox and the audit trail, as staff see them."""

from flask import Flask

from jcmevents.accounts.models import Role
from jcmevents.registration.mails import queue_received
from tests.browser import Browser
from tests.factories import NOW, make_meeting, make_organizer, make_registration, make_user


def test_outbox_shows_what_became_of_a_mail_and_not_its_text(app: Flask, browser: Browser) -> None:
    registration = make_registration(email="delegate@example.org")
    with app.test_request_context():
        queue_received(registration, at=NOW)
    page = browser.sign_in(make_organizer()).get("/outbox")
    assert "delegate@example.org" in page.text
    assert "waiting" in page.text
    assert "Thank you" not in page.text


def test_audit_trail_names_the_act_and_its_row(browser: Browser) -> None:
    meeting = make_meeting()
    page = browser.sign_in(make_user(Role.ADMINISTRATOR)).get("/audit")
    assert "meeting.convene" in page.texts("th")
    assert f"meeting {meeting.id}" in page.text
