from sqlalchemy import select

from jcmevents.attendance.models import Retraction, Sighting
from jcmevents.attendance.places import places
from jcmevents.registration.states import State
from tests.attendance.doors import make_expected
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_session


def test_tick_and_its_correction_are_noted_with_reason_and_kept(browser, session):
    person = make_expected(full_name="Oyun")
    path = f"/meetings/{person.meeting.slug}/attendance"
    browser.sign_in(make_organizer())
    browser.submit(f"{path}/list", present=[person.number])
    assert person.state == State.ATTENDED
    browser.submit(f"{path}/list", present=[], why="ticked the wrong line")
    assert person.state == State.CONFIRMED
    assert session.scalar(select(Retraction.why)) == "ticked the wrong line"
    history = browser.open(f"{path}/{person.number}/history").text
    assert "ticked on the list" in history
    assert "ticked the wrong line" in history


def test_ticks_of_somebody_else_meanwhile_stay(browser, session):
    delegation = make_delegation()
    first, second = make_expected(delegation), make_expected(delegation)
    browser.sign_in(make_organizer())
    page = browser.open(f"/meetings/{delegation.meeting.slug}/attendance/list")
    places(delegation.meeting)[f"day-{delegation.meeting.days[0].id}"].tick([second.number], "on_site", by=None, at=NOW)
    browser.submit(page, present=[first.number])
    assert (first.state, second.state) == (State.ATTENDED, State.ATTENDED)


def test_tick_in_a_session_counts_for_its_day(session):
    person = make_expected()
    held = make_session(person.meeting)
    places(person.meeting)[f"session-{held.id}"].tick([person.number], "online", by=None, at=NOW)
    assert (person.state, person.mode) == (State.ATTENDED, "online")
    assert session.scalar(select(Sighting.session_id)) == held.id


def test_rule_of_the_meeting_is_changed_and_applied_at_once(browser, session):
    person = make_expected()
    place = next(iter(places(person.meeting).values()))
    place.tick([person.number], "on_site", by=None, at=NOW)
    browser.sign_in(make_organizer())
    answer = browser.submit(f"/meetings/{person.meeting.slug}/attendance/rule", least="2", measure="days")
    assert answer.status == 302
    assert person.state == State.CONFIRMED


def test_list_takes_as_many_queries_for_thirty_as_for_one(browser, session, queries):
    taken = []
    browser.sign_in(make_organizer())
    for number in (1, 30):
        delegation = make_delegation(make_meeting(), seats=40)
        people = [make_expected(delegation) for _ in range(number)]
        place = next(iter(places(delegation.meeting).values()))
        place.tick([person.number for person in people], "on_site", by=None, at=NOW)
        session.commit()
        with queries() as statements:
            browser.open(f"/meetings/{delegation.meeting.slug}/attendance/list")
        taken.append(len(statements))
    assert taken[0] == taken[1]
