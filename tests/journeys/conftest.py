from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect

from jcmevents.meetings.models import Meeting
from tests.demonstration import demonstration
from tests.live import PATIENCE, axe_violations, watched

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}


class Traveller:
    """Somebody with a browser, who looks every page over: nothing serious by axe-core, nothing beyond the edge."""

    def __init__(self, page: Page):
        self.page = page

    def open(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer
        assert answer.ok, f"{path}: {answer.status}"
        self.look()

    def follow(self, path: str) -> None:
        """Press the first visible link that leads to `path`."""
        self.page.locator(f'a[href="{path}"]:visible').first.click()
        self.page.wait_for_url(f"**{path}")
        self.look()

    def wait_for_the_work(self) -> None:
        """The page loads itself anew when the work behind it has ended; whoever opened another then would cross it."""
        expect(self.page.locator("[data-progress]")).to_have_count(0)
        self.look()

    def taken(self, path: str) -> bytes:
        """The file to which a visible link of this page leads; `path` without what follows the question mark."""
        link = self.page.locator(f'a[href^="{path}"]:visible').first
        answer = self.page.request.get(link.get_attribute("href") or "", timeout=PATIENCE)
        assert answer.ok, f"{path}: {answer.status}"
        return answer.body()

    def look(self) -> None:
        assert axe_violations(self.page) == [], self.page.url
        beyond = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert beyond <= 0, f"{self.page.url} is {beyond} pixels wider than the screen"

    @property
    def text(self) -> str:
        return self.page.inner_text("main")

    def read(self, css: str) -> list[str]:
        return self.page.locator(css).all_inner_texts()


@pytest.fixture(scope="module")
def demo(app: Flask) -> Iterator[Meeting]:
    """The demonstration, loaded once for all journeys of a module."""
    with demonstration(app) as meeting:
        yield meeting


@contextmanager
def travelling(window: Browser, server: str, screen: ViewportSize) -> Iterator[Traveller]:
    """Somebody with a browser of their own, on a screen of this size."""
    context = window.new_context(base_url=server, viewport=screen, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults = watched(page)
    yield Traveller(page)
    context.close()
    assert not faults


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def traveller(
    request: pytest.FixtureRequest, demo: Meeting, live_server: str, browser_window: Browser
) -> Iterator[Traveller]:
    with travelling(browser_window, live_server, request.param) as somebody:
        yield somebody
