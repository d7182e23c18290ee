from io import BytesIO

import pytest
from sqlalchemy import func, select

from jcmevents.attendance.models import Sighting
from jcmevents.attendance.online_report import matched, read_report
from jcmevents.attendance.places import places
from jcmevents.errors import RuleBroken
from jcmevents.registration.states import State
from jcmevents.sheet import read
from tests.attendance.doors import make_expected
from tests.factories import make_delegation, make_meeting, make_organizer

ZOOM = """Meeting ID,Topic,Start Time,End Time
123,JCM,02/17/2025 09:30:00 AM,02/17/2025 05:00:00 PM

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
Bat Oyun,,02/17/2025 10:00:00 AM,02/17/2025 10:30:00 AM,30,Yes
Bat Oyun,,02/17/2025 10:20:00 AM,02/17/2025 11:00:00 AM,40,Yes
iPhone,,02/17/2025 10:00:00 AM,02/17/2025 10:02:00 AM,2,Yes
Somebody Else,x@example.org,02/17/2025 10:00:00 AM,02/17/2025 11:00:00 AM,60,Yes
"""
TEAMS = """1. Summary
Meeting title,JCM

2. Participants
Name,First Join,Last Leave,In-Meeting Duration,Email,Role
Oyun Bat,"2/17/25, 10:00:00 AM","2/17/25, 11:00:00 AM",1h,oyun@example.org,Attendee

3. In-Meeting Activities
Name,Join Time,Leave Time,Duration,Email,Role
Oyun Bat,"2/17/25, 10:00:00 AM","2/17/25, 11:00:00 AM",1h,oyun@example.org,Attendee
"""
WEBEX = """Meeting Name,Name,Attendee Email,Join Time,Leave Time,Attendance Duration
JCM,Oyun Bat,oyun@example.org,2025-02-17 10:00:00,2025-02-17 11:00:00,60 mins
"""


@pytest.fixture
def place(session):
    return next(iter(places(make_meeting()).values()))


def joined(text, place):
    return [(each.name, each.minutes) for each in read_report(read(text.encode()), place, place.meeting.zone)]


def test_joins_of_one_person_are_merged_without_counting_an_overlap_twice(place):
    assert joined(ZOOM, place) == [("Bat Oyun", 60), ("iPhone", 2), ("Somebody Else", 60)]


@pytest.mark.parametrize("text", [TEAMS, WEBEX], ids=["teams", "webex"])
def test_reports_of_other_products_are_read(place, text):
    assert joined(text, place) == [("Oyun Bat", 60)]


@pytest.mark.parametrize("text", ["Name,City\nOyun,Ulaanbaatar\n", WEBEX.replace("02-17", "02-25")])
def test_file_without_joins_of_the_day_is_refused(place, text):
    with pytest.raises(RuleBroken):
        joined(text, place)


def test_times_by_another_clock_are_those_of_the_meeting(place):
    late = "Name,Join time,Leave time\nOyun Bat,2025-02-16 23:00,2025-02-17 01:00\n"
    (oyun,) = read_report(read(late.encode()), place, "UTC")
    assert (oyun.first.isoformat(), oyun.minutes) == ("2025-02-17T08:00:00+09:00", 120)
    with pytest.raises(RuleBroken):
        read_report(read(late.replace("17 01:00", "16 23:30").encode()), place, "Asia/Tokyo")


def test_names_are_matched_by_address_or_all_words_and_never_guessed(place):
    delegation = make_delegation(place.meeting)
    person = make_expected(delegation, full_name="OYUN Bát")
    other = make_expected(delegation, full_name="Other", email="x@example.org")
    make_expected(delegation, full_name="Iphone Owner")
    report = read_report(read(ZOOM.encode()), place, place.meeting.zone)
    assert matched(place.meeting, report) == [person.number, "", other.number]


def test_report_is_reviewed_and_noted_and_noted_again_without_effect(browser, session, place):
    person = make_expected(make_delegation(place.meeting), full_name="Oyun Bat")
    browser.sign_in(make_organizer())
    path = f"/meetings/{place.meeting.slug}/attendance/report"
    for _again in range(2):
        review = browser.submit(path, file=(BytesIO(ZOOM.encode()), "zoom.csv"), place=place.key)
        assert "of 1 it is certain" in review.text
        assert browser.submit(review, action=f"{path}/joins").status == 302
    assert (person.state, person.mode) == (State.ATTENDED, "online")
    assert session.scalar(select(func.count(Sighting.id))) == 1
