"""Two rapporteurs type into one point at the same time, each in an own browser; one line is lost: no letter is."""

import itertools
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.discussion.models import DiscussionPoint
from jcmevents.extensions import db
from tests.browser import PASSWORD
from tests.factories import make_organizer, make_session
from tests.faults.client import at_once
from tests.live import chromium

pytestmark = pytest.mark.browser

LETTERS = "abcdefghijklmnopqrstuvwxyz "
KANJI = "一二三四五六七八九十"
START = "Start: "
PAUSE = 85  # milliseconds between two keys: twelve letters a second
PATIENCE = 120_000  # milliseconds until everything typed is stored, and has come to the other


class Lost(tuple[float, float]):
    """From when to when, in seconds, the line is down."""

    def holds(self, seconds: float) -> bool:
        return self[0] < seconds < self[1]


@pytest.fixture
def duration(in_full: bool) -> float:
    """Seconds of typing."""
    return 300 if in_full else 15


@pytest.fixture
def users(session: Any) -> list[User]:
    found = [make_organizer(email=f"rapporteur-{n}@example.org") for n in range(2)]
    for user in found:
        user.set_password(PASSWORD)
    return found


@pytest.fixture
def held(users: list[User]) -> Session:
    held = make_session()
    DiscussionPoint.note_in(held, {"en": START})
    db.session.commit()
    return held


def opened(page: Page, email: str, address: str) -> None:
    """Signs in and puts the cursor at the end of the point."""
    page.set_default_timeout(PATIENCE)
    page.goto("/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(address)
    expect(page.locator(".notes-card textarea:visible")).to_have_value(START, timeout=PATIENCE)
    page.locator(".notes-card textarea:visible").press("End")


def stretches(letters: str) -> Iterator[str]:
    endless = itertools.cycle(letters)
    while True:
        yield "".join(itertools.islice(endless, random.randint(3, 12)))  # noqa: S311 - not a secret


def type_on(page: Page, letters: str, duration: float, lost: Lost) -> str:
    """Types for `duration` seconds, without a line while it is `lost`; what was typed."""
    typed, start, is_down = "", time.monotonic(), False
    for stretch in stretches(letters):
        passed = time.monotonic() - start
        if passed > duration:
            break
        if lost.holds(passed) != is_down:
            is_down = not is_down
            page.context.set_offline(is_down)
        for letter in stretch:
            page.keyboard.insert_text(letter)
            page.wait_for_timeout(PAUSE)
        typed += stretch
    page.context.set_offline(False)
    return typed


class Typing(NamedTuple):
    """What two people share who type at the same time: who has typed what, and the end that they wait for."""

    typed: dict[str, str]
    through: threading.Barrier


def rapporteur(url: str, address: str, email: str, letters: str, duration: float, lost: Lost, typing: Typing) -> str:
    """What stands in the own browser when what the other has typed has come too."""
    with chromium() as browser:
        page = browser.new_context(base_url=url, locale="en-GB").new_page()
        opened(page, email, address)
        typing.typed[letters] = type_on(page, letters, duration, lost)
        expect(page.locator("[data-status]")).to_have_text("Saved", timeout=PATIENCE)
        typing.through.wait()
        whole = len(START) + sum(map(len, typing.typed.values()))
        field = page.locator(".notes-card textarea:visible")
        expect(field).to_have_value(re.compile(rf"^.{{{whole}}}$"), timeout=PATIENCE)
        return field.input_value()


def test_two_rapporteurs_lose_no_letter_although_one_loses_the_line(
    server: Any, held: Session, users: list[User], duration: float, ledger: Callable[[str], None]
) -> None:
    url, _master = server(workers=2)
    address = f"/meetings/{held.meeting.slug}/sessions/{held.id}/notes/"
    lost = Lost((duration * 0.35, duration * 0.65))
    typing = Typing({}, threading.Barrier(2, timeout=PATIENCE / 1000))
    one = partial(rapporteur, url, address, users[0].email, LETTERS, duration, Lost((0, 0)), typing)
    other = partial(rapporteur, url, address, users[1].email, KANJI, duration, lost, typing)
    db.session.rollback()
    seen_by_one, seen_by_other = at_once([one, other])
    letters, kanji = typing.typed[LETTERS], typing.typed[KANJI]
    db.session.expire_all()
    stored = db.session.query(DiscussionPoint).one().texts["en"]
    told = f"{len(letters)} and {len(kanji)} letters in {duration:.0f} s, the line lost for {lost[1] - lost[0]:.0f} s"
    ledger(f"two rapporteurs in one point: {told}, {len(stored) - len(START)} stored")
    assert "".join(each for each in stored if each in KANJI) == kanji
    assert "".join(each for each in stored.removeprefix(START) if each not in KANJI) == letters
    assert seen_by_one == seen_by_other == stored
