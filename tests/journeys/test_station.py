"""A station in a real browser: the scanner that types, questions left open, a line that is lost unnoticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session, scoped_session

from jcmevents.extensions import db
from jcmevents.registration.models import Registration
from jcmevents.registration.states import Capacity, State
from tests.attendance.doors import make_badge, make_expected, make_station, make_todays_meeting
from tests.factories import make_delegation
from tests.journeys.devices import Device, device

pytestmark = pytest.mark.usefixtures("browser_window")


@pytest.fixture
def phone(
    session: scoped_session[Session], browser_window: Browser, live_server: str, tmp_path: Path
) -> Iterator[Device]:
    with device(browser_window, live_server, tmp_path / "profile") as made:
        yield made


def state_of(person: Registration) -> str:
    db.session.rollback()
    db.session.expire_all()
    return person.state


def test_station_is_installed_among_the_applications_of_the_device(phone: Device) -> None:
    phone.open(make_station(make_todays_meeting()))
    session = phone.context.new_cdp_session(phone.page)
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    assert session.send("Page.getAppManifest")["errors"] == []


def test_scanner_is_heard_wherever_one_has_pressed_and_takes_the_place_of_an_open_question(phone: Device) -> None:
    delegation = make_delegation(make_todays_meeting())
    badge, other = make_badge(delegation, full_name="Oyun Bat"), make_expected(delegation, full_name="Somebody Else")
    phone.open(make_station(delegation.meeting))
    phone.page.get_by_role("button", name="Camera").focus()
    phone.page.keyboard.type("JCM" + "B" * 32 + "\n")
    expect(phone.answer).to_contain_text("Not admitted")
    phone.page.fill("[data-entry]", "somebody")
    phone.page.locator("[data-found] button").click()
    expect(phone.page.locator("[data-identity]")).to_be_visible()
    phone.page.keyboard.type(badge.token + "\n")
    expect(phone.page.locator("[data-identity]")).to_be_hidden()
    expect(phone.answer).to_contain_text("Oyun Bat")
    expect(phone.page.locator("[data-waiting]")).to_have_text("All sent")
    assert (state_of(badge.registration), state_of(other)) == (State.ATTENDED, State.CONFIRMED)


def test_scan_into_the_form_for_walk_ins_is_a_scan(phone: Device) -> None:
    badge = make_badge(make_delegation(make_todays_meeting()), full_name="Oyun Bat")
    phone.open(make_station(badge.registration.meeting))
    phone.page.get_by_role("button", name="Not registered").click()
    phone.page.locator("[name=name]").press_sequentially(badge.token)
    phone.page.keyboard.press("Enter")
    expect(phone.answer).to_contain_text("Oyun Bat")
    expect(phone.page.locator("[data-waiting]")).to_have_text("All sent")
    assert [person.full_name for person in db.session.query(Registration)] == ["Oyun Bat"]


def test_question_left_by_escape_answers_nothing(phone: Device) -> None:
    delegation = make_delegation(make_todays_meeting())
    first, second = (make_expected(delegation, full_name=name) for name in ("First Person", "Second Person"))
    phone.open(make_station(delegation.meeting))
    phone.page.fill("[data-entry]", "first")
    phone.page.locator("[data-found] button").click()
    phone.page.get_by_role("button", name="It is this person").click()
    expect(phone.answer).to_contain_text("First Person")
    phone.page.fill("[data-entry]", "second")
    phone.page.locator("[data-found] button").click()
    phone.page.keyboard.press("Escape")
    phone.answer.get_by_role("button", name="Undo").click()
    phone.page.keyboard.press("Escape")
    expect(phone.page.locator("[data-waiting]")).to_have_text("All sent")
    expect(phone.page.locator("[data-count]")).to_have_text("1")
    assert (state_of(first), state_of(second)) == (State.ATTENDED, State.CONFIRMED)


def test_whoever_was_taken_back_comes_in_anew(phone: Device) -> None:
    badge = make_badge(make_delegation(make_todays_meeting()), full_name="Oyun Bat", capacity=Capacity.PRESS)
    phone.open(make_station(badge.registration.meeting))
    phone.scan(badge.token)
    expect(phone.page.locator("[data-waiting]")).to_have_text("All sent")
    phone.answer.get_by_role("button", name="Undo").click()
    phone.page.locator("[data-undo] button[value=yes]").click()
    expect(phone.page.locator("[data-count]")).to_have_text("0")
    phone.scan(badge.token)
    expect(phone.answer.locator(".answer-word")).to_have_text("Present")
    expect(phone.answer.locator(".capacity")).to_have_css("background-color", "rgb(179, 38, 30)")  # as on the badge


def test_code_that_only_the_server_knows_is_not_left_unanswered_when_the_line_is_lost(phone: Device) -> None:
    delegation = make_delegation(make_todays_meeting())
    phone.open(make_station(delegation.meeting))
    phone.page.route("**/sync", lambda route: route.abort())
    late = make_badge(delegation, full_name="Printed Later")
    db.session.commit()
    phone.scan(late.token)
    expect(phone.answer).to_contain_text("Look the person up by name")
    expect(phone.page.locator("[data-line]")).to_contain_text("No line")
    expect(phone.page.locator("[data-waiting]")).to_have_text("All sent")


def test_walk_in_is_not_counted_before_the_organizers_have_decided(phone: Device) -> None:
    delegation = make_delegation(make_todays_meeting())
    make_expected(delegation)
    phone.open(make_station(delegation.meeting))
    phone.page.get_by_role("button", name="Not registered").click()
    phone.page.fill("[name=name]", "Walker Late")
    phone.page.locator("[data-walk-in] button[value=yes]").click()
    expect(phone.answer).to_contain_text("the organizers decide")
    expect(phone.page.locator("[data-waiting]")).to_have_text("All sent")
    phone.page.reload()
    phone.ready()
    phone.page.fill("[data-entry]", "walker")
    expect(phone.page.locator("[data-found]")).to_contain_text("Walker Late")
    expect(phone.page.locator("[data-count]")).to_have_text("0")
    expect(phone.page.locator("[data-expected]")).to_have_text("1")
    phone.page.locator("[data-found] button").click()
    phone.page.get_by_role("button", name="It is this person").click()
    expect(phone.answer).to_contain_text("the organizers decide")
