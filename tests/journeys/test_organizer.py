"""An organizer notes at the door that nobody of a delegation came, and the figures say so."""

import re

import pytest
from playwright.sync_api import expect

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


def told_in_the_draft(traveller: Traveller) -> str:
    traveller.open("/releases/jcm-gp-4/texts/ja/?lang=ja")
    return traveller.text


def told_in_public(traveller: Traveller) -> str:
    traveller.open("/releases/jcm-gp-4?lang=ja")
    return traveller.text


PEOPLE = {"Palau": 2, "Indonesia": 5}


def mark(traveller: Traveller, country: str, status: str) -> None:
    traveller.open(f"{HOME}/attendance?lang=en")
    heading = traveller.page.get_by_role("heading", name=country)
    delegation = traveller.page.locator(".door-delegation", has=heading)
    delegation.locator(f".door-head button[value={status}]").click()
    arrived = {"no_show": 0, "attended": PEOPLE[country]}[status]
    delegation.get_by_text(f"{arrived} of {PEOPLE[country]} arrived", exact=True).wait_for()
    traveller.look()


def test_organizer_marks_delegations_as_not_come_and_the_draft_says_so(organizer: Traveller) -> None:
    assert partners_attending(organizer) == 19
    mark(organizer, "Palau", "no_show")
    assert partners_attending(organizer) == 18
    assert "29カ国のうち18カ国" in told_in_the_draft(organizer)
    assert "約90名" in told_in_the_draft(organizer)
    assert "パラオ" not in told_in_the_draft(organizer)
    mark(organizer, "Indonesia", "no_show")
    assert "29カ国のうち17カ国" in told_in_the_draft(organizer)
    assert "約80名" in told_in_the_draft(organizer)
    assert "29カ国のうち19カ国" in told_in_public(organizer)  # what was published changes by a correction only
    for country in PEOPLE:
        mark(organizer, country, "attended")
    assert partners_attending(organizer) == 19
    assert "29カ国のうち19カ国" in told_in_the_draft(organizer)
    assert "約90名" in told_in_the_draft(organizer)


def test_live_board_follows_the_door_and_says_when_the_line_is_lost(organizer: Traveller) -> None:
    page = organizer.page
    organizer.open(f"{HOME}/attendance/live?lang=en")
    palau = page.get_by_role("row", name="Palau")
    expect(palau).to_contain_text("2 of 2")
    door = page.context.new_page()
    door.goto(f"{HOME}/attendance?lang=en")
    delegation = door.locator(".door-delegation", has=door.get_by_role("heading", name="Palau"))
    delegation.locator(".door-head button[value=no_show]").click()
    delegation.get_by_text("0 of 2 arrived", exact=True).wait_for()
    expect(palau).to_contain_text("0 of 2")
    organizer.look()
    page.route("**/live/present*", lambda route: route.abort())
    expect(page.locator("[data-live-state]")).to_be_visible()
    page.unroute("**/live/present*")
    expect(page.locator("[data-live-state]")).to_be_hidden()
    delegation.locator(".door-head button[value=attended]").click()
    expect(palau).to_contain_text("2 of 2")


def test_organizer_finds_nothing_serious_on_any_page_of_the_meeting(organizer: Traveller) -> None:
    for path in STAFF_PAGES:
        organizer.open(HOME + path)


def test_organizer_is_led_from_what_waits_to_the_person(organizer: Traveller) -> None:
    organizer.page.locator(".waiting tbody td a").first.click()
    organizer.page.wait_for_url(re.compile(r"/registrations/\?state=submitted"))
    organizer.look()
    assert "Demo Oyunchimeg" in organizer.text
