"""A release goes its whole way: stopped by a fault, checked, approved twice, read early by one, out, corrected."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from jcmevents import clock
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.press.blocks import Kind
from jcmevents.press.models import Release
from tests.factories import make_user
from tests.journeys.conftest import DESK, PHONE, Traveller, travelling
from tests.journeys.test_focal_point import link_to, open_link
from tests.live import leave_by, sign_in
from tests.mail.conftest import sink
from tests.mail.sink import Sink
from tests.press.releases import BLOCKS, make_release

__all__ = ["sink"]
CO_ORGANIZER, READER = "ministry@example.org", "reader@example.org"
TITLE = "Meeting held in Hayama"
LINK = {"kind": Kind.LINK, "text": "The agreement"}


class People(NamedTuple):
    officer: Traveller
    approver: Traveller
    co_organizer: Traveller
    reader: Traveller
    public: Traveller


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def people(
    request: pytest.FixtureRequest, session: Any, live_server: str, browser_window: Chromium
) -> Iterator[People]:
    def one() -> Any:
        return travelling(browser_window, live_server, request.param)

    with one() as officer, one() as approver, one() as co_organizer, one() as reader, one() as public:
        yield People(officer, approver, co_organizer, reader, public)


def press(page: Page, address: str) -> None:
    """Press the button of the form that posts to `address`, with the box ticked if it has one."""
    form = page.locator(f'form[action="{address}"]').first
    for box in form.locator("[name=confirmed]").all():
        box.check()
    leave_by(form.locator("button[type=submit]").first)


def send(page: Page, **fields: str) -> None:
    """Fill in the page's form and send it."""
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)
    leave_by(page.locator("main form button[type=submit]").last)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_release_goes_from_the_draft_to_the_public_and_is_corrected(
    app: Flask, people: People, sink: Sink, lang: str
) -> None:
    officer, approver = make_user(Role.PRESS, lang=lang), make_user(Role.ORGANIZER, lang=lang)
    release = make_release(slug="journey", by=officer, langs=("en", "ja"), blocks=(*BLOCKS, LINK))
    way = f"/releases/{release.slug}/approval/"
    sign_in(people.officer.page, officer)
    sign_in(people.approver.page, approver)
    people.officer.open(f"{way}?lang={lang}")

    be_stopped_by_a_fault(people.officer, release, way)
    check_facts(people.officer, way)
    have_it_approved(app, people, sink, way, lang)
    schedule_for_tomorrow(people.officer, way)
    people.public.page.goto(f"/releases/journey?lang={lang}")
    assert TITLE not in people.public.page.content()
    read_early(app, people, sink, way, lang)

    let_the_time_come(release)
    people.public.open(f"/releases/journey?lang={lang}")
    assert people.public.read("h1") == ["Meeting held in 葉山" if lang == "ja" else TITLE]
    correct(people, release, way)
    people.public.open("/releases/journey?lang=en")
    assert people.public.read("h1") == ["Meeting held in Kamakura"]
    assert TITLE in people.public.text


def be_stopped_by_a_fault(officer: Traveller, release: Release, way: str) -> None:
    press(officer.page, f"{way}fact-check")
    assert officer.page.locator(".notice-bad").count() == 1
    assert officer.page.locator(".notice-warn li").count() > 0
    for text in release.texts:
        officer.open(f"/releases/journey/texts/{text.lang}/blocks/{text.blocks[-1].id}")
        send(officer.page, url="https://example.org/agreement")
    officer.open(way)
    press(officer.page, f"{way}fact-check")


def check_facts(officer: Traveller, way: str) -> None:
    page = officer.page
    for source in page.locator("[name=source]").all():
        source.fill("the list of participants")
    for box in page.locator("[name=ticked]").all():
        box.check()
    press(page, f"{way}ticks")
    officer.look()
    assert page.locator("[name=ticked]").count() == 0


def have_it_approved(app: Flask, people: People, sink: Sink, way: str, lang: str) -> None:
    officer, page = people.officer, people.officer.page
    officer.open(f"{way}co-organizer")
    send(page, name="The Ministry", address=CO_ORGANIZER)
    officer.open(f"{way}request")
    send(page)
    page.wait_for_url(f"**{way}")
    officer.look()

    open_link(people.co_organizer, link_to(sink, app, CO_ORGANIZER), lang)
    people.co_organizer.page.check("[name=confirmed]")
    people.co_organizer.page.locator("form.confirm button").click()
    people.co_organizer.page.locator(".notice-good").wait_for()

    people.approver.open(f"{way}text")
    press(people.approver.page, f"{way}consent")
    people.approver.page.wait_for_url(f"**{way}")
    people.approver.look()


def schedule_for_tomorrow(officer: Traveller, way: str) -> None:
    officer.open(f"{way}schedule")
    send(officer.page, day=f"{clock.now() + timedelta(days=2):%Y-%m-%d}", time="14:00")
    officer.page.wait_for_url(f"**{way}")
    officer.look()


def read_early(app: Flask, people: People, sink: Sink, way: str, lang: str) -> None:
    people.officer.open("/releases/journey/previews/new")
    send(people.officer.page, name="Ms. Reader", address=READER)
    people.officer.page.wait_for_url(f"**{way}#previews")
    open_link(people.reader, link_to(sink, app, READER), lang)
    assert "Ms. Reader" in people.reader.page.locator(".watermark-line").inner_text()
    people.officer.open(way)
    assert people.officer.read("#previews summary") == ["1"]


def let_the_time_come(release: Release) -> None:
    """As if the days until the embargo had passed."""
    db.session.expire_all()
    release.editions[-1].opens_at = release.published_at = clock.now() - timedelta(seconds=1)
    db.session.commit()


def correct(people: People, release: Release, way: str) -> None:
    page = people.officer.page
    people.officer.open(way)
    press(page, f"{way}correction")
    text = release.text_in("en")
    assert text
    people.officer.open(f"/releases/journey/texts/en/blocks/{text.blocks[1].id}")
    send(page, text="Meeting held in Kamakura")
    people.officer.open(f"{way}co-organizer")
    send(page, name="", address="")
    people.officer.open(f"{way}request")
    send(page, reason_en="The place was wrong.")
    page.wait_for_url(f"**{way}")
    people.approver.open(f"{way}text")
    press(people.approver.page, f"{way}consent")
    people.approver.page.wait_for_url(f"**{way}")
    people.officer.open(f"{way}schedule")
    page.check("[value=at_once]")
    send(page)
    page.wait_for_url(f"**{way}")
