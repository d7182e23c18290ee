"""How many were where, and the same as data."""

import csv
from io import StringIO

from jcmevents.attendance.places import places
from jcmevents.attendance.tally import tallies
from tests.attendance.doors import make_badge, make_expected, make_station, scan, take
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_session


def test_people_are_counted_by_day_and_session_and_by_how_they_were_there(browser, session):
    delegation = make_delegation(make_meeting(slug="gp"), seats=9)
    held = make_session(delegation.meeting)
    entrance, room = places(delegation.meeting)[f"day-{held.day_id}"], places(delegation.meeting)[f"session-{held.id}"]
    people = [make_expected(delegation, full_name=name) for name in ("Anna", "Bold", "Chuluun")]
    entrance.tick([people[0].number], "on_site", by=None, at=NOW)
    room.tick([people[1].number], "on_site", by=None, at=NOW)
    room.tick([people[2].number], "online", by=None, at=NOW)
    counted = {tally.place.key: (tally.on_site, tally.online, tally.all) for tally in tallies(delegation.meeting)}
    assert counted[entrance.key] == (2, 1, 3)
    assert counted[room.key] == (1, 1, 2)
    assert [tally.place.day.held_on for tally in tallies(delegation.meeting)] == sorted(
        tally.place.day.held_on for tally in tallies(delegation.meeting)
    )
    browser.sign_in(make_organizer())
    assert "Days and sessions" in browser.open("/meetings/gp/attendance/places").text
    rows = list(csv.reader(StringIO(browser.open("/meetings/gp/attendance/places.csv").text.lstrip("\ufeff"))))
    first, second, third = sorted(rows[1:], key=lambda row: row[1])
    assert (first[1], first[4], first[5], first[6]) == ("Anna", "Attended", "on site", "")
    assert (second[5], second[6], third[6]) == ("on site", "on site", "online")


def test_seen_twice_is_told_of_the_place_and_who_waits_is_not_counted(session):
    badge = make_badge()
    delegation = badge.registration.delegation
    walk_in = scan(kind="walk_in", name="Walker", delegation=delegation.id, capacity="delegate", function="")
    take(make_station(delegation.meeting), scan(badge.token), scan(badge.token), walk_in)
    first = tallies(delegation.meeting)[0]
    assert (first.on_site, first.online, first.seen_twice) == (1, 0, 1)


def test_overview_takes_as_many_queries_for_thirty_people_and_sessions_as_for_one(browser, session, queries):
    taken = []
    browser.sign_in(make_organizer())
    for number in (1, 30):
        delegation = make_delegation(make_meeting(), seats=40)
        people = [make_expected(delegation) for _ in range(number)]
        sessions = [make_session(delegation.meeting) for _ in range(number)]
        for held in sessions:
            wanted = places(delegation.meeting)[f"session-{held.id}"]
            wanted.tick([person.number for person in people], "on_site", by=None, at=NOW)
        session.commit()
        for page in ("places", "places.csv"):
            with queries() as statements:
                assert browser.open(f"/meetings/{delegation.meeting.slug}/attendance/{page}").status == 200
            taken.append(len(statements))
    assert taken[0] == taken[2]
    assert taken[1] == taken[3]
