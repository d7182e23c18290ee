"""A focal point comes by the link of the mail, nominates three people and sends the letter; each gets an own link."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from jcmevents import clock, jobs
from jcmevents.delegations.models import Delegation
from tests.browser import Browser
from tests.factories import make_organizer
from tests.journeys.conftest import DESK, PHONE, Traveller, travelling
from tests.live import leave_by
from tests.mail.conftest import sink
from tests.mail.sink import Sink
from tests.nomination.conftest import coming_meeting, door_of, invited

__all__ = ["sink"]
PEOPLE = (
    ("Цэцэгмаа Бат-Эрдэнэ", "head", "head@example.org"),
    ("Suharto", "deputy", "deputy@example.org"),
    ("ณัฐวุฒิ ศรีสุข", "adviser", "adviser@example.org"),
)
LETTER = {"name": "口上書.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 signed"}


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def focal_point(
    request: pytest.FixtureRequest, session: Any, live_server: str, browser_window: Chromium
) -> Iterator[Traveller]:
    with travelling(browser_window, live_server, request.param) as somebody:
        yield somebody


@pytest.fixture
def delegation(session: Any) -> Delegation:
    return invited(
        meeting=coming_meeting(titles={"en": "JCM Global Partnership", "ja": "JCMグローバルパートナーシップ"})
    )


def link_to(sink: Sink, app: Flask, address: str) -> str:
    """The path of the private link in the newest mail to `address`, read where the mail server put it."""
    jobs.drain(app, clock.now())
    mail = next(mail for mail in reversed(sink.mails) if address in str(mail["To"]))
    lines = str(mail.get_content()).splitlines()
    return next(line for line in lines if "/links/" in line).partition("/links/")[2]


def open_link(traveller: Traveller, token: str, lang: str) -> None:
    traveller.open(f"/links/{token}?lang={lang}")
    traveller.page.click("main button[type=submit]")
    traveller.page.wait_for_url(lambda url: "/links/" not in url)
    traveller.look()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_focal_point_nominates_three_people_and_each_gets_a_link(
    app: Flask, focal_point: Traveller, delegation: Delegation, sink: Sink, live_server: str, lang: str
) -> None:
    page, door = focal_point.page, door_of(delegation)
    board = door.removesuffix("/nomination")
    delegation.revise(focal_point_lang=lang, by=None, at=clock.now())
    organizer = Browser(app).sign_in(make_organizer())
    organizer.submit(board, action=f"{board}/links")
    open_link(focal_point, link_to(sink, app, "bat@example.mn"), lang)
    assert page.url == live_server + door
    assert page.get_attribute("html", "lang") == lang

    leave_by(page.locator("#answer button").first)
    focal_point.look()
    focal_point.follow(f"{door}/people/new")
    for number, (name, capacity, email) in enumerate(PEOPLE):
        page.fill(f"[name=people-{number}-full_name]", name)
        page.select_option(f"[name=people-{number}-capacity]", capacity)
        page.fill(f"[name=people-{number}-email]", email)
    page.check("[name=people-0-funded]")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/nomination#people")
    focal_point.look()
    assert focal_point.read(".member-name") == [name for name, _capacity, _email in PEOPLE]
    assert focal_point.read(".stat-value")[-1] == "2"

    focal_point.follow(f"{door}/letters/new")
    page.set_input_files("[name=file]", files=[LETTER])
    page.click("main form button[type=submit]")
    page.wait_for_url("**/nomination#letter")
    focal_point.look()
    assert focal_point.read("#letter ~ .entries a") == ["口上書.pdf"]
    assert len(focal_point.read(".task-done")) == 4

    assert len({link_to(sink, app, email) for _name, _capacity, email in PEOPLE}) == 3
    assert "3 of 5" in organizer.open(board.rpartition("/")[0] + "/").text


def test_each_nominee_is_led_to_the_own_form_and_to_nothing_else(
    app: Flask, focal_point: Traveller, delegation: Delegation, sink: Sink
) -> None:
    door = door_of(delegation)
    nominating = Browser(app)
    nominating.hold_link("delegation", delegation.id)
    typed = {"people-0-full_name": "Suharto", "people-0-email": "deputy@example.org"}
    nominating.submit(f"{door}/people/new", **typed)
    open_link(focal_point, link_to(sink, app, "deputy@example.org"), "en")
    assert "/registration/" in focal_point.page.url
    assert "Suharto" in focal_point.page.content()
    answer = focal_point.page.goto(door)
    assert answer
    assert answer.status == 403
