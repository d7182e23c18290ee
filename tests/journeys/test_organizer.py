"""An organizer notes at the door that nobody of a delegation came, and the figures say so."""

import re

import pytest

from jcmevents.demo.accounts import known_accounts
from tests.journeys.conftest import Traveller

HOME = "/meetings/jcm-gp-4"
STAFF_PAGES = (
    "",
    "/agenda",
    "/proposals/",
    "/participants",
    "/delegations/",
    "/registrations/",
    "/attendance",
    "/figures",
)


@pytest.fixture
def organizer(traveller: Traveller) -> Traveller:
    account = known_accounts()[0]
    traveller.open("/sign-in")
    traveller.page.fill("[name=email]", account["email"])
    traveller.page.fill("[name=password]", account["password"])
    traveller.page.press("[name=password]", "Enter")
    traveller.page.wait_for_url("**/")
    traveller.look()
    return traveller


def partners_attending(traveller: Traveller) -> int:
    traveller.open(f"{HOME}/figures?lang=en")
    figure = traveller.page.locator(".stat", has_text="of which took part").locator(".stat-value")
    return int(figure.inner_text())


def told_in_the_release(traveller: Traveller) -> str:
    traveller.open("/releases/jcm-gp-4?lang=ja")
    return traveller.text


def mark_palau(traveller: Traveller, status: str) -> None:
    traveller.open(f"{HOME}/attendance?lang=en")
    delegation = traveller.page.locator(".door-delegation", has=traveller.page.get_by_role("heading", name="Palau"))
    delegation.locator(f".door-head button[value={status}]").click()
    arrived = {"no_show": "0 of 2 arrived", "attended": "2 of 2 arrived"}[status]
    delegation.get_by_text(arrived, exact=True).wait_for()
    traveller.look()


def test_organizer_marks_a_delegation_as_not_come_and_sees_one_country_less(organizer: Traveller) -> None:
    assert partners_attending(organizer) == 19
    mark_palau(organizer, "no_show")
    assert partners_attending(organizer) == 18
    assert "29カ国のうち18カ国" in told_in_the_release(organizer)
    assert "パラオ" not in told_in_the_release(organizer)
    mark_palau(organizer, "attended")
    assert partners_attending(organizer) == 19
    assert "29カ国のうち19カ国" in told_in_the_release(organizer)


def test_organizer_finds_nothing_serious_on_any_page_of_the_meeting(organizer: Traveller) -> None:
    for path in STAFF_PAGES:
        organizer.open(HOME + path)


def test_organizer_is_led_from_what_waits_to_the_person(organizer: Traveller) -> None:
    organizer.page.locator(".waiting tbody td a").first.click()
    organizer.page.wait_for_url(re.compile(r"/registrations/\?state=submitted"))
    organizer.look()
    assert "Margaret Kila Vagi" in organizer.text
