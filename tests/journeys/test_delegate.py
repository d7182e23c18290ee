"""A delegate registers on a phone or at a desk, changes his mind, and comes back by the mailed link."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from jcmevents import clock
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.models import Registration
from tests.factories import make_delegation, make_meeting
from tests.journeys.conftest import DESK, PHONE, Traveller
from tests.live import PATIENCE, leave_by, watched

NAME = "སྐལ་བཟང་ Доржийн Ганболд"


@pytest.fixture
def delegation(session: scoped_session[Session]) -> Any:
    """An invited delegation of a hybrid meeting that is still to come."""
    days = [(clock.now() + timedelta(days=n)).date() for n in (60, 61)]
    meeting = make_meeting(slug="to-come", start=days[0], end=days[1], mode="hybrid")
    delegation = make_delegation(meeting)
    delegation.invite(by=None, at=clock.now())
    session.commit()
    return delegation


@pytest.fixture(params=[(size, lang) for size in ("desk", "phone") for lang in ("en", "ja")], ids="-".join)
def delegate(
    request: pytest.FixtureRequest, delegation: Any, live_server: str, browser_window: Browser
) -> Iterator[Traveller]:
    size, lang = request.param
    viewport = {"desk": DESK, "phone": PHONE}[size]
    context = browser_window.new_context(base_url=live_server, viewport=viewport, locale=lang)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults = watched(page)
    yield Traveller(page)
    context.close()
    assert not faults


def go_on(delegate: Traveller, to: str) -> None:
    delegate.page.click("[name=go][value=next]")
    delegate.page.wait_for_url(f"**/{to}")
    delegate.look()


def fill_in(delegate: Traveller) -> None:
    page = delegate.page
    delegate.open("/meetings/to-come/registration/new")
    page.fill("[name=full_name]", NAME)
    with page.expect_response(lambda answer: "ganbold" in (answer.request.post_data or "")):  # saved while typing
        page.fill("#email", "ganbold@example.org")
    page.get_by_role("status").filter(has_text=re.compile(".")).wait_for()
    page.reload()
    assert (page.input_value("[name=full_name]"), page.input_value("#email")) == (NAME, "ganbold@example.org")
    page.select_option("[name=honorific]", "other")
    page.fill("[name=other_honorific]", "Amb.")
    go_on(delegate, "part")
    page.select_option("[name=delegation]", index=1)
    page.locator(".days fieldset").last.locator("label").last.click()  # not on the last day
    go_on(delegate, "needs")
    page.locator("[name=diet][value=halal]").check()
    page.check("[name=diet_consent]")
    go_on(delegate, "consents")
    page.check("[name=participants]")
    page.check("[name=transfer]")
    go_on(delegate, "review")


def send(delegate: Traveller) -> None:
    delegate.page.locator("form:has([name=once]) [type=submit]").click()
    delegate.page.wait_for_url(re.compile(r"/registration/[0-9A-Z]{5}-[0-9A-Z]{5}$"))
    delegate.look()


def test_delegate_registers_and_comes_back_by_the_mailed_link_to_change_and_withdraw(
    delegate: Traveller, session: scoped_session[Session]
) -> None:
    fill_in(delegate)
    lang = delegate.page.get_attribute("html", "lang")
    halal = {"en": "halal", "ja": "ハラール"}[lang or ""]
    assert (NAME in delegate.text, halal in delegate.page.content()) == (True, True)
    send(delegate)
    number = delegate.page.url.rpartition("/")[2]
    stored = read(session, Registration.number, Registration.full_name, Registration.lang, Registration.listed)
    assert stored == (number, NAME, lang, True)
    open_mailed_link(delegate, session)
    change_the_name_for_the_badge(delegate)
    assert read(session, Registration.honorific, Registration.badge_name) == ("Amb.", "Ganbold")
    withdraw(delegate, number)
    assert read(session, Registration.state) == ("withdrawn",)


def read(session: scoped_session[Session], *columns: Any) -> tuple[Any, ...]:
    """The only row of these columns, read in a transaction that keeps nobody from writing."""
    row = tuple(session.execute(select(*columns)).one())
    session.rollback()
    return row


def open_mailed_link(delegate: Traveller, session: scoped_session[Session]) -> None:
    [body] = read(session, OutgoingMail.body_text)
    delegate.open(re.findall(r"https?://[^/]+(/links/\S+)", body)[0])
    delegate.page.click("main form [type=submit]")
    delegate.page.wait_for_url("**/edit/review")
    delegate.look()


def change_the_name_for_the_badge(delegate: Traveller) -> None:
    delegate.page.locator(".review-head a").first.click()
    delegate.page.wait_for_url("**/edit/who?*")
    delegate.page.locator("summary").first.click()
    delegate.page.fill("[name=badge_name]", "Ganbold")
    delegate.look()
    delegate.page.click("[name=go][value=review]")
    delegate.page.wait_for_url("**/edit/review")
    send(delegate)


def withdraw(delegate: Traveller, number: str) -> None:
    delegate.open(f"/meetings/to-come/registration/{number}/consents")
    delegate.follow(f"/meetings/to-come/registration/{number}")
    delegate.follow(f"/meetings/to-come/registration/{number}/withdrawal")
    delegate.page.check("[name=confirmed]")
    delegate.page.click("main [type=submit]")
    delegate.page.wait_for_url(f"**/registration/{number}")
    delegate.look()


def test_form_works_without_scripts(delegation: Any, live_server: str, browser_window: Browser) -> None:
    context = browser_window.new_context(base_url=live_server, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto("/meetings/to-come/registration/new?lang=en")
    page.fill("[name=full_name]", NAME)
    page.fill("#email", "ganbold@example.org")
    leave_by(page.locator("[name=go][value=next]"))
    page.select_option("[name=delegation]", index=1)
    for _step in ("part", "needs", "consents"):
        leave_by(page.locator("[name=go][value=next]"))
    leave_by(page.locator("form:has([name=once]) [type=submit]"))
    assert "Your registration has been received" in page.inner_text("main")
    context.close()
