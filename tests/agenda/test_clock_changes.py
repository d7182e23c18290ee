"""Nights on which the clocks are put forward or back: refused, asked, and told alike everywhere."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from jcmevents import clock
from jcmevents.agenda.data import as_data
from jcmevents.agenda.drafting import draft
from jcmevents.agenda.exports import agenda_file
from jcmevents.agenda.models import Session
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from tests.browser import Browser
from tests.factories import NOW, make_edition, make_item, make_meeting, make_organizer, make_session

SPRING = {  # zone: the day, a wall time that is skipped
    "Europe/Zurich": (date(2027, 3, 28), time(2, 30)),
    "America/New_York": (date(2027, 3, 14), time(2, 0)),
    "Australia/Lord_Howe": (date(2027, 10, 3), time(2, 15)),  # half an hour is skipped there
}
AUTUMN = {  # zone: the day, a wall time that comes twice, offsets of the first and the second
    "Europe/Zurich": (date(2027, 10, 31), time(2, 30), "+02:00", "+01:00"),
    "America/New_York": (date(2027, 11, 7), time(1, 30), "-04:00", "-05:00"),
    "Australia/Lord_Howe": (date(2027, 4, 4), time(1, 45), "+11:00", "+10:30"),
}


def session_on(zone: str, day: date, starts: time, ends: time | None = time(9), **details: Any) -> Session:
    return make_session(make_meeting(zone=zone, start=day, end=day), starts=starts, ends=ends, **details)


@pytest.mark.parametrize("zone", SPRING)
def test_a_session_in_the_skipped_hour_is_refused(browser: Browser, zone: str) -> None:
    day, skipped = SPRING[zone]
    with pytest.raises(RuleBroken, match=f"skip {skipped:%H:%M}") as refusal:
        session_on(zone, day, skipped)
    assert refusal.value.field == "starts"
    with pytest.raises(RuleBroken, match=f"skip {skipped:%H:%M}") as refusal:
        session_on(zone, day, time(0, 30), skipped)
    assert refusal.value.field == "ends"


@pytest.mark.parametrize("zone", AUTUMN)
def test_a_session_in_the_doubled_hour_is_asked_which_one(browser: Browser, zone: str) -> None:
    day, twice, first, second = AUTUMN[zone]
    with pytest.raises(RuleBroken, match=f"{twice:%H:%M} comes twice") as question:
        session_on(zone, day, twice)
    assert question.value.field == "starts_fold"
    for fold, offset in ((0, first), (1, second)):
        held = session_on(zone, day, twice, starts_fold=fold)
        db.session.commit()
        db.session.expire_all()
        assert held.starts_at.isoformat() == f"{day}T{twice:%H:%M}:00{offset}"


def test_an_answer_that_nobody_asked_for_is_not_kept(browser: Browser) -> None:
    assert make_session(starts_fold=1).starts_fold is None


def test_a_session_may_last_from_the_first_to_the_second_of_two_equal_times(browser: Browser) -> None:
    day, twice, *_ = AUTUMN["Europe/Zurich"]
    held = session_on("Europe/Zurich", day, twice, twice, starts_fold=0, ends_fold=1)
    assert held.ends_at is not None
    assert held.ends_at.timestamp() - held.starts_at.timestamp() == 3600
    with pytest.raises(RuleBroken, match="ends before it starts"):
        session_on("Europe/Zurich", day, twice, twice, starts_fold=1, ends_fold=0)


def told_everywhere(browser: Browser, held: Session) -> tuple[list[str], list[str], list[datetime], list[str]]:
    """Wall times of items and session by page and by data; instants by calendar and by data."""
    make_edition(held.meeting)
    page = browser.get(f"/meetings/{held.meeting.slug}/agenda")
    data = as_data(draft(held.meeting))["days"][0]["sessions"][0]
    (event,) = Calendar.from_ical(agenda_file(held.meeting, "ics", lang="en", at=NOW).decode()).walk("VEVENT")
    return (
        page.texts(".agenda-time"),
        [f"{each['starts']}–{each['ends']}" for each in (data, *data["items"])],
        [event.DTSTART, event.DTEND],
        [data["starts_at"], data["ends_at"]],
    )


@pytest.mark.parametrize(
    ("day", "starts", "details", "walls", "instants"),
    [
        (  # an hour lasts an hour though the clocks skip one
            date(2027, 3, 28),
            time(1, 30),
            {},
            ["01:30–05:00", "01:30–03:30", "03:30–03:45"],
            ["2027-03-28T01:30:00+01:00", "2027-03-28T05:00:00+02:00"],
        ),
        (
            date(2027, 10, 31),
            time(2, 30),
            {"starts_fold": 0},
            ["02:30–05:00", "02:30–02:30", "02:30–02:45"],
            ["2027-10-31T02:30:00+02:00", "2027-10-31T05:00:00+01:00"],
        ),
        (
            date(2027, 10, 31),
            time(2, 30),
            {"starts_fold": 1},
            ["02:30–05:00", "02:30–03:30", "03:30–03:45"],
            ["2027-10-31T02:30:00+01:00", "2027-10-31T05:00:00+01:00"],
        ),
    ],
)
def test_page_data_and_calendar_agree_when_the_clocks_change(
    browser: Browser, day: date, starts: time, details: dict[str, Any], walls: list[str], instants: list[str]
) -> None:
    held = session_on("Europe/Zurich", day, starts, time(5), **details)
    make_item(held, minutes=60)
    make_item(held, minutes=15)
    on_page, in_data, by_calendar, by_data = told_everywhere(browser, held)
    assert on_page == in_data == walls
    assert by_data == instants
    assert [moment.timestamp() for moment in by_calendar] == [datetime.fromisoformat(i).timestamp() for i in instants]


def test_an_item_at_a_doubled_time_is_the_one_after_the_item_before(browser: Browser) -> None:
    held = session_on("Europe/Zurich", date(2027, 10, 31), time(1, 30), time(5))
    make_item(held, minutes=90)  # until 02:00 the second time: 01:30 and 90 minutes of real time
    make_item(held, starts=time(2, 30), minutes=10)
    starts = [timed.start.isoformat() for timed in held.timed_items() if timed.start]
    assert starts == ["2027-10-31T01:30:00+02:00", "2027-10-31T02:30:00+01:00"]


def test_an_item_in_the_skipped_hour_is_refused(browser: Browser) -> None:
    held = session_on("Europe/Zurich", date(2027, 3, 28), time(1, 30), time(5))
    with pytest.raises(RuleBroken, match="skip 02:30"):
        make_item(held, starts=time(2, 30))


def test_the_form_asks_and_keeps_what_was_typed(browser: Browser) -> None:
    day = date(2027, 10, 31)
    meeting = make_meeting(zone="Europe/Zurich", start=day, end=day)
    browser.sign_in(make_organizer())
    address = f"/meetings/{meeting.slug}/agenda/sessions/new"
    page = browser.submit(address, title_en="Night watch", starts="02:30", ends="04:00")
    assert page.status == 409
    assert "comes twice" in page.one(".field-error").text
    assert page.form(having={"title_en"}).one("[name=title_en]")["value"] == "Night watch"
    browser.submit(page, starts_fold="1")
    assert db.session.query(Session).one().starts_at.isoformat() == "2027-10-31T02:30:00+01:00"


def test_the_screen_names_the_zone_on_the_night_the_clocks_are_changed_only(browser: Browser) -> None:
    held = session_on("Europe/Zurich", date(2027, 10, 31), time(2, 30), time(5), starts_fold=1)
    held.meeting.published_at = NOW
    make_edition(held.meeting)
    address = f"/meetings/{held.meeting.slug}/agenda/screen"
    with clock.frozen_at(datetime(2027, 10, 31, 0, 40, tzinfo=UTC)):
        night = browser.get(address)
    with clock.frozen_at(datetime(2027, 10, 30, 12, tzinfo=UTC)):
        day_before = browser.get(address)
    assert night.texts(".screen-clock") == ["02:40 CEST (UTC+2)"]
    assert night.texts(".screen-time") == ["02:30–05:00 CET (UTC+1)"]
    assert day_before.texts(".screen-clock") == ["14:00"]


def test_the_question_is_not_on_the_form_of_other_days(browser: Browser) -> None:
    page = browser.sign_in(make_organizer()).get(f"/meetings/{make_meeting().slug}/agenda/sessions/new")
    assert page.select("[name=starts_fold]") == []


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Australia/Lord_Howe"])
def test_a_meeting_in_another_zone_keeps_its_wall_times(browser: Browser, zone: str) -> None:
    held = session_on("Europe/Zurich", date(2027, 6, 1), time(9, 30), time(11))
    make_item(held, minutes=20)
    meeting = held.meeting
    meeting.revise(start=meeting.start_on, end=meeting.end_on, zone=zone, by=None, at=NOW)
    on_page, in_data, by_calendar, _ = told_everywhere(browser, held)
    assert on_page == in_data == ["09:30–11:00", "09:30–09:50"]
    assert by_calendar[0] == datetime(2027, 6, 1, 9, 30, tzinfo=ZoneInfo(zone))
