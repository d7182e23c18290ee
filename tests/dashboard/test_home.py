"""The front page: the next and the last meetings for everybody, what waits for the organizers."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest

from jcmevents import clock
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.press.models import Release
from tests.browser import Browser
from tests.factories import (
    NOW,
    make_attendee,
    make_delegation,
    make_meeting,
    make_organizer,
    make_proposal,
    make_registration,
    make_session,
    make_user,
)
from tests.press.releases import published

TODAY = date(2025, 2, 17)
Queries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture(autouse=True)
def _noon_of_the_first_day() -> Iterator[None]:
    with clock.frozen_at(NOW):
        yield


def meeting_in(days: int, **values: object) -> Meeting:
    """A meeting of one day, so many days after today."""
    day = TODAY + timedelta(days=days)
    return make_meeting(start=day, end=day, **values)


def titles(meetings: list[Meeting]) -> list[str]:
    return [meeting.titles["en"] for meeting in meetings]


def release_about(meeting: Meeting, *, out: bool = True) -> None:
    release = Release.draft(slug=meeting.slug, meeting=meeting, publisher="iges", released_on=TODAY, by=None, at=NOW)
    if out:
        published(release)


def test_page_without_meetings_says_what_will_be_there(browser: Browser) -> None:
    assert "Meetings appear here when the secretariat publishes them." in browser.get("/").text


def test_next_meetings_stand_before_the_last_ones_each_nearest_first(browser: Browser) -> None:
    last_year, yesterday, today, tomorrow = (meeting_in(days) for days in (-365, -1, 0, 1))
    page = browser.get("/")
    assert page.texts("section[aria-labelledby=coming] h3") == titles([today, tomorrow])
    assert page.texts("section[aria-labelledby=past] h3") == titles([yesterday, last_year])


def test_unpublished_meeting_is_shown_to_staff_only(browser: Browser) -> None:
    meeting = meeting_in(3, published=False)
    assert meeting.titles["en"] not in browser.get("/").text
    assert meeting.titles["en"] in browser.sign_in(make_organizer()).get("/").text


def test_figures_of_the_last_meeting_are_shown_once_its_release_is_out(browser: Browser) -> None:
    meeting = meeting_in(-1)
    delegation = make_delegation(meeting, "MN", seats=20)
    for _n in range(12):
        make_attendee(delegation)
    session = make_session(meeting)
    make_proposal(meeting).table(session, by=None, at=NOW)
    make_proposal(meeting)  # a draft
    release_about(meeting, out=False)
    assert browser.get("/").select(".result") == []
    db.session.delete(Release.by_slug(meeting.slug))
    db.session.flush()
    release_about(meeting)
    result = browser.get("/").one(".result")
    assert result.texts(".stat-value") == ["1", "about 10", "1"]
    assert "of 29 partners" in result.text


def test_newest_releases_are_listed_drafts_for_staff_only(browser: Browser) -> None:
    out, draft = meeting_in(-30), meeting_in(-2)
    release_about(out)
    release_about(draft, out=False)
    listed = "section[aria-labelledby=releases] a"
    assert [link["href"] for link in browser.get("/").select(listed)] == [f"/releases/{out.slug}"]
    browser.sign_in(make_user(Role.PRESS))
    assert [link["href"] for link in browser.get("/").select(listed)] == [f"/releases/{m.slug}" for m in (draft, out)]


def test_organizer_sees_what_waits_and_is_led_to_it(browser: Browser) -> None:
    meeting = meeting_in(0)
    for iso2 in ("MN", "VN"):
        make_delegation(meeting, iso2).invite(by=None, at=NOW)
    delegation = make_delegation(meeting, "TH")
    make_registration(delegation).submit(by=None, at=NOW)
    make_registration(delegation).confirm(by=None, at=NOW)
    browser.sign_in(make_organizer())
    row = browser.get("/").one(".waiting tbody tr")
    assert row.texts("td") == ["1", "2", "0", "1"]
    for link in row.select("a"):
        assert browser.get(link["href"]).status == 200


def test_answers_are_awaited_until_the_end_and_marks_from_the_beginning(browser: Browser) -> None:
    over, ahead = meeting_in(-1), meeting_in(1)
    for meeting in (over, ahead):
        make_delegation(meeting, "MN").invite(by=None, at=NOW)
        make_registration(make_delegation(meeting, "TH")).confirm(by=None, at=NOW)
    rows = browser.sign_in(make_organizer()).get("/").select(".waiting tbody tr")
    assert [row.texts("td") for row in rows] == [["0", "1", "0", "0"], ["0", "0", "0", "1"]]


def test_proposals_that_were_handed_in_wait_for_a_table_until_the_meeting_is_over(browser: Browser) -> None:
    for days in (-1, 1):
        meeting = meeting_in(days)
        kenya = make_delegation(meeting, "KE")
        for _ in range(2):
            proposal = make_proposal(meeting)
            proposal.sponsor(kenya)
            proposal.submit(by=None, at=NOW)
            make_proposal(meeting)
    (row,) = browser.sign_in(make_organizer()).get("/").select(".waiting tbody tr")
    assert row.texts("td") == ["0", "0", "2", "0"]
    assert browser.get(row.one("td a")["href"]).status == 200


def test_organizer_for_whom_nothing_waits_is_told_so(browser: Browser) -> None:
    assert "Nothing waits" in browser.sign_in(make_organizer()).get("/").text


@pytest.mark.parametrize("roles", [(), (Role.PRESS,)])
def test_what_waits_is_for_organizers_only(browser: Browser, roles: tuple[Role, ...]) -> None:
    make_registration(make_delegation(meeting_in(0))).submit(by=None, at=NOW)
    assert browser.get("/").select(".waiting") == []
    assert browser.sign_in(make_user(*roles)).get("/").select(".waiting") == []


def test_number_of_queries_does_not_grow_with_the_meetings(browser: Browser, queries: Queries) -> None:
    def made(number: int) -> None:
        for n in range(number):
            meeting = meeting_in(n - 15)
            release_about(meeting)
            make_registration(make_delegation(meeting)).submit(by=None, at=NOW)
            make_attendee(make_delegation(meeting, "VN"))
        db.session.commit()

    browser.sign_in(make_organizer())
    made(16)
    with queries() as few:
        browser.get("/")
    made(15)
    with queries() as many:
        browser.get("/")
    assert len(many) == len(few)
    assert len(few) <= 25
