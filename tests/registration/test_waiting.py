"""The waiting list: its order, and who gets the seat that becomes free."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import Capacity
from jcmevents.registration.waiting import in_line, promote
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration

FUTURE = {"start": date(2090, 2, 17), "end": date(2090, 2, 19)}


@pytest.fixture
def delegation(session):
    """A delegation of two seats, both taken."""
    delegation = make_delegation(make_meeting(slug="full", **FUTURE), seats=2)
    delegation.invite(by=None, at=NOW)
    for name in ("Bold", "Tuul"):
        make_registration(delegation, full_name=name)
    session.commit()
    return delegation


def wait(delegation, *names, **details):
    """They come one after the other and find no seat."""
    arrived = [
        Registration.apply(delegation, full_name=name, email=f"{name}@example.org", by=None, at=NOW, **details)
        for name in names
    ]
    assert {person.state for person in arrived} <= {"waitlisted", "submitted"}
    return arrived


def named(delegation, name):
    return next(person for person in in_line_and_seated(delegation) if person.full_name == name)


def in_line_and_seated(delegation):
    return db.session.scalars(select(Registration).where(Registration.of(delegation))).all()


def states(session, delegation):
    session.expire_all()
    return {person.full_name: person.state for person in in_line_and_seated(delegation)}


def test_longest_waiting_person_gets_the_seat_of_somebody_who_withdraws(session, delegation):
    wait(delegation, "Anar", "Oyun")
    named(delegation, "Bold").withdraw(by=None, at=NOW)
    session.commit()
    assert states(session, delegation) == {
        **{"Bold": "withdrawn", "Tuul": "nominated"},
        **{"Anar": "submitted", "Oyun": "waitlisted"},
    }
    [mail] = session.scalars(select(OutgoingMail))
    assert (mail.to_address, mail.subject) == ("Anar@example.org", f"A seat has become free for you: {mail_title()}")
    change = named(delegation, "Anar").history[-1]
    assert (change.changed_by_id, change.reason, change.mail_id) == (None, "A seat became free.", mail.id)


def mail_title():
    return Meeting.by_slug("full").titles["en"]


def test_promotion_confirms_where_registration_is_open(session, delegation):
    delegation.meeting.registration_policy = "open"
    wait(delegation, "Anar")
    named(delegation, "Bold").decline(why="", by=None, at=NOW)
    session.commit()
    assert states(session, delegation)["Anar"] == "confirmed"


def test_more_seats_are_given_to_those_who_wait_in_their_order(session, delegation):
    wait(delegation, "Anar", "Oyun", "Zaya")
    session.commit()
    delegation.revise(seats=4, by=None, at=NOW)
    session.commit()
    found = states(session, delegation)
    assert [found[name] for name in ("Anar", "Oyun", "Zaya")] == ["submitted", "submitted", "waitlisted"]


def test_seat_of_somebody_who_moves_to_another_delegation_is_given_on(session, delegation):
    other = make_delegation(delegation.meeting, "LA")
    wait(delegation, "Anar")
    session.commit()
    named(delegation, "Bold").revise(delegation=other, by=None, at=NOW)
    session.commit()
    assert states(session, delegation)["Anar"] == "submitted"


def test_waiting_starts_when_somebody_was_put_on_the_list_not_when_entered(session, delegation):
    wait(delegation, "Anar")
    bold = named(delegation, "Bold")
    bold.waitlist(by=None, at=NOW + timedelta(days=1))
    assert [person.full_name for person in in_line(delegation.meeting, delegation)] == ["Anar", "Bold"]
    session.commit()
    assert states(session, delegation) == {"Anar": "submitted", "Bold": "waitlisted", "Tuul": "nominated"}


def test_replacement_leaves_the_seat_to_the_successor(session, delegation):
    wait(delegation, "Anar")
    named(delegation, "Bold").withdraw(by=None, at=NOW)
    make_registration(delegation, full_name="Successor")
    session.commit()
    assert states(session, delegation)["Anar"] == "waitlisted"


def test_who_waits_for_a_funded_seat_lets_the_next_one_pass(session, delegation):
    wait(delegation, "Anar", funded=True)
    wait(delegation, "Oyun")
    named(delegation, "Bold").withdraw(by=None, at=NOW)
    session.commit()
    assert (states(session, delegation)["Anar"], states(session, delegation)["Oyun"]) == ("waitlisted", "submitted")


def test_second_head_is_not_promoted(session, delegation):
    named(delegation, "Tuul").capacity = Capacity.HEAD
    [anar] = wait(delegation, "Anar")
    anar.capacity = Capacity.HEAD
    named(delegation, "Bold").withdraw(by=None, at=NOW)
    session.commit()
    assert states(session, delegation)["Anar"] == "waitlisted"


def test_nobody_is_promoted_by_itself_where_that_is_switched_off(browser, session, delegation):
    wait(delegation, "Anar")
    organizer = browser.sign_in(make_organizer())
    page = organizer.get("/meetings/full/registrations/waiting-list")
    assert page.texts("tbody th") == ["1. Anar"]
    organizer.post("/meetings/full/registrations/waiting-list/automation", {"promotes": "no"})
    named(delegation, "Bold").withdraw(by=None, at=NOW)
    session.commit()
    anar = named(delegation, "Anar")
    assert anar.state == "waitlisted"
    organizer.submit(f"/meetings/full/registrations/{anar.number}/promotion", why="Agreed with the minister.")
    session.refresh(anar)
    assert (anar.state, anar.history[-1].reason) == ("submitted", "Agreed with the minister.")
    assert organizer.get("/meetings/full/registrations/waiting-list").texts("tbody th") == []


def test_nobody_is_promoted_after_the_meeting(session):
    delegation = make_delegation(seats=1)
    delegation.invite(by=None, at=NOW)
    first = make_registration(delegation)
    [anar] = wait(delegation, "Anar")
    first.withdraw(by=None, at=NOW)
    session.commit()
    assert anar.state == "waitlisted"


def test_nobody_is_promoted_beyond_the_seats_by_hand(session, delegation):
    [anar] = wait(delegation, "Anar")
    with pytest.raises(RuleBroken, match="All 2 seats"):
        promote(anar, by=None, at=NOW)


def test_rolled_back_withdrawal_promotes_nobody(session, delegation):
    wait(delegation, "Anar")
    session.commit()
    named(delegation, "Bold").withdraw(by=None, at=NOW)
    session.rollback()
    session.commit()
    assert states(session, delegation)["Anar"] == "waitlisted"


def test_waiting_list_takes_as_many_queries_for_thirty_people_as_for_one(browser, session, queries):
    organizer, counts = browser.sign_in(make_organizer()), []
    for countries in (("MN",), ("MN", "LA", "VN", "KE", "ID", "BD")):
        meeting = make_meeting(**FUTURE)
        for iso2 in countries:
            delegation = make_delegation(meeting, iso2, seats=0)
            delegation.invite(by=None, at=NOW)
            wait(delegation, *(f"P{n}" for n in range(5)))
        session.commit()
        slug = meeting.slug
        with queries() as sent:
            assert organizer.get(f"/meetings/{slug}/registrations/waiting-list").status == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
