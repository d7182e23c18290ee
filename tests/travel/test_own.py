"""The delegate's own page: who may open it, what it takes, what it never shows."""

import pytest

from jcmevents.extensions import db
from jcmevents.travel.passports import TravelDocument
from jcmevents.travel.visa import Missing, VisaRequest
from tests.browser import Browser
from tests.factories import NOW, make_user
from tests.travel.travellers import CANARY, make_request, make_traveller

PASSPORT = {
    "number": CANARY,
    "kind": "ordinary",
    "issuing_country": "MN",
    "nationality": "MN",
    "sex": "F",
    "born_on": "1980-05-04",
    "issued_on": "2021-03-02",
    "expires_on": "2031-03-01",
}
STAY = {"arrives_on": "2025-02-16", "leaves_on": "2025-02-20", "lodging": "Hotel", "applies_in": "MN"}


def address(registration):
    return f"/meetings/{registration.meeting.slug}/registration/{registration.number}/travel"


@pytest.fixture
def person(session):
    return make_traveller(full_name="Suharto")


@pytest.fixture
def own(browser, person):
    """The person's browser, which holds the private link."""
    browser.hold_link("registration", person.id)
    return browser


def test_person_tells_passport_and_stay_and_sees_its_end_only(own, person):
    answer = own.submit(address(person), **PASSPORT, **STAY)
    page = own.follow(answer)
    request = VisaRequest.of(person)
    assert (request.state, request.lodging, TravelDocument.of(person).ending) == ("asked", "Hotel", "823")
    assert "••••••823" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    for secret in (CANARY, "1980-05-04", "2031-03-01"):
        assert secret not in page.body
    assert 'value="2025-02-16"' in page.body


def test_owner_of_the_registration_needs_no_link(app, session):
    user = make_user()
    person = make_traveller(user_id=user.id)
    page = Browser(app).sign_in(user).get(address(person))
    assert page.status == 200


def test_somebody_elses_page_is_not_found(app, own, session):
    other = make_traveller()
    assert own.get(address(other)).status == 404
    assert Browser(app).sign_in(make_user()).get(address(other)).status == 404


def test_page_is_not_there_where_no_letter_is_wanted(browser, session):
    person = make_traveller(wants_visa_letter=False)
    browser.hold_link("registration", person.id)
    page = browser.get(address(person))
    assert (page.status, "No visa letter is wanted" in page.text) == (404, True)
    assert browser.post(address(person), {**PASSPORT, **STAY}).status == 404
    assert TravelDocument.of(person) is None


def test_stay_changes_without_telling_the_passport_again(own, person):
    make_request(person)
    own.submit(address(person), **STAY | {"leaves_on": "2025-02-22"})
    document = TravelDocument.of(person)
    assert (str(VisaRequest.of(person).leaves_on), document.ending) == ("2025-02-22", "823")


def test_half_a_passport_is_refused_field_by_field(own, person):
    page = own.submit(address(person), **PASSPORT | {"born_on": "", "sex": ""}, **STAY)
    assert (page.status, len(page.select(".error-summary li"))) == (200, 2)
    assert page.text.count("Please fill this in as it is in the passport.") >= 2
    assert db.session.query(TravelDocument).count() == 0


def test_broken_rule_stands_at_its_field_and_names_no_number(own, person):
    page = own.submit(address(person), **PASSPORT | {"expires_on": "2025-02-19"}, **STAY)
    assert (page.status, page.one("#expires_on-error") is not None) == (409, True)
    assert "must be valid until 20 February 2025" in page.text
    assert CANARY not in page.one(".error-summary").text


def test_page_tells_what_is_missing_and_why_letters_were_refused(own, person):
    request = make_request(person)
    request.ask_back([Missing.LODGING], by=None, at=NOW)
    assert "where you will stay" in own.get(address(person)).text
    request.refuse(why="The meeting is online only.", by=None, at=NOW)
    assert "The meeting is online only." in own.get(address(person)).text


def test_registration_page_leads_here_where_a_letter_is_wanted(own, person):
    page = own.get(address(person).removesuffix("/travel"))
    assert address(person) in [link["href"] for link in page.select("main a")]
