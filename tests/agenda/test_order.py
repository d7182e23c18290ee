"""Items put in order within a session and into another one; their clock times follow."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import time
from typing import Any

import pytest
from playwright.sync_api import Page as Window
from playwright.sync_api import expect

from jcmevents.agenda.models import Item, Session
from jcmevents.extensions import db
from tests.browser import Browser
from tests.factories import make_item, make_meeting, make_organizer, make_session
from tests.live import axe_violations, sign_in
from tests.page import Page

Queries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def two_sessions() -> tuple[Session, Session]:
    """The first with A, B, C of 10 minutes each, the second with D."""
    meeting = make_meeting()
    first = make_session(meeting, titles={"en": "First"}, starts=time(9), ends=time(10))
    second = make_session(meeting, titles={"en": "Second"}, starts=time(14), ends=time(15))
    for session, letters in ((first, "ABC"), (second, "D")):
        for letter in letters:
            make_item(session, titles={"en": letter}, minutes=10)
    db.session.commit()
    return first, second


def told(session: Session) -> list[str]:
    return [f"{start:%H:%M} {item.title}" for item, start, _end in session.timed_items() if start]


def send(browser: Browser, item: Item, into: Session, **fields: Any) -> Page:
    address = f"/meetings/{into.meeting.slug}/agenda/items/{item.id}/place"
    return browser.post(address, {"session": into.id, **fields})


def seen(session: Session, item: Item) -> str:
    return ".".join(str(each.id) for each in session.items if each is not item)


def test_an_item_is_put_elsewhere_in_its_session_and_all_times_follow(organizer: Browser) -> None:
    first, _second = two_sessions()
    item = first.items[2]
    answer = send(organizer, item, first, place=0, seen=seen(first, item))
    assert told(first) == ["09:00 C", "09:10 A", "09:20 B"]
    assert json.loads(answer.body)["times"][str(item.id)] == "09:00–09:10"


def test_an_item_is_put_into_another_session(organizer: Browser) -> None:
    first, second = two_sessions()
    item = first.items[0]
    assert send(organizer, item, second, place=1, seen=seen(second, item)).status == 200
    assert (told(first), told(second)) == (["09:00 B", "09:10 C"], ["14:00 D", "14:10 A"])
    organizer.post(f"/meetings/{first.meeting.slug}/agenda/undo")
    assert (told(first), told(second)) == (["09:00 A", "09:10 B", "09:20 C"], ["14:00 D"])


def test_an_item_with_a_time_of_its_own_begins_where_it_is_put(organizer: Browser) -> None:
    first, second = two_sessions()
    fixed = make_item(second, titles={"en": "E"}, starts=time(14, 30), minutes=20)
    db.session.commit()
    send(organizer, fixed, first, place=1)
    assert told(first) == ["09:00 A", "09:10 E", "09:30 B", "09:40 C"]


def test_what_begins_too_early_after_a_move_follows_too(organizer: Browser) -> None:
    first, _second = two_sessions()
    held = make_item(first, titles={"en": "E"}, starts=time(9, 30), minutes=10)
    last = make_item(first, titles={"en": "F"}, minutes=20)
    db.session.commit()
    send(organizer, last, first, place=0)
    assert told(first) == ["09:00 F", "09:20 A", "09:30 B", "09:40 C", "09:50 E"]
    assert held.starts is None


def test_the_buttons_do_it_without_scripts(organizer: Browser) -> None:
    first, second = two_sessions()
    item = first.items[1]
    address = f"/meetings/{first.meeting.slug}/agenda"
    moved = organizer.submit(f"{address}/order", action=f"{address}/items/{item.id}/place", session=second.id)
    assert organizer.path_of(moved.location) == f"{address}/order"
    assert told(second) == ["14:00 D", "14:10 B"]
    for _twice in range(2):  # the second time it is the first already
        send(organizer, item, second, place="up")
        assert told(second) == ["14:00 B", "14:10 D"]


def test_an_order_that_somebody_else_changed_is_looked_at_again(organizer: Browser) -> None:
    first, _second = two_sessions()
    item = first.items[0]
    old = seen(first, item)
    send(organizer, first.items[2], first, place=0)
    refused = send(organizer, item, first, place=2, seen=old)
    assert (refused.status, "changed this order meanwhile" in json.loads(refused.body)["message"]) == (409, True)
    assert told(first) == ["09:00 C", "09:10 A", "09:20 B"]


@pytest.mark.parametrize("fields", [{"place": "last"}, {"session": "x"}, {"session": 999_999}])
def test_a_place_that_there_is_not_is_not_found(organizer: Browser, fields: dict[str, Any]) -> None:
    first, _second = two_sessions()
    assert send(organizer, first.items[0], first, **fields).status == 404


def test_a_session_of_another_meeting_takes_no_item(organizer: Browser) -> None:
    first, _second = two_sessions()
    elsewhere = make_session()
    db.session.commit()
    assert send(organizer, first.items[0], first, session=elsewhere.id).status == 404


def test_a_long_agenda_takes_no_more_queries_than_a_short_one(organizer: Browser, queries: Queries) -> None:
    def counted(sessions: int) -> int:
        meeting = make_meeting()
        for number in range(sessions):
            make_item(make_session(meeting, day=meeting.days[number % 3]), minutes=10)
        db.session.commit()
        with queries() as statements:
            assert organizer.get(f"/meetings/{meeting.slug}/agenda/order").status == 200
        return len(statements)

    assert counted(1) == counted(30)


def test_an_item_is_dragged_into_another_session(page: Window) -> None:
    first, second = two_sessions()
    item = first.items[0].id
    sign_in(page, make_organizer())
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/meetings/{first.meeting.slug}/agenda/order")
    assert axe_violations(page) == []
    grip = page.locator(f"#item-{item} [data-grip]").bounding_box()
    target = page.locator("[data-session]").nth(1).bounding_box()
    assert grip
    assert target
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(target["x"] + 30, target["y"] + target["height"] - 4, steps=20)
    with page.expect_response("**/place"):
        page.mouse.up()
    expect(page.locator("[data-said-here]")).to_contain_text("of “Second” now: 14:")
    shown = page.locator("[data-session] >> nth=1").locator("[data-item]").all()
    listed = [" ".join(each.locator("[data-time], .order-title").all_inner_texts()) for each in shown]
    db.session.rollback()
    db.session.expire_all()
    assert told(first) == ["09:00 B", "09:10 C"]
    assert [f"{start:%H:%M}–{end:%H:%M} {each.title}" for each, start, end in second.timed_items()] == listed
    assert len(listed) == 2
    db.session.rollback()
    page.set_viewport_size({"width": 390, "height": 844})
    assert axe_violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
