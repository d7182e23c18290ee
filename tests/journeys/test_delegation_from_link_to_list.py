"""The whole way of a delegation: its focal point nominates three people, each completes the form by the own link,
the organizer sends one back, approves two, puts another person in the place of one, and takes the roster along."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import python_calamine
from flask import Flask
from playwright.sync_api import Browser as Chromium
from sqlalchemy import select

from jcmevents import clock
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.delegations.links import PURPOSE
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.registration.models import Registration
from tests.factories import make_organizer
from tests.journeys.conftest import DESK, PHONE, Traveller, travelling
from tests.journeys.test_focal_point import link_to, open_link
from tests.live import leave_by, sign_in
from tests.mail.conftest import sink
from tests.mail.sink import Sink
from tests.nomination.conftest import coming_meeting, door_of, invited

__all__ = ["sink"]
PEOPLE = {
    "head@example.org": "Цэцэгмаа Бат-Эрдэнэ",
    "deputy@example.org": "Suharto",
    "adviser@example.org": "ณัฐวุฒิ ศรีสุข",
}
SUCCESSOR, NOTE = "𠮷野 髙橋", "Please write your title in English."


@pytest.fixture
def delegation(session: Any) -> Delegation:
    delegation = invited(meeting=coming_meeting(slug="whole-way"))
    delegation.accept(by=None, at=clock.now())
    db.session.commit()
    return delegation


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def screens(
    request: pytest.FixtureRequest, session: Any, live_server: str, browser_window: Chromium
) -> Iterator[tuple[Traveller, Traveller]]:
    """The browsers of the delegation and of the organizer."""
    with (
        travelling(browser_window, live_server, request.param) as delegate,
        travelling(browser_window, live_server, request.param) as organizer,
    ):
        yield delegate, organizer


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_delegation_goes_the_whole_way_from_the_link_to_the_list(
    app: Flask, screens: tuple[Traveller, Traveller], delegation: Delegation, sink: Sink, lang: str
) -> None:
    delegate, organizer = screens
    nominate(delegate, delegation, lang)
    for address in PEOPLE:
        complete(delegate, link_to(sink, app, address), lang)
    assert states() == {address: "submitted" for address in PEOPLE}

    sign_in(organizer.page, make_organizer(lang=lang))
    send_back(organizer, number_of("adviser@example.org"), lang)
    correct(delegate, link_to(sink, app, "adviser@example.org"), lang)
    for address in ("head@example.org", "adviser@example.org"):
        take_step(organizer, number_of(address), "confirmation", lang)
    replace(organizer, number_of("deputy@example.org"), lang)
    assert states() == {
        "head@example.org": "confirmed",
        "deputy@example.org": "withdrawn",
        "adviser@example.org": "confirmed",
        "successor@example.org": "nominated",
    }
    assert names_on_the_roster(organizer, lang) == {*PEOPLE.values(), SUCCESSOR}


def nominate(focal_point: Traveller, delegation: Delegation, lang: str) -> None:
    now = clock.now()
    _link, token = PrivateLink.issue(PURPOSE, delegation.id, to="bat@example.mn", lang=lang, by=None, at=now)
    db.session.commit()
    open_link(focal_point, token, lang)
    focal_point.follow(f"{door_of(delegation)}/people/new")
    for number, (address, name) in enumerate(PEOPLE.items()):
        focal_point.page.fill(f"[name=people-{number}-full_name]", name)
        focal_point.page.fill(f"[name=people-{number}-email]", address)
        focal_point.page.select_option(f"[name=people-{number}-lang]", lang)
    focal_point.page.select_option("[name=people-0-capacity]", "head")
    focal_point.page.click("main form button[type=submit]")
    focal_point.page.wait_for_url("**/nomination#people")
    focal_point.look()


def complete(nominee: Traveller, token: str, lang: str) -> None:
    open_link(nominee, token, lang)
    page = nominee.page
    if page.url.endswith("/review"):
        leave_by(page.locator(".review-head a").first)
    send(nominee)


def send(nominee: Traveller) -> None:
    """Through the steps that are left to the review, and off."""
    page = nominee.page
    while not page.url.endswith("/review"):
        before = page.url
        page.click("[name=go][value=next]")
        page.wait_for_url(lambda url, before=before: url != before)
        nominee.look()
    page.locator("form:has([name=once]) [type=submit]").click()
    page.wait_for_url(re.compile(r"/registration/[0-9A-Z]{5}-[0-9A-Z]{5}$"))
    nominee.look()


def send_back(organizer: Traveller, number: str, lang: str) -> None:
    organizer.open(f"/meetings/whole-way/registrations/{number}/correction-request?lang={lang}")
    organizer.page.check("[name=asks_function]")
    organizer.page.fill("[name=note_function]", NOTE)
    press_on(organizer, number)


def correct(nominee: Traveller, token: str, lang: str) -> None:
    """This browser holds a link already, so that of the mail leads on at once; the note stands at its field."""
    nominee.open(f"/links/{token}?lang={lang}")
    assert "/links/" not in nominee.page.url
    nominee.open(f"/meetings/whole-way/registration/{number_of('adviser@example.org')}/edit/part")
    assert NOTE in nominee.text
    nominee.page.fill("[name=function]", "Director General")
    send(nominee)


def take_step(organizer: Traveller, number: str, noun: str, lang: str) -> None:
    organizer.open(f"/meetings/whole-way/registrations/{number}/{noun}?lang={lang}")
    press_on(organizer, number)


def press_on(organizer: Traveller, number: str) -> None:
    organizer.page.locator("main form:has([name=subject]) .form-actions button[type=submit]").first.click()
    organizer.page.wait_for_url(f"**/registrations/{number}")
    organizer.look()


def replace(organizer: Traveller, number: str, lang: str) -> None:
    organizer.open(f"/meetings/whole-way/registrations/{number}/replacement?lang={lang}")
    organizer.page.fill("[name=full_name]", SUCCESSOR)
    organizer.page.fill("[name=email]", "successor@example.org")
    organizer.page.locator("main .form-actions button[type=submit]").first.click()
    organizer.page.wait_for_url(re.compile(rf"/registrations/(?!{number})[0-9A-Z]{{5}}-[0-9A-Z]{{5}}$"))
    organizer.look()


def names_on_the_roster(organizer: Traveller, lang: str) -> set[str]:
    organizer.open(f"/meetings/whole-way/registrations/?lang={lang}")
    content = organizer.taken("/meetings/whole-way/registrations/roster.xlsx")
    rows = python_calamine.load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()
    return {cell for row in rows for cell in row if cell in {*PEOPLE.values(), SUCCESSOR}}


def states() -> dict[str, str]:
    found = {email: state for email, state in db.session.execute(select(Registration.email, Registration.state))}
    db.session.rollback()
    return found


def number_of(address: str) -> str:
    number = db.session.scalars(select(Registration.number).where(Registration.email == address)).one()
    db.session.rollback()
    return number
