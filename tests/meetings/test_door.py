"""When a meeting can be registered for, and how organizers say so."""

from datetime import UTC, datetime, timedelta

import pytest

from jcmevents.meetings.door import Door, can_still_enter, door
from jcmevents.meetings.models import Meeting
from tests.factories import NOW, make_meeting, make_organizer

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("changes", "found", "may_enter"),
    [
        ({}, Door.OPEN, True),
        ({"registration_policy": "open"}, Door.OPEN, True),
        ({"registration_policy": "invitation"}, Door.BY_INVITATION, True),
        ({"registration_opens_at": NOW}, Door.OPEN, True),
        ({"registration_opens_at": NOW + HOUR}, Door.NOT_YET, True),
        ({"registration_closes_at": NOW + HOUR}, Door.OPEN, True),
        ({"registration_closes_at": NOW}, Door.CLOSED, False),
        ({"registration_policy": "invitation", "registration_closes_at": NOW}, Door.BY_INVITATION, False),
    ],
)
def test_door_is_what_policy_and_window_say(session, changes, found, may_enter):
    meeting = make_meeting(**changes)
    assert (door(meeting, NOW), can_still_enter(meeting, NOW)) == (found, may_enter)


def test_meeting_is_over_when_its_last_day_is_over_where_it_is_held(session):
    meeting = make_meeting()  # until 19 February in Tokyo
    last_minute = datetime(2025, 2, 19, 14, 59, tzinfo=UTC)
    assert (door(meeting, last_minute), can_still_enter(meeting, last_minute)) == (Door.OPEN, True)
    assert door(meeting, last_minute + timedelta(minutes=1)) == Door.OVER
    assert not can_still_enter(meeting, last_minute + timedelta(minutes=1))


def test_organizer_sets_the_window_in_the_time_of_the_meeting(browser):
    meeting = make_meeting(slug="window", zone="Europe/Berlin")
    staff = browser.sign_in(make_organizer())
    typed = {"registration_opens_at": "2025-01-10T09:00", "registration_closes_at": "2025-07-10T18:30"}
    answer = staff.submit("/meetings/window/edit", registration_policy="invitation", **typed)
    assert answer.status == 302, answer.texts(".error-summary li")
    meeting = Meeting.by_slug("window")
    assert meeting.registration_opens_at == datetime(2025, 1, 10, 8, 0, tzinfo=UTC)
    assert meeting.registration_closes_at == datetime(2025, 7, 10, 16, 30, tzinfo=UTC)  # summer time
    assert (meeting.registration_policy, meeting.nominations_due_at) == ("invitation", None)
    form = staff.get("/meetings/window/edit").form(having={"title_en"}).filled({})
    assert {name: form[name] for name in typed} == typed


def test_window_that_closes_before_it_opens_is_refused(browser):
    make_meeting(slug="window")
    staff = browser.sign_in(make_organizer())
    typed = {"registration_opens_at": "2025-01-10T09:00", "registration_closes_at": "2025-01-10T09:00"}
    page = staff.submit("/meetings/window/edit", **typed)
    assert page.texts(".error-summary li") == ["Registration closes: It has to close after it opens."]
