"""The reader's own time beside that of the meeting."""

from datetime import date, time

import pytest

from jcmevents.agenda.drafting import draft
from jcmevents.agenda.elsewhere import Elsewhere
from tests.browser import Browser
from tests.factories import make_edition, make_meeting, make_session

COP30 = date(2025, 11, 19)  # 17:15 in Belém was 05:15 of the next day in Japan


@pytest.mark.parametrize(
    ("zone", "day", "starts", "reader", "told"),
    [
        ("America/Belem", COP30, time(17, 15), "Asia/Tokyo", "05:15–06:15 JST (UTC+9) (+1 day)"),
        ("Asia/Tokyo", date(2025, 2, 17), time(9), "America/New_York", "19:00–20:00 EST (UTC−5) (−1 day)"),
        ("Europe/Zurich", date(2024, 7, 31), time(12), "Asia/Tokyo", "19:00–20:00 JST (UTC+9)"),
        ("Asia/Tokyo", date(2024, 7, 31), time(19), "Europe/Zurich", "12:00–13:00 CEST (UTC+2)"),
        ("Asia/Tokyo", date(2025, 2, 17), time(9), "Australia/Lord_Howe", "11:00–12:00 UTC+11"),
        ("Europe/Zurich", date(2027, 3, 28), time(1, 30), "UTC", "00:30–01:00 UTC"),
    ],
)
def test_a_session_is_told_in_the_readers_zone(
    browser: Browser, zone: str, day: date, starts: time, reader: str, told: str
) -> None:
    ends = time(3) if starts == time(1, 30) else time(starts.hour + 1, starts.minute)
    held = make_session(make_meeting(zone=zone, start=day, end=day), starts=starts, ends=ends)
    (session,) = draft(held.meeting).sessions
    elsewhere = Elsewhere.named(reader)
    assert elsewhere
    assert elsewhere.told(session) == told


@pytest.mark.parametrize("name", [None, "", "Mars/Olympus", "../etc/passwd", "asia/tokyo "])
def test_no_zone_is_made_of_other_words(browser: Browser, name: str | None) -> None:
    assert Elsewhere.named(name) is None


def test_the_page_shows_both_times_and_says_which_is_local(browser: Browser) -> None:
    meeting = make_meeting(zone="America/Belem", start=COP30, end=COP30)
    make_session(meeting, starts=time(17, 15), ends=time(18, 15))
    make_edition(meeting)
    address = f"/meetings/{meeting.slug}/agenda"
    page = browser.get(f"{address}?zone=Asia/Tokyo")
    assert page.texts(".agenda-row > .agenda-time") == ["17:15–18:15"]
    assert page.texts(".agenda-elsewhere") == ["05:15–06:15 JST (UTC+9) (+1 day)"]
    assert page.texts(".agenda-day small") == ["local time, UTC−3"]
    assert browser.get(f"{address}?zone=nowhere").texts(".agenda-elsewhere") == []
