"""The figures of a series: each meeting by its own rule, or entered by hand with a source."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Series
from jcmevents.record.rule import CountingRule
from jcmevents.record.series import columns, series_of
from jcmevents.record.stated import StatedFigures
from tests.browser import Browser
from tests.factories import NOW, make_attendee, make_delegation, make_meeting, make_organizer

pytestmark = pytest.mark.usefixtures("session")

THIRD = {"partners": 16, "partners_attending": 12, "participants": 40, "is_about": True, "source": "A release"}


@pytest.fixture
def series() -> Series:
    return Series.start("gp", {"en": "Partnership"})


def make_one(series: Series, year: int, **values: Any) -> Meeting:
    return make_meeting(series=series, start=date(year, 2, 17), end=date(year, 2, 17), **values)


def state(meeting: Meeting, **figures: Any) -> StatedFigures:
    stated = StatedFigures.of(meeting)
    stated.revise(**(THIRD | figures), by=None, at=NOW)
    return stated


def test_meetings_of_the_series_stand_from_the_oldest_on_each_by_its_own_rule(series: Series) -> None:
    last, first = make_one(series, 2025), make_one(series, 2024)
    make_meeting()
    for meeting in (first, last):
        make_attendee(make_delegation(meeting, "MN"), mode="online")
        make_attendee(make_delegation(meeting, "GE"))
    last.count_by(CountingRule(online_counts=False, round_to=1).as_stored(), by=None, at=NOW)
    told = [(line.meeting, line.attending, line.online_only, line.participants) for line in series_of(last)]
    assert told == [(first, 2, 1, "about 0"), (last, 1, 0, "1")]


def test_figures_by_hand_stand_until_somebody_is_noted_as_present(series: Series) -> None:
    meeting = make_one(series, 2022)
    state(meeting)
    [line] = series_of(meeting)
    assert (line.partners, line.attending, line.participants, line.source) == (16, 12, "about 40", "A release")
    make_attendee(make_delegation(meeting, "MN"))
    [line] = series_of(meeting)
    assert (line.attending, line.source) == (1, "")


def test_partners_are_those_of_the_day_where_the_source_does_not_count_them(series: Series) -> None:
    state(make_one(series, 2025), partners=None)
    [line] = series_of(db.session.scalars(db.select(Meeting)).one())
    assert (line.partners, line.attending) == (29, 12)


def test_meeting_still_to_come_tells_who_is_nominated_and_nothing_of_who_came(series: Series) -> None:
    meeting = make_one(series, 2027)
    [line] = series_of(meeting)
    assert (line.attending, line.participants, line.computed) == (None, "", None)
    assert columns([line]) == []


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"source": ""}, "source"),
        ({"partners_attending": 17}, "partners_attending"),
        ({"partners_online_only": 13}, "partners_online_only"),
    ],
)
def test_figures_by_hand_that_cannot_be_are_refused(series: Series, figures: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        state(make_one(series, 2022), **figures)
    assert refused.value.field == field


def test_columns_of_the_chart_are_as_high_as_their_numbers(series: Series) -> None:
    state(make_one(series, 2021), partners=20, partners_attending=10)
    [column] = columns(series_of(db.session.scalars(db.select(Meeting)).one()))
    assert column.partners_height == 2 * column.attending_height > 0


def test_series_takes_as_many_queries_for_one_meeting_as_for_twenty(series: Series, queries: Callable[[], Any]) -> None:
    counts = []
    for years in (range(2000, 2001), range(2001, 2021)):
        for year in years:
            meeting = make_one(series, year)
            make_attendee(make_delegation(meeting, "MN"))
        db.session.flush()
        db.session.expire_all()
        with queries() as statements:
            lines = series_of(meeting)
        counts.append(len(statements))
    assert len(lines) == 21
    assert counts[0] + 1 >= counts[1]


def test_organizer_enters_figures_by_hand_and_takes_the_series_along(browser: Browser, series: Series) -> None:
    meeting = make_one(series, 2015, slug="third", titles={"en": "Third meeting"})
    browser.sign_in(make_organizer())
    answer = browser.submit(
        "/meetings/third/figures/by-hand", partners=16, partners_attending=16, source="=release of 9 December 2015"
    )
    page = browser.follow(answer)
    [row] = page.select("tbody tr")
    assert row.texts("td")[:5] == ["17 February 2015", "16", "16", "–", "–"]
    assert "16/16" in page.body
    assert "'=release of 9 December 2015" in browser.get("/meetings/third/figures/series.csv").body
    [told] = json.loads(browser.get("/meetings/third/figures/series.json").data)
    assert (told["partners_attending"], told["computed"]) == (16, None)
    assert browser.get("/meetings/third/figures/series.xlsx").data.startswith(b"PK")
    assert StatedFigures.of(meeting).version == 1


def test_figures_saved_by_somebody_else_meanwhile_are_not_overwritten(browser: Browser, series: Series) -> None:
    meeting = make_one(series, 2015, slug="third")
    stated = state(meeting)
    browser.sign_in(make_organizer())
    opened = browser.get("/meetings/third/figures/by-hand")
    stated.revise(participants=41, by=None, at=NOW)
    answer = browser.submit(opened, participants=42)
    assert "Changed by somebody else meanwhile" in answer.text
    assert stated.participants == 41
