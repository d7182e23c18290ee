"""A delegate on a phone changes by private link what an organizer changes at the same time."""

from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy.orm import Session, scoped_session

from jcmevents import clock
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.registration.models import Registration
from tests.factories import make_delegation, make_meeting, make_registration
from tests.journeys.conftest import PHONE, Traveller, travelling
from tests.live import leave_by


@pytest.fixture
def person(session: scoped_session[Session]) -> Any:
    day = clock.now().date().replace(year=clock.now().year + 1, day=1)
    delegation = make_delegation(make_meeting(slug="to-come", start=day, end=day))
    delegation.invite(by=None, at=clock.now())
    person = make_registration(delegation, function="Director", unit="Climate Unit", email="t@example.org")
    session.commit()
    return person


def go(delegate: Traveller, to: str) -> None:
    leave_by(delegate.page.locator(f"[name=go][value={to}]"))
    delegate.look()


def test_delegate_sees_both_texts_and_overwrites_nothing_else(
    person: Registration, session: scoped_session[Session], live_server: str, browser_window: Browser
) -> None:
    details = {"to": person.email, "lang": "en", "by": None, "at": clock.now()}
    _link, token = PrivateLink.issue("registration", person.id, **details)
    session.commit()
    with travelling(browser_window, live_server, PHONE) as delegate:
        delegate.open(f"/links/{token}")
        leave_by(delegate.page.locator("main form [type=submit]"))
        delegate.open(f"/meetings/to-come/registration/{person.number}/edit/part?back=review")
        person.revise(by=None, at=clock.now(), function="Director General", unit="Carbon Market Unit", phone="+976 1")
        session.commit()
        delegate.page.fill("[name=function]", "Acting Director")
        go(delegate, "review")
        assert delegate.read(".clash-text") == ["Director General", "Acting Director"]
        assert delegate.page.input_value("[name=unit]") == "Carbon Market Unit"
        go(delegate, "review")
        delegate.page.locator("form:has([name=once]) [type=submit]").click()
        delegate.page.wait_for_url(f"**/registration/{person.number}")
    session.refresh(person)
    assert (person.function, person.unit, person.phone) == ("Acting Director", "Carbon Market Unit", "+976 1")
