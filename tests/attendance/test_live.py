"""The live board: what it shows of a day and of the meeting, and that it tells its script only what has changed."""

from datetime import timedelta

import pytest

from jcmevents import clock
from jcmevents.attendance.live import Arrival, Live, day_shown
from jcmevents.attendance.world import place_of
from jcmevents.countries.models import Country
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.states import Capacity
from tests.attendance.doors import make_badge, make_expected, make_station, scan, take
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_meeting, make_organization, make_organizer


@pytest.fixture
def meeting(session: None) -> Meeting:
    return make_meeting(slug="gp")


def shown(meeting: Meeting, day: int | None = None) -> list[tuple[str, int, int, bool, list[str]]]:
    live = Live.of(meeting, None if day is None else meeting.days[day], NOW)
    return [
        (g.name, g.arrived, len(g.people), g.head_has_come, [person.full_name for person in g.awaited])
        for g in live.groups
    ]


def test_who_has_come_is_told_by_delegation_with_the_head_and_who_is_awaited(meeting: Meeting) -> None:
    mongolia = make_delegation(meeting, "MN")
    head = make_badge(mongolia, full_name="Oyun", capacity=Capacity.HEAD)
    make_expected(mongolia, full_name="Bold")
    make_expected(make_delegation(meeting, organization=make_organization(names={"en": "World Bank"})), full_name="Ann")
    assert shown(meeting) == [("Mongolia", 0, 2, False, ["Oyun", "Bold"]), ("World Bank", 0, 1, False, ["Ann"])]
    take(make_station(meeting), scan(head.token))
    assert shown(meeting) == [("Mongolia", 1, 2, True, ["Bold"]), ("World Bank", 0, 1, False, ["Ann"])]
    live = Live.of(meeting, None, NOW)
    assert (live.arrived, live.expected, live.heads_arrived, live.heads, live.awaited) == (1, 3, 1, 1, 2)
    assert [(group.name, group.arrival) for group in live.on_map] == [("Mongolia", Arrival.SOME)]


def test_each_day_has_its_own_arrivals(meeting: Meeting) -> None:
    badge = make_badge(make_delegation(meeting, "MN"), full_name="Bold")
    second = NOW + timedelta(days=1)
    take(make_station(meeting, day=meeting.days[1]), scan(badge.token, at=second), at=second)
    assert [row[1] for row in (*shown(meeting), *shown(meeting, 0), *shown(meeting, 1))] == [1, 0, 1]


def test_who_is_known_to_stay_away_is_not_awaited(meeting: Meeting) -> None:
    make_expected(make_delegation(meeting, "MN"), full_name="Bold").mark_no_show(by=None, at=NOW)
    assert shown(meeting) == [("Mongolia", 0, 1, False, [])]


@pytest.mark.parametrize(
    ("asked", "day"), [(None, 0), ("", None), ("2025-02-18", 1), ("2031-01-01", None), ("x", None)]
)
def test_today_is_shown_unless_another_day_is_asked_for(meeting: Meeting, asked: str | None, day: int | None) -> None:
    wanted = None if day is None else meeting.days[day]
    assert day_shown(meeting, asked, NOW) == wanted


def test_walk_ins_that_wait_and_open_stations_are_told(meeting: Meeting) -> None:
    delegation = make_delegation(meeting, "MN")
    station = make_station(meeting, name="East door")
    make_station(meeting, name="Closed").revoke(by=None, at=NOW)
    entry = scan(kind="walk_in", name="Guest", delegation=delegation.id, capacity="observer")
    take(station, entry)
    live = Live.of(meeting, None, NOW)
    assert (live.walk_ins, [(each.name, each.last_heard_at) for each in live.stations]) == (1, [("East door", NOW)])


def test_script_is_told_only_what_has_changed(browser: Browser, meeting: Meeting) -> None:
    badge = make_badge(make_delegation(meeting, "MN"), full_name="Bold")
    station = make_station(meeting)
    browser.sign_in(make_organizer())
    address = browser.get("/meetings/gp/attendance/live?day=").one("[data-live]")["data-live"]
    first = browser.client.get(address)
    assert "Bold" in first.get_json()["html"]
    again = browser.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    take(station, scan(badge.token))
    db.session.commit()
    changed = browser.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    told = changed.get_json()["html"]
    assert ("Bold" in told, "1 of 1 arrived" in told) == (False, True)


def test_map_and_table_say_the_same(browser: Browser, meeting: Meeting) -> None:
    for iso2 in ("MN", "MV", "KE"):
        make_expected(make_delegation(meeting, iso2))
    with clock.frozen_at(NOW):
        page = browser.sign_in(make_organizer()).get("/meetings/gp/attendance/live")
    rows = [f"{row.one('th').text}: {row.one('.live-bar').text}" for row in page.select(".live-table tbody tr")]
    assert rows == ["Kenya: 0 of 1", "Mongolia: 0 of 1", "Maldives: 0 of 1"]
    assert [each for each in page.texts(".live-map .live-nobody") if ":" in each] == rows
    assert page.one("[aria-current=page]").text.startswith("17 February")


def test_every_partner_country_is_on_the_map(session: None) -> None:
    assert [each.iso2 for each in Country.partners_on(NOW.date()) if place_of(each.iso2) is None] == []


def test_board_takes_as_many_queries_for_thirty_delegations_as_for_one(queries, meeting: Meeting) -> None:
    def counted(codes: list[str]) -> int:
        for iso2 in codes:
            make_expected(make_delegation(meeting, iso2))
        db.session.flush()
        db.session.expire_all()
        with queries() as statements:
            Live.of(meeting, meeting.days[0], NOW)
        return len(statements)

    codes = [iso2 for iso2 in Country.names("en") if iso2 not in ("JP", "MN")][:29]
    assert counted(["MN"]) == counted(codes)
