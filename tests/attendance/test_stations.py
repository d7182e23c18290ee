import itertools
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from jcmevents.attendance.badges import Badge
from jcmevents.attendance.expected import expected_at
from jcmevents.attendance.models import Attendance, Sighting, WalkIn
from jcmevents.attendance.syncing import Outcome
from jcmevents.badges.design import BadgeDesign
from jcmevents.badges.palette import USUAL
from jcmevents.extensions import db
from jcmevents.registration.states import Capacity, State
from tests.attendance.doors import make_badge, make_expected, make_station, scan, take
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration, make_session


def outcomes(answers):
    return [answer["outcome"] for answer in answers.values()]


def present(meeting):
    rows = db.session.scalars(Attendance.of_meeting(meeting)).all()
    return len(rows), sum(row.seen_twice for row in rows)


def test_scan_of_a_badge_is_answered_and_the_second_one_is_told_from_the_first(session):
    badge = make_badge()
    station = make_station(badge.registration.meeting)
    first, second = scan(badge.token), scan(badge.token, at=NOW + timedelta(minutes=1))
    assert outcomes(take(station, first)) == ["present"]
    assert outcomes(take(station, second, at=NOW + timedelta(minutes=1))) == ["again"]
    assert badge.registration.state == State.ATTENDED


@pytest.mark.parametrize("code", ["123456789012345", "JCM" + "A" * 32, "not a badge", "https://example.org"])
def test_forged_and_numeric_codes_check_nobody_in(session, code):
    badge = make_badge()
    assert outcomes(take(make_station(badge.registration.meeting), scan(code))) == ["refused"]
    assert present(badge.registration.meeting) == (0, 0)


def test_badge_of_another_meeting_checks_nobody_in(session):
    badge, station = make_badge(), make_station()
    assert outcomes(take(station, scan(badge.token))) == ["refused"]
    assert session.scalar(select(func.count(Sighting.id))) == 0


def test_dead_badge_checks_nobody_in_and_is_named_to_the_device(session):
    badge = make_badge()
    station, token = make_station(badge.registration.meeting), badge.token
    badge.reissue(why="lost", by=None, at=NOW)
    assert outcomes(take(station, scan(token))) == ["refused"]
    assert expected_at(station)["dead"] == [badge.digest]


def test_badge_of_somebody_who_has_withdrawn_checks_nobody_in(session):
    badge = make_badge()
    badge.registration.withdraw(by=None, at=NOW)
    assert outcomes(take(make_station(badge.registration.meeting), scan(badge.token))) == ["refused"]


def test_replayed_scan_changes_nothing(session):
    badge = make_badge()
    station, act = make_station(badge.registration.meeting), scan(badge.token)
    for _again in range(3):
        assert outcomes(take(station, act)) == ["present"]
    assert present(station.meeting) == (1, 0)


def test_two_stations_with_shared_badges_tell_the_same_in_either_order_and_at_the_second_sync(session):
    told = []
    for order in itertools.permutations(range(2)):
        delegation = make_delegation(make_meeting(), seats=30)
        meeting, badges = delegation.meeting, [make_badge(delegation) for _ in range(20)]
        stations = [make_station(meeting), make_station(meeting)]
        scans = [[scan(badge.token) for badge in part] for part in (badges[:12], badges[8:])]
        for _sync in range(2):
            for n in order:
                take(stations[n], *scans[n])
            told.append(present(meeting))
    assert told == [(20, 4)] * 4


def test_scan_found_by_name_is_taken_by_the_number(session):
    person = make_expected()
    assert outcomes(take(make_station(person.meeting), scan(number=person.number))) == ["present"]


def test_undo_that_arrives_first_leaves_nobody_present(session):
    badge = make_badge()
    station, act = make_station(badge.registration.meeting), scan(badge.token)
    undo = {"kind": "retraction", "uid": act["uid"], "at": act["at"], "why": "wrong person"}
    take(station, undo)
    take(station, act)
    assert (present(station.meeting), badge.registration.state) == ((0, 0), State.CONFIRMED)


def test_station_takes_back_only_what_it_has_seen_itself(session):
    badge = make_badge()
    first, other = make_station(badge.registration.meeting), make_station(badge.registration.meeting)
    act = scan(badge.token)
    take(first, act)
    take(other, {"kind": "retraction", "uid": act["uid"], "at": act["at"], "why": "mistake"})
    assert present(first.meeting) == (1, 0)


def test_walk_in_waits_for_the_organizers_and_has_attended_once_they_confirm(session):
    delegation = make_delegation()
    station = make_station(delegation.meeting)
    act = {**scan(), "kind": "walk_in", "name": "Dorj", "delegation": delegation.id, "capacity": "observer"}
    for _again in range(2):
        assert outcomes(take(station, act)) == ["waiting"]
    [entry] = session.scalars(select(WalkIn))
    assert (entry.registration.full_name, entry.registration.state) == ("Dorj", State.SUBMITTED)
    entry.registration.confirm(by=make_organizer(), at=NOW)
    assert entry.registration.state == State.ATTENDED


def test_hidden_characters_in_a_name_do_not_hold_up_what_else_is_sent(session):
    badge = make_badge()
    station = make_station(badge.registration.meeting)
    name, delegation = "Do\u202erj\u0000", badge.registration.delegation_id
    walk_in = {**scan(), "kind": "walk_in", "name": name, "delegation": delegation, "capacity": "observer"}
    assert outcomes(take(station, walk_in, scan(badge.token))) == ["waiting", "present"]
    assert session.scalar(select(WalkIn)).registration.full_name == "Dorj"


def test_one_unreadable_act_does_not_hold_up_the_others(session):
    badge = make_badge()
    station = make_station(badge.registration.meeting)
    nameless = scan(kind="walk_in", name="\u202e", delegation=badge.registration.delegation_id, capacity="delegate")
    nowhere = scan(kind="walk_in", name="Somebody", delegation=None, capacity="delegate")
    strange, good = scan(kind="dance"), scan(badge.token)
    answers = take(station, nameless, nowhere, strange, good)
    assert {answers[act["uid"]]["outcome"] for act in (nameless, nowhere, strange)} == {Outcome.REFUSED}
    assert answers[good["uid"]]["outcome"] == Outcome.PRESENT


def test_colours_of_capacities_are_those_of_the_badges(session):
    station = make_station()
    design = BadgeDesign.of(station.meeting)
    chosen = {"colours": {"head": "#c86400"}, "layout": "a6", "langs": ("en",), "logo": None}
    design.revise(**chosen, by=None, at=NOW)
    colours = expected_at(station)["colours"]
    assert colours["head"] == ("#c86400", "#000000")
    assert colours["press"] == (USUAL[Capacity.PRESS], "#ffffff")


def test_station_of_another_day_admits_nobody(session):
    badge = make_badge()
    station = make_station(badge.registration.meeting, day=badge.registration.meeting.days[1])
    assert outcomes(take(station, scan(badge.token))) == ["refused"]


def test_scan_in_a_room_is_attendance_of_the_session_and_of_the_day(session):
    badge = make_badge()
    place = make_session(badge.registration.meeting)
    take(make_station(place.meeting, day=place.day, session=place), scan(badge.token))
    found = {row.session_id for row in session.scalars(select(Attendance))}
    assert found == {None, place.id}


def test_clock_that_is_years_off_is_not_believed(session):
    badge = make_badge()
    take(make_station(badge.registration.meeting), scan(badge.token, at=NOW - timedelta(days=900)))
    assert session.scalar(select(Sighting.seen_at)) == NOW


def test_device_is_told_no_address_no_telephone_and_no_code_of_a_badge(session):
    badge = make_badge(email="secret@example.org", phone="+976 99 12 34", function="Director")
    make_registration(badge.registration.delegation, full_name="Merely Nominated")
    text = str(expected_at(make_station(badge.registration.meeting)))
    for hidden in ("secret@example.org", "99 12 34", badge.token, "Merely Nominated"):
        assert hidden not in text
    assert badge.digest in text


def test_expected_takes_as_many_queries_for_thirty_as_for_one(session, queries):
    taken = []
    for number in (1, 30):
        delegation = make_delegation(make_meeting(), seats=40)
        Badge.issue_all(delegation.meeting, [make_expected(delegation) for _ in range(number)], by=None, at=NOW)
        station = make_station(delegation.meeting)
        session.flush()
        with queries() as statements:
            expected_at(station)
        taken.append(len(statements))
    assert taken[0] == taken[1]


def test_page_opens_by_the_link_once_and_closes_when_the_station_is_revoked(browser, session):
    badge = make_badge()
    station = make_station(badge.registration.meeting)
    browser.hold_link("station", station.id)
    assert browser.open(f"/station/{station.id}").status == 200
    assert browser.open(f"/station/{make_station().id}").status == 404
    assert browser.open(f"/station/{station.id}/expected").status == 200
    station.revoke(by=None, at=NOW)
    assert browser.open(f"/station/{station.id}").status == 403


@pytest.mark.parametrize("sent", [None, {}, [1], [{"kind": "sighting"}], [{"kind": "sighting", "uid": "x", "at": "y"}]])
def test_nonsense_is_refused(browser, session, sent):
    station = make_station()
    browser.hold_link("station", station.id)
    headers = {"X-CSRFToken": browser.csrf_token()}
    answer = browser.open(f"/station/{station.id}/sync", method="POST", json=sent, headers=headers)
    assert answer.status == 400


def test_organizer_sets_up_a_station_and_sees_its_link_once(browser, session):
    meeting = make_meeting()
    browser.sign_in(make_organizer())
    page = browser.submit(f"/meetings/{meeting.slug}/stations", name="Hall", where=f"day-{meeting.days[0].id}")
    assert page.status == 302
    assert "Hall" in browser.follow(page).text
