"""The grid in a real browser: by pointer, by keyboard, with two organizers, and how little a drag has to do."""

from datetime import time, timedelta

import pytest
from playwright.sync_api import Page, expect

from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from tests.factories import NOW, make_item, make_meeting, make_organizer, make_session
from tests.live import axe_violations, sign_in

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
HOURS = (9, 10, 11, 14, 15)
WATCH = """() => {
  window.touched = new Set();
  const blockOf = (node) => (node.closest ? node : node.parentElement).closest("[data-block]");
  const everything = { subtree: true, attributes: true, childList: true, characterData: true };
  new MutationObserver((changes) => changes.forEach(({ target }) => touched.add(blockOf(target)?.dataset.place)))
    .observe(document.querySelector("[data-grid]"), everything);
}"""


def grid(page: Page, meeting: Meeting) -> None:
    sign_in(page, make_organizer())
    page.set_viewport_size(DESK)
    page.goto(f"/meetings/{meeting.slug}/agenda/grid")
    page.wait_for_selector(".is-live")


def still_grid(page: Page, meeting: Meeting) -> None:
    """The same, while the clock of the page stands still: what is moved is not saved before it is asked for."""
    page.clock.install(time=NOW)
    grid(page, meeting)
    page.clock.pause_at(NOW + timedelta(hours=1))


def two_rooms() -> tuple[Meeting, Session]:
    meeting = make_meeting()
    rooms = [Room.open(meeting, {"en": name}, by=None, at=NOW) for name in ("Hall", "Annex")]
    return meeting, make_session(meeting, room=rooms[0], titles={"en": "Rules"}, starts=time(10), ends=time(11))


def stored(session: Session) -> tuple[str, str, str]:
    """Start, end and room; reads, and then lets the server write again."""
    db.session.rollback()
    db.session.expire_all()
    assert session.ends
    assert session.room
    found = f"{session.starts:%H:%M}", f"{session.ends:%H:%M}", session.room.name
    db.session.rollback()
    return found


def carry(page: Page, css: str, right: float, down: float, steps: int = 10) -> None:
    """Take hold of it and move it, without letting go."""
    page.locator(css).first.scroll_into_view_if_needed()
    box = page.locator(css).first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=steps)


def drag(page: Page, css: str, right: float, down: float) -> None:
    carry(page, css, right, down)
    page.mouse.up()


def test_a_session_is_dragged_to_another_time_and_room(page: Page) -> None:
    meeting, held = two_rooms()
    grid(page, meeting)
    width = page.locator("[data-lane]").first.bounding_box()
    assert width
    with page.expect_response("**/place"):
        drag(page, "[data-block]", width["width"], 1.6 * 30)
    expect(page.locator("[data-said]")).to_contain_text("Rules: 10:30 to 11:30, Annex")
    assert stored(held) == ("10:30", "11:30", "Annex")
    with page.expect_response("**/place"):
        drag(page, "[data-edge]", 0, 1.6 * 15)
    assert stored(held) == ("10:30", "11:45", "Annex")
    assert page.url.endswith("/grid")


def test_a_session_is_moved_stretched_taken_back_and_undone_by_keyboard(page: Page) -> None:
    meeting, held = two_rooms()
    still_grid(page, meeting)
    page.locator("[data-block] a").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-said]")).to_contain_text("Rules: 10:05 to 11:05, Hall")
    page.keyboard.press("Escape")
    expect(page.locator("[data-said]")).to_have_text("Rules is back at 10:00.")
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowDown"):
        page.keyboard.press(key)
    with page.expect_response("**/place"):
        page.keyboard.press("Space")
    expect(page.locator("[data-said]")).to_contain_text("Rules: 09:55 to 11:00, Annex")
    expect(page.locator("[data-block] a")).to_be_focused()
    assert stored(held) == ("09:55", "11:00", "Annex")
    expect(page.locator("[data-undo]")).to_be_visible()
    page.keyboard.press("Control+z")
    page.get_by_text("is as it was").wait_for()
    expect(page.locator("[data-block] a")).to_be_focused()
    assert stored(held) == ("10:00", "11:00", "Hall")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/sessions/{held.id}/edit?from=grid")


def test_a_session_is_entered_where_the_grid_is_pressed(page: Page) -> None:
    meeting, _held = two_rooms()
    grid(page, meeting)
    page.locator("[data-lane]").nth(3).click(position={"x": 40, "y": 1.6 * 130})  # the annex on the second day
    expect(page.locator("[name=starts]")).to_have_value("11:00")
    expect(page.locator("[name=day] :checked")).to_contain_text("18 February")
    expect(page.locator("[name=room] :checked")).to_have_text("Annex")
    page.fill("[name=title_en]", "Markets")
    page.fill("[name=ends]", "12:00")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/grid#session-*")
    expect(page.locator("[data-title=Markets] a")).to_be_focused()
    page.locator("[data-findings] a", has_text="Markets").click()
    expect(page.locator("[data-title=Markets] [data-doubt]")).to_be_visible()
    expect(page.locator("[data-title=Markets] a")).to_be_focused()


def test_a_clash_shows_both_and_keeps_mine(page: Page) -> None:
    meeting, held = two_rooms()
    still_grid(page, meeting)
    held.revise(starts=time(9), ends=time(11), by=None, at=NOW)
    db.session.commit()
    page.locator("[data-block] a").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("[data-clash-texts]")).to_contain_text("Stored meanwhile: 09:00. Yours: 10:05.")
    page.clock.resume()  # axe needs it
    assert axe_violations(page) == []
    with page.expect_response("**/place"):
        page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("[data-clash]")).to_be_hidden()
    assert stored(held)[0] == "10:05"


def full_meeting() -> Meeting:
    """3 days, 4 rooms, 60 sessions with an item each."""
    meeting = make_meeting()
    rooms = [Room.open(meeting, {"en": f"Room {n}"}, by=None, at=NOW) for n in range(1, 5)]
    for day in meeting.days:
        for room in rooms:
            for hour in HOURS:
                make_item(make_session(meeting, day=day, room=room, starts=time(hour), ends=time(hour, 45)), minutes=20)
    return meeting


def test_a_drag_over_a_full_grid_touches_nothing_but_the_session_that_is_carried(page: Page) -> None:
    """So that it stays smooth, which `bench.dragging` measures: `None` is the lanes that it leaves and enters."""
    grid(page, full_meeting())
    assert page.locator("[data-block]").count() == 60
    carried = page.locator("[data-block]").first.get_attribute("data-place")
    page.evaluate(WATCH)
    carry(page, "[data-block]", 500, 160, steps=40)
    drawn = "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done([...touched]))))"
    assert set(page.evaluate(drawn)) == {None, carried}
    with page.expect_response("**/place"):
        page.mouse.up()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_grid_has_no_serious_fault_of_accessibility(page: Page, size: dict[str, int]) -> None:
    grid(page, full_meeting())
    page.set_viewport_size(size)
    assert axe_violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
