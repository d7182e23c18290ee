"""What hangs and shines on the spot: the sheets at the doors and the screen in the hall."""

from datetime import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Window

from jcmevents import clock
from jcmevents.agenda.rooms import Room
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from tests.agenda.test_exports import words_of
from tests.browser import Browser
from tests.factories import NOW, make_edition, make_meeting, make_session
from tests.live import axe_violations

ROOMS = {"hall": {"en": "Main hall", "ja": "大ホール"}, "annex": {"en": "Annex", "ja": "別館"}}


def in_two_rooms() -> Meeting:
    meeting = make_meeting()
    rooms = {name: Room.open(meeting, names, by=None, at=NOW) for name, names in ROOMS.items()}
    plan = [
        (0, "hall", time(9), time(10), {"en": "Opening", "ja": "開会"}),
        (0, "annex", time(9, 30), time(11), {"en": "Workshop", "ja": "作業部会"}),
        (1, "hall", time(14), time(15, 15), {"en": "Closing", "ja": "閉会"}),
    ]
    for day, room, starts, ends, titles in plan:
        make_session(meeting, day=meeting.days[day], room=rooms[room], starts=starts, ends=ends, titles=titles)
    make_edition(meeting)
    return meeting


SHEETS = {
    "en": [
        ["Main hall", "17 February 2025 (Mon)", "09:00–10:00", "Opening"],
        ["Annex", "17 February 2025 (Mon)", "09:30–11:00", "Workshop"],
        ["Main hall", "18 February 2025 (Tue)", "14:00–15:15", "Closing"],
    ],
    "ja": [
        ["大ホール", "2025年2月17日", "09:00–10:00", "開会"],
        ["別館", "2025年2月17日", "09:30–11:00", "作業部会"],
        ["大ホール", "2025年2月18日", "14:00–15:15", "閉会"],
    ],
}


@pytest.mark.parametrize("lang", SHEETS)
def test_each_room_has_a_sheet_a_day_with_its_own_sessions(browser: Browser, tmp_path: Path, lang: str) -> None:
    meeting = in_two_rooms()
    content = browser.get(f"/meetings/{meeting.slug}/agenda/doors.pdf?lang={lang}").data
    sheets = words_of(content, tmp_path).split("\f")[:-1]
    assert len(sheets) == 3
    for sheet, words in zip(sheets, SHEETS[lang], strict=True):
        assert [word for word in words if word not in sheet] == []
    titles = [words[-1] for words in SHEETS[lang]]
    assert [[title for title in titles if title in sheet] for sheet in sheets] == [[title] for title in titles]


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)], ids=str)
def test_the_screen_with_sessions_on_is_accessible_and_not_cut_off(
    session: object, live_server: str, browser_window: Window, size: tuple[int, int]
) -> None:
    today = clock.now().astimezone(make_meeting().tz).date()
    meeting = make_meeting(start=today, end=today)
    for names in ROOMS.values():
        room = Room.open(meeting, names, by=None, at=NOW)
        make_session(meeting, room=room, starts=time(0), ends=time(23, 59))
    make_edition(meeting)
    db.session.commit()
    context = browser_window.new_context(base_url=live_server, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto(f"/meetings/{meeting.slug}/agenda/screen")
    assert page.locator(".screen-label").all_text_contents() == ["Now", "Now"]
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
