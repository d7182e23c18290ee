"""Private links: shown by GET, opened by POST once, held by one browser, ended at any time."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from jcmevents import clock
from jcmevents.accounts import private_links
from jcmevents.accounts.access import ByLink, access_of
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.audit import AuditEntry
from jcmevents.extensions import db
from tests.browser import Browser
from tests.factories import make_organizer

SUBJECT = 7
HOME = "/meetings/"


@pytest.fixture(autouse=True)
def sent() -> Iterator[list[tuple[str, str]]]:
    """(address, token) of the links that were mailed for a purpose of this test's own."""
    mailed: list[tuple[str, str]] = []
    before = dict(private_links._purposes)
    private_links.register(
        "test",
        lasts=timedelta(days=3),
        leads_to=lambda link: HOME if link.subject_id == SUBJECT else None,
        send=lambda link, token, at: mailed.append((link.address, token)),
    )
    yield mailed
    private_links._purposes.clear()
    private_links._purposes.update(before)


def issue(subject_id: int = SUBJECT, **changed: Any) -> tuple[PrivateLink, str]:
    details = {"to": "Focal.Point@Example.org", "lang": "en", "by": None, "at": clock.now(), **changed}
    return PrivateLink.issue("test", subject_id, **details)


def test_looking_at_a_link_does_not_use_it_up(browser: Browser) -> None:
    link, token = issue()
    for _ in range(3):
        page = browser.open(f"/links/{token}")
    assert (page.status, link.opened_at) == (200, None)
    assert browser.submit(page).location == HOME
    assert link.opened_at is not None


def test_the_browser_that_opened_a_link_is_led_on_and_another_is_offered_a_fresh_one(
    app: Flask, browser: Browser, sent: list[tuple[str, str]]
) -> None:
    _link, token = issue()
    browser.submit(f"/links/{token}")
    assert browser.open(f"/links/{token}").location == HOME
    stranger = Browser(app)
    page = stranger.open(f"/links/{token}")
    assert "Mail me a fresh link" in page.text
    assert stranger.submit(page).location == f"/links/{token}"
    assert [address for address, _token in sent] == ["focal.point@example.org"]
    assert stranger.submit(f"/links/{sent[0][1]}").location == HOME


def test_a_link_opens_once_whoever_sends_the_button(app: Flask, browser: Browser) -> None:
    _link, token = issue()
    browser.submit(f"/links/{token}")
    page = Browser(app).post(f"/links/{token}")
    assert page.status == 409
    assert "has been used or is no longer valid" in page.text


def test_an_expired_link_opens_nothing(browser: Browser) -> None:
    link, token = issue(expires_at=clock.now() - timedelta(seconds=1))
    assert browser.post(f"/links/{token}").status == 409
    assert link.opened_at is None


def test_a_revoked_link_is_dead_even_for_the_browser_that_holds_it(app: Flask, browser: Browser) -> None:
    link, token = issue()
    browser.submit(f"/links/{token}")
    link.revoke(by=make_organizer(), at=clock.now())
    page = browser.open(f"/links/{token}")
    assert "This link is no longer valid" in page.text
    assert browser.post(f"/links/{token}/renewal").status == 404


def test_a_link_to_something_that_is_gone_says_so(browser: Browser) -> None:
    _link, token = issue(subject_id=SUBJECT + 1)
    assert "This link is no longer valid" in browser.open(f"/links/{token}").text


def test_an_unknown_link_is_not_found(browser: Browser) -> None:
    page = browser.open("/links/no-such-token")
    assert page.status == 404
    assert "We do not know this link" in page.text


def test_a_second_issue_ends_the_first_that_nobody_has_opened(browser: Browser) -> None:
    first, token = issue()
    issue()
    db.session.refresh(first)
    assert first.revoked_at is not None
    page = browser.open(f"/links/{token}")
    assert "Mail me a fresh link" in page.text


def test_fresh_links_are_not_mailed_in_a_row(browser: Browser, sent: list[tuple[str, str]]) -> None:
    earlier = clock.now() - timedelta(hours=1)
    _link, token = issue(at=earlier, expires_at=earlier + timedelta(minutes=1))
    for _ in range(3):
        browser.post(f"/links/{token}/renewal")
    assert len(sent) == 1


def test_the_token_is_not_stored(browser: Browser) -> None:
    link, token = issue()
    assert token not in str([getattr(link, column.key) for column in PrivateLink.__table__.columns])


@pytest.fixture
def guarded(app: Flask) -> str:
    """The name of a page that is open by a link of this test's purpose."""
    endpoint = "accounts.index"
    view, before = app.view_functions[endpoint], access_of_view(app, endpoint)
    view.access = ByLink("test", or_signed_in=False)  # type: ignore[attr-defined]
    yield "/accounts/"
    view.access = before  # type: ignore[attr-defined]


def access_of_view(app: Flask, endpoint: str) -> Any:
    with app.app_context():
        return access_of(endpoint)


def test_a_page_by_link_is_closed_to_others_and_says_how_it_opens(guarded: str, browser: Browser) -> None:
    page = browser.open(guarded)
    assert page.status == 403
    assert "by the private link in the mail" in page.text
    link = browser.hold_link("test", SUBJECT)
    opened = browser.open(guarded)
    assert (opened.status, opened.headers["Cache-Control"]) == (200, "no-store")
    link.revoke(by=None, at=clock.now())
    assert browser.open(guarded).status == 403


def test_signing_out_lets_go_of_links(guarded: str, browser: Browser) -> None:
    browser.hold_link("test", SUBJECT)
    browser.client.delete_cookie("session")
    assert browser.open(guarded).status == 403


def test_acts_of_a_link_are_told_in_the_audit_trail(browser: Browser) -> None:
    link = browser.hold_link("test", SUBJECT)
    acts = db.session.execute(select(AuditEntry.action, AuditEntry.actor_label, AuditEntry.actor_id)).all()
    assert ("private_link.open", "private_link", link.id) in acts
