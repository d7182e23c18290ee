import itertools
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from jcmevents.attendance.marking import Status, mark
from jcmevents.attendance.models import Attendance, Sighting
from jcmevents.attendance.noting import Seen, retract, see, settle_all
from jcmevents.attendance.rule import AttendanceRule, Measure
from jcmevents.extensions import db
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration, make_session

_uids = itertools.count(1)


def make_expected(delegation=None, **values):
    registration = make_registration(delegation, **values)
    registration.confirm(by=None, at=NOW)
    return registration


def seen(registration, day=0, session=None, **values):
    details = {"mode": "on_site", "source": "badge", "seen_at": NOW, "uid": f"scan-{next(_uids)}", **values}
    day_id = session.day_id if session else registration.meeting.days[day].id
    session_id = session.id if session else None
    return Seen(registration_id=registration.id, day_id=day_id, session_id=session_id, **details)


def note(*sightings, meeting):
    see(meeting, list(sightings), by=None, at=NOW)


def rows(meeting):
    return list(db.session.scalars(Attendance.of_meeting(meeting).order_by(Attendance.id)))


def test_one_sighting_makes_one_attendance_and_the_person_has_attended(session):
    person = make_expected()
    note(seen(person), meeting=person.meeting)
    [row] = rows(person.meeting)
    assert (row.registration_id, row.scans, row.seen_twice) == (person.id, 1, False)
    assert person.state == State.ATTENDED


def test_second_scan_is_one_presence_with_a_mark_and_a_replay_is_nothing(session):
    person = make_expected()
    first, second = seen(person), seen(person, seen_at=NOW - timedelta(minutes=5))
    for _again in range(2):
        note(first, second, meeting=person.meeting)
    [row] = rows(person.meeting)
    assert (row.scans, row.seen_twice, row.first_seen_at) == (2, True, NOW - timedelta(minutes=5))
    assert session.scalar(select(func.count(Sighting.id))) == 2


def test_order_of_sightings_and_retractions_makes_no_difference(session):
    told = []
    for order in itertools.permutations(range(3)):
        person = make_expected(make_delegation(make_meeting()))
        a, b = seen(person), seen(person, seen_at=NOW + timedelta(minutes=1), mode="online")
        acts = [
            lambda a=a, m=person.meeting: note(a, meeting=m),
            lambda b=b, m=person.meeting: note(b, meeting=m),
            lambda a=a, m=person.meeting: retract(m, [a.uid], why="somebody else", by=None, at=NOW),
        ]
        for n in order:
            acts[n]()
        told.append((person.state, person.mode, [(r.scans, r.mode, r.first_seen_at) for r in rows(person.meeting)]))
    assert told == [("attended", "online", [(1, "online", NOW + timedelta(minutes=1))])] * 6


def test_retraction_of_the_only_sighting_makes_the_person_expected_again_and_keeps_the_history(session):
    person = make_expected()
    scan = seen(person)
    note(scan, meeting=person.meeting)
    retract(person.meeting, [scan.uid], why="took the badge of a colleague", by=None, at=NOW)
    assert (person.state, rows(person.meeting)) == (State.CONFIRMED, [])
    assert session.scalar(select(Sighting.uid)) == scan.uid


def test_sighting_in_a_session_is_one_on_its_day_and_no_second_scan_of_the_entrance(session):
    person = make_expected()
    place = make_session(person.meeting)
    note(seen(person), seen(person, session=place), meeting=person.meeting)
    assert sorted((row.session_id or 0, row.scans) for row in rows(person.meeting)) == [(0, 1), (place.id, 1)]


def test_rule_of_two_days_waits_for_the_second_and_a_new_rule_counts_at_once(session):
    person = make_expected()
    meeting = person.meeting
    meeting.judge_attendance_by(AttendanceRule(Measure.DAYS, 2).as_stored(), by=None, at=NOW)
    note(seen(person), meeting=meeting)
    assert person.state == State.CONFIRMED
    note(seen(person, day=1), meeting=meeting)
    assert person.state == State.ATTENDED
    meeting.judge_attendance_by(AttendanceRule(Measure.SESSIONS, 1).as_stored(), by=None, at=NOW)
    settle_all(meeting, by=None, at=NOW)
    assert person.state == State.CONFIRMED


def test_person_confirmed_after_being_seen_has_attended(session):
    person = Registration.walk_in(make_delegation(), full_name="Dorj", by=None, at=NOW)
    note(seen(person), meeting=person.meeting)
    assert person.state == State.SUBMITTED
    person.confirm(by=None, at=NOW)
    assert person.state == State.ATTENDED


def test_walk_in_without_a_seat_waits(session):
    delegation = make_delegation(seats=1)
    make_registration(delegation)
    assert Registration.walk_in(delegation, full_name="Dorj", by=None, at=NOW).state == State.WAITLISTED


@pytest.mark.parametrize("status", [Status.NO_SHOW, Status.CONFIRMED])
def test_mark_by_an_organizer_takes_back_what_was_seen(session, status):
    person = make_expected()
    note(seen(person), meeting=person.meeting)
    mark(person.meeting, [person], status, by=make_organizer(), at=NOW)
    assert (person.state, rows(person.meeting)) == (status, [])


def test_online_sighting_makes_the_person_an_online_participant(session):
    person = make_expected()
    note(seen(person, mode="online", source="report"), meeting=person.meeting)
    assert (person.mode, rows(person.meeting)[0].scans) == ("online", 0)


def test_settling_takes_as_many_queries_for_thirty_as_for_one(session, queries):
    taken = []
    for number in (1, 30):
        meeting = make_meeting()
        delegation = make_delegation(meeting, seats=40)
        people = [make_expected(delegation) for _ in range(number)]
        note(*map(seen, people), meeting=meeting)
        with queries() as statements:
            note(*map(seen, people), meeting=meeting)
        taken.append(len([s for s in statements if s.startswith("SELECT")]))
    assert taken[0] == taken[1]
