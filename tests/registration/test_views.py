import pytest

from jcmevents.registration.models import Registration
from jcmevents.registration.states import Capacity
from tests.browser import Browser
from tests.factories import make_delegation, make_organizer, make_registration


@pytest.fixture
def organizer(browser):
    return browser.sign_in(make_organizer(name="Hanako"))


def address(registration, tail=""):
    return f"/meetings/{registration.meeting.slug}/registrations/{registration.number}{tail}"


def names(page):
    return page.texts("tbody th a")


def test_organizer_nominates_a_person(organizer, session):
    delegation = make_delegation()
    answer = organizer.submit(
        f"/meetings/{delegation.meeting.slug}/registrations/new",
        delegation=delegation.id,
        full_name="Доржийн Ганболд",
        honorific="H.E. Mr.",
        capacity="head",
        email="ganbold@example.org",
        phone="+976 11 26 00 00",
    )
    page = organizer.follow(answer)
    registration = session.scalar(Registration.of_meeting(delegation.meeting))
    assert (registration.state, registration.capacity, registration.position) == ("nominated", "head", 1)
    assert (registration.listed, registration.phone) == (False, "+976 11 26 00 00")  # nobody consents for another
    assert page.texts("h1") == ["H.E. Mr. Доржийн Ганболд"]
    assert (page.texts(".timeline-what"), page.texts(".timeline-who")) == (["nominated"], ["Hanako"])


def test_nomination_sent_twice_makes_one_person(organizer, session):
    delegation = make_delegation()
    form = organizer.get(f"/meetings/{delegation.meeting.slug}/registrations/new")
    first, second = (organizer.submit(form, delegation=delegation.id, full_name="Tuul") for _ in range(2))
    assert (first.location, len(session.scalars(Registration.of_meeting(delegation.meeting)).all())) == (
        second.location,
        1,
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"full_name": "  "}, "Name: This field is required."),
        ({"email": "nobody"}, "E-mail: Invalid email address."),
        ({"delegation": None}, "Delegation: This field is required."),
        ({"function": "x" * 301}, "Function: Field cannot be longer than 300 characters."),
    ],
)
def test_bad_nomination_comes_back_with_everything_typed(organizer, session, fields, sentence):
    delegation = make_delegation()
    typed = {"delegation": delegation.id, "full_name": "Tuul", "unit": "Ministry", **fields}
    page = organizer.submit(f"/meetings/{delegation.meeting.slug}/registrations/new", **typed)
    assert page.texts(".error-summary li") == [sentence]
    assert page.one("[name=unit]")["value"] == "Ministry"
    assert session.scalars(Registration.of_meeting(delegation.meeting)).all() == []


def test_nomination_in_a_full_delegation_says_so_and_keeps_what_was_typed(organizer):
    delegation = make_delegation(seats=1)
    make_registration(delegation)
    page = organizer.submit(
        f"/meetings/{delegation.meeting.slug}/registrations/new", delegation=delegation.id, full_name="Tuul"
    )
    assert page.status == 409
    assert page.texts(".error-summary li") == [
        "Delegation: All 1 seats of Mongolia are taken. Raise the number of seats or withdraw somebody first."
    ]
    assert page.one("[name=full_name]")["value"] == "Tuul"


def test_delegation_of_another_meeting_cannot_be_chosen(organizer, session):
    delegation, foreign = make_delegation(), make_delegation()
    answer = organizer.post(
        f"/meetings/{delegation.meeting.slug}/registrations/new", {"delegation": foreign.id, "full_name": "Tuul"}
    )
    assert (answer.status, session.scalars(Registration.of_meeting(foreign.meeting)).all()) == (200, [])


def test_organizer_edits_a_person(organizer):
    registration = make_registration()
    answer = organizer.submit(address(registration, "/edit"), full_name="Oyun", capacity="interpreter", mode="online")
    assert answer.location.endswith(address(registration))
    assert (registration.full_name, registration.capacity, registration.mode) == ("Oyun", "interpreter", "online")
    assert organizer.follow(answer).texts(".timeline-what") == ["changed: Capacity, Name, Takes part", "nominated"]


def test_second_head_is_refused_with_everything_typed(organizer):
    head = make_registration(full_name="Oyun", capacity=Capacity.HEAD)
    other = make_registration(head.delegation, full_name="Tuul")
    page = organizer.submit(address(other, "/edit"), capacity="head", function="Minister")
    assert (page.status, other.capacity, page.one("[name=function]")["value"]) == (409, "delegate", "Minister")
    assert page.texts(".field-error") == ["Error: Oyun is head of this delegation already; there is exactly one."]


def test_second_editor_sees_both_texts_and_loses_nothing(app, organizer):
    registration = make_registration(function="Director", unit="Climate Unit")
    colleague = Browser(app).sign_in(make_organizer())
    mine, theirs = (person.get(address(registration, "/edit")) for person in (organizer, colleague))
    colleague.submit(theirs, function="Director General")
    page = organizer.submit(mine, function="Acting Director", unit="Carbon Market Unit")
    assert page.texts(".clash-text") == ["Director General", "Acting Director"]  # of what both changed
    assert (registration.function, page.one("[name=function]")["value"]) == ("Director General", "Acting Director")
    organizer.submit(page, unit="Carbon Market Unit")
    assert (registration.function, registration.unit) == ("Acting Director", "Carbon Market Unit")
