"""The pages of the travel desk."""

import pytest
from sqlalchemy import select

from jcmevents.mail.models import OutgoingMail
from jcmevents.travel.issuing import VisaLetter
from jcmevents.travel.passports import PassportReading, TravelDocument
from jcmevents.travel.signatory import Signatory
from jcmevents.travel.visa import VisaRequest
from tests.factories import make_delegation, make_meeting
from tests.travel.travellers import CANARY, SIGNED, make_clerk, make_request, make_signatory, make_traveller


@pytest.fixture
def clerk(browser):
    return browser.sign_in(make_clerk(name="Hanako"))


def address(request, tail=""):
    registration = getattr(request, "registration", request)
    return f"/meetings/{registration.meeting.slug}/travel/{registration.number}{tail}"


def test_queue_leads_to_the_people_and_shows_no_passport(clerk, session):
    request = make_request(make_traveller(full_name="Tuul"))
    page = clerk.get(f"/meetings/{request.registration.meeting.slug}/travel/")
    assert [link["href"] for link in page.select("tbody th a")] == [address(request)]
    assert "…823" in page.text
    assert CANARY not in page.body


def test_queue_takes_as_many_queries_for_one_as_for_thirty(clerk, session, queries):
    delegation = make_delegation(make_meeting(), seats=40)
    url = f"/meetings/{delegation.meeting.slug}/travel/"
    make_request(make_traveller(delegation=delegation), checked=True)
    clerk.get(url)
    with queries() as one:
        clerk.get(url)
    for _ in range(29):
        make_request(make_traveller(delegation=delegation), checked=True)
    session.commit()
    with queries() as thirty:
        page = clerk.get(url)
    assert (len(page.select("tbody tr")), len(thirty)) == (30, len(one))


def test_passport_is_shown_once_for_a_reason(clerk, session):
    request = make_request()
    assert CANARY not in clerk.get(address(request)).body
    page = clerk.submit(
        address(request), action=address(request, "/passport"), **{"reading-why": "The embassy has called"}
    )
    assert (page.status, CANARY in page.text, page.headers["Cache-Control"]) == (200, True, "no-store")
    page = clerk.get(address(request))
    assert CANARY not in page.body
    assert "The embassy has called" in page.text
    assert "Hanako" in page.text


def test_passport_is_not_shown_without_a_reason(clerk, session):
    request = make_request()
    page = clerk.submit(address(request), action=address(request, "/passport"), **{"reading-why": " "})
    assert CANARY not in page.body
    page = clerk.submit(address(request), action=address(request, "/passport"), **{"reading-why": "abc"})
    assert (page.status, CANARY in page.body) == (409, False)
    assert session.scalars(select(PassportReading)).all() == []


def test_clerk_checks_and_writes_letters_of_which_the_person_is_told(clerk, session):
    request = make_request(make_traveller(email="tuul@example.org", funded=True))
    make_signatory(request.registration.meeting)
    clerk.submit(address(request), action=address(request, "/check"))
    answer = clerk.submit(
        address(request),
        action=address(request, "/letters"),
        **{"letters-kinds": ["invitation", "guarantee"], "letters-lang": "ja"},
    )
    page = clerk.follow(answer)
    letters = session.scalars(select(VisaLetter).order_by(VisaLetter.id)).all()
    assert [(letter.kind, letter.lang) for letter in letters] == [("invitation", "ja"), ("guarantee", "ja")]
    assert request.state == "issued"
    [mail] = session.scalars(select(OutgoingMail)).all()
    assert mail.to_address == "tuul@example.org"
    assert letters[1].number in mail.body_text
    assert CANARY not in mail.subject + mail.body_text
    opened = clerk.submit(
        page, action=f"/meetings/{request.registration.meeting.slug}/travel/letters/{letters[0].id}/file"
    )
    assert (opened.status, opened.headers["Content-Type"], opened.headers["Cache-Control"]) == (
        200,
        "application/pdf",
        "no-store",
    )


def test_refused_guarantee_writes_no_letter_at_all(clerk, session):
    request = make_request(checked=True)
    page = clerk.submit(
        address(request),
        action=address(request, "/letters"),
        **{"letters-kinds": ["invitation", "guarantee"], "letters-lang": "en"},
    )
    assert page.status == 409
    assert "has no funded seat" in page.text
    assert (session.scalars(select(VisaLetter)).all(), session.scalars(select(OutgoingMail)).all()) == ([], [])


def test_clerk_asks_for_what_is_missing(clerk, session):
    request = make_request(make_traveller(email="tuul@example.org"))
    page = clerk.follow(
        clerk.submit(address(request), action=address(request, "/missing"), **{"ask-missing": ["validity"]})
    )
    assert "The person has been asked by mail." in page.text
    assert (request.missing, session.scalar(select(OutgoingMail.to_address))) == (["validity"], "tuul@example.org")
    page = clerk.submit(address(request), action=address(request, "/missing"))
    assert "Choose what is missing." in page.text


def test_clerk_asks_somebody_who_has_told_nothing(clerk, session):
    person = make_traveller(email="tuul@example.org")
    clerk.submit(address(person), action=address(person, "/missing"), **{"ask-missing": ["number", "dates"]})
    assert session.scalar(select(OutgoingMail.template)) == "travel_data_missing"
    assert VisaRequest.of(person) is None


def test_clerk_refuses_and_the_passport_is_gone(clerk, session):
    request = make_request(checked=True)
    page = clerk.follow(
        clerk.submit(address(request), action=address(request, "/refusal"), **{"refusal-why": "Not invited"})
    )
    assert "Not invited" in page.text
    assert TravelDocument.of(request.registration) is None


def test_clerk_ends_a_request_that_is_not_needed_any_more(clerk, session):
    request = make_request()
    clerk.submit(address(request), action=address(request, "/withdrawal"))
    assert (request.state, TravelDocument.of(request.registration)) == ("withdrawn", None)


def test_list_names_those_who_ask_at_one_embassy_and_are_checked(clerk, session):
    delegation = make_delegation(make_meeting(), seats=9)
    ready = [make_request(make_traveller(delegation=delegation), checked=True) for _ in range(2)]
    make_request(make_traveller(delegation=delegation))
    url = f"/meetings/{delegation.meeting.slug}/travel/"
    page = clerk.follow(clerk.submit(url, action=url + "lists", applies_in="MN", lang="en"))
    letter = session.scalar(select(VisaLetter))
    assert letter.requests == ready
    assert letter.number in page.text


def test_clerk_enters_who_signs_and_is_told_while_nobody_does(clerk, session):
    meeting = make_meeting()
    url = f"/meetings/{meeting.slug}/travel/"
    assert "not yet known who signs" in clerk.get(url).text
    texts = {f"{name}_{lang}": SIGNED[f"{name}s"][lang] for name in ("name", "position") for lang in ("ja", "en")}
    addresses = {f"address_{lang}": text for lang, text in SIGNED["addresses"].items()}
    page = clerk.follow(clerk.submit(url + "signatory", **texts, **addresses, phone=SIGNED["phone"]))
    assert "not yet known who signs" not in page.text
    assert Signatory.of(meeting).signature("ja") == "センター長　葉山 花子"
    assert clerk.get(url + "signatory").one("[name=name_en]")["value"] == "Hanako HAYAMA"


def test_two_clerks_at_the_signatory_see_both_texts(clerk, session):
    meeting = make_meeting()
    url = f"/meetings/{meeting.slug}/travel/signatory"
    make_signatory(meeting)
    page = clerk.get(url)
    make_signatory(meeting, phone="+81 1")
    session.commit()
    clash = clerk.submit(page, phone="+81 2")
    assert (clash.texts(".clash-text"), Signatory.of(meeting).phone) == (["+81 1", "+81 2"], "+81 1")


def test_letter_waits_for_its_signatory(clerk, session):
    request = make_request(checked=True)
    make_signatory(request.registration.meeting, names={"en": "Hanako"})
    form = {"letters-kinds": ["invitation"], "letters-lang": "ja"}
    page = clerk.submit(address(request), action=address(request, "/letters"), **form)
    assert (page.status, "Enter first who signs" in page.text) == (409, True)
    assert session.scalars(select(VisaLetter)).all() == []
