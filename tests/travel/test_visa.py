"""Requests for visa letters: which are taken, and which steps they can go."""

from datetime import date

import pytest

from jcmevents.errors import RuleBroken
from jcmevents.mail.models import OutgoingMail
from jcmevents.travel import mails
from jcmevents.travel.passports import TravelDocument
from jcmevents.travel.queue import UNTOLD, Queue
from jcmevents.travel.visa import Missing, VisaRequest, VisaState
from tests.factories import NOW, make_delegation, make_meeting, make_registration
from tests.travel.travellers import CANARY, make_clerk, make_passport, make_request, make_stay, make_traveller


@pytest.mark.parametrize(
    ("stay", "field"),
    [
        ({"arrives_on": date(2025, 2, 21)}, "leaves_on"),
        ({"arrives_on": date(2025, 2, 20)}, "arrives_on"),
        ({"arrives_on": date(2025, 2, 10), "leaves_on": date(2025, 2, 16)}, "leaves_on"),
        ({"leaves_on": date(2025, 5, 18)}, "leaves_on"),
    ],
)
def test_stay_that_the_meeting_does_not_explain_is_refused(session, stay, field):
    with pytest.raises(RuleBroken) as broken:
        VisaRequest.ask(make_traveller(), make_stay(**stay), make_passport(), by=None, at=NOW)
    assert broken.value.field == field


def test_passport_is_not_asked_of_people_without_need(session):
    with pytest.raises(RuleBroken, match="no passport"):
        make_request(make_traveller(wants_visa_letter=False))


def test_passport_has_to_be_told_once(session):
    person = make_traveller()
    with pytest.raises(RuleBroken, match="Enter the passport"):
        VisaRequest.ask(person, make_stay(), None, by=None, at=NOW)
    make_request(person)
    request = VisaRequest.ask(person, make_stay(leaves_on=date(2025, 2, 22)), None, by=None, at=NOW)
    assert (request.leaves_on, TravelDocument.of(person).ending) == (date(2025, 2, 22), "823")


def test_kept_passport_must_last_for_a_longer_stay(session):
    request = make_request(expires_on=date(2025, 2, 20))
    with pytest.raises(RuleBroken, match="valid until 22 February 2025"):
        VisaRequest.ask(request.registration, make_stay(leaves_on=date(2025, 2, 22)), None, by=None, at=NOW)


def test_what_is_told_anew_has_to_be_checked_anew(session):
    request = make_request(checked=True)
    again = VisaRequest.ask(request.registration, make_stay(), make_passport(number="NEW12345"), by=None, at=NOW)
    assert (again is request, request.state, TravelDocument.of(request.registration).ending) == (True, "asked", "345")


def test_what_is_sent_again_unchanged_stays_checked(session):
    request = make_request(checked=True)
    VisaRequest.ask(request.registration, make_stay(), None, by=None, at=NOW)
    assert request.state == "checked"


def test_request_is_not_in_order_while_something_is_missing(session):
    request = make_request(checked=True)
    request.ask_back([Missing.LODGING, Missing.NAME], by=None, at=NOW)
    assert (request.state, request.missing) == ("asked", ["name", "lodging"])
    with pytest.raises(RuleBroken, match="has not come yet"):
        request.check(by=None, at=NOW)
    VisaRequest.ask(request.registration, make_stay(), None, by=None, at=NOW)
    request.check(by=None, at=NOW)
    assert (request.state, request.missing) == ("checked", [])


@pytest.mark.parametrize(
    "end", [lambda r: r.refuse(why="Unknown", by=None, at=NOW), lambda r: r.withdraw(by=None, at=NOW)]
)
def test_passport_is_deleted_when_the_request_ends(session, end):
    request = make_request(checked=True)
    end(request)
    assert TravelDocument.of(request.registration) is None
    with pytest.raises(RuleBroken, match="not possible from there"):
        request.check(by=None, at=NOW)


def test_queue_shows_who_wants_letters_and_who_has_told_nothing(session):
    meeting = make_meeting()
    delegation = make_delegation(meeting, seats=20)
    untold = make_traveller(delegation=delegation)
    asked, checked = (
        make_request(make_traveller(delegation=delegation)),
        make_request(make_traveller(delegation=delegation), checked=True),
    )
    make_registration(delegation)
    make_request()  # of another meeting
    gone = make_traveller(delegation=delegation)
    gone.withdraw(by=None, at=NOW)
    queue = Queue(meeting)
    assert [a.registration for a in queue.applicants] == [asked.registration, checked.registration, untold]
    assert dict(queue.counts) == {UNTOLD: 1, VisaState.ASKED: 1, VisaState.CHECKED: 1}
    assert [a.request for a in Queue(meeting, "checked").applicants] == [checked]


def test_mail_asks_in_the_language_of_the_person_and_tells_nothing_of_the_passport(session):
    request = make_request(make_traveller(lang="ja", email="uurintuya@example.org"))
    mail = mails.ask_for(request.registration, [Missing.NUMBER, Missing.DATES], by=make_clerk(), at=NOW)
    assert (mail.to_address, mail.lang, mail.meeting_id) == ("uurintuya@example.org", "ja", request.meeting_id)
    assert "/links/" in mail.body_text
    assert CANARY not in mail.subject + mail.body_text
    assert "823" not in mail.subject + mail.body_text.partition("/links/")[0]


def test_nobody_is_written_to_without_an_address(session):
    assert mails.ask_for(make_traveller(), [Missing.NUMBER], by=None, at=NOW) is None
    assert session.query(OutgoingMail).count() == 0
