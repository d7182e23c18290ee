"""The release of the demonstration equals the real one, and follows the data."""

from datetime import datetime, time

import pytest

from jcmevents.attendance.badges import Badge
from jcmevents.attendance.marking import Status, mark
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.press.models import Release, State
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State as Attendance
from tests.attendance.doors import make_station, scan, take
from tests.factories import NOW
from tests.press.meeting_four import REFERENCE, attendees_of
from tests.press.test_reference_release import compared, told


@pytest.fixture
def release(meeting: Meeting) -> Release:
    found = Release.by_slug(meeting.slug)
    assert found
    return found


def test_release_is_published_and_equals_that_of_6_march_2025(release: Release) -> None:
    assert release.stage(NOW.replace(month=4)) == State.PUBLISHED
    assert told(release) == compared(REFERENCE)


def test_release_names_one_country_less_when_nobody_of_it_came(release: Release) -> None:
    for person in attendees_of(release, "PW"):
        person.mark_no_show(by=None, at=NOW)
    assert "29カ国のうち18カ国" in told(release)
    assert "パラオ" not in told(release)


def test_release_follows_the_stations_at_the_door(release: Release, meeting: Meeting) -> None:
    noon = datetime.combine(meeting.days[0].held_on, time(12), meeting.tz)
    people = attendees_of(release, "PW")
    mark(meeting, people, Status.CONFIRMED, by=None, at=noon)
    badges = Badge.issue_all(meeting, people, by=None, at=noon)
    station = make_station(meeting, at=noon)
    assert "29カ国のうち18カ国" in told(release)
    seen = [scan(badge.token, noon) for badge in badges]
    take(station, *seen, at=noon)
    assert told(release) == compared(REFERENCE)
    take(station, *({**each, "kind": "retraction", "why": "somebody else's badge"} for each in seen), at=noon)
    assert "29カ国のうち18カ国" in told(release)


@pytest.mark.parametrize(("people", "written"), [(94, "約90名"), (85, "約90名"), (95, "約100名")])
def test_release_rounds_the_number_of_people(release: Release, meeting: Meeting, people: int, written: str) -> None:
    present = Registration.of_meeting(meeting).where(Registration.state == Attendance.ATTENDED)
    counted = list(db.session.scalars(present.where(Registration.capacity.in_(["delegate", "speaker"]))))
    uncounted = list(
        db.session.scalars(present.where(Registration.capacity.in_(["interpreter", "press", "secretariat"])))
    )
    for person in uncounted[: max(people - 91, 0)]:
        person.capacity = "delegate"
    for person in counted[: max(91 - people, 0)]:
        person.mark_no_show(by=None, at=NOW)
    assert written in told(release)
