"""Two rapporteurs at once, in two real browsers, one of which loses its line for a while: no letter is lost."""

import itertools
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.discussion.models import DiscussionPoint, FollowUp
from jcmevents.extensions import db
from tests.factories import make_delegation, make_organizer, make_session
from tests.live import axe_violations, sign_in, watched


@pytest.fixture
def held(session: object) -> Session:
    held = make_session(titles={"en": "Rules"})
    make_delegation(held.meeting, "KE")
    db.session.commit()
    return held


@pytest.fixture
def kenya(held: Session) -> int:
    """The id of a delegation."""
    found = db.session.query(Delegation.id).scalar()
    db.session.rollback()
    return found


@pytest.fixture
def rapporteurs(held: Session, live_server: str, browser_window: Browser) -> Iterator[tuple[Page, Page]]:
    contexts: list[BrowserContext] = []
    pages = []
    for _ in range(2):
        contexts.append(browser_window.new_context(base_url=live_server, locale="en-GB"))
        page = contexts[-1].new_page()
        faults = watched(page)
        sign_in(page, make_organizer())
        page.goto(f"/meetings/{held.meeting.slug}/sessions/{held.id}/notes/")
        expect(page.locator("[data-status]")).to_have_text("Saved")
        pages.append(page)
    yield pages[0], pages[1]
    for context in contexts:
        context.close()
    assert not faults


def add_point(page: Page) -> None:
    page.locator("[data-add]").first.click()


def saved(page: Page) -> None:
    expect(page.locator("[data-status]")).to_have_text("Saved")


def texts_on(page: Page) -> list[str]:
    return [field.input_value() for field in page.locator(".notes-card textarea:visible").all()]


def stored() -> list[str]:
    db.session.expire_all()
    points = db.session.query(DiscussionPoint).order_by(DiscussionPoint.position)
    found = [point.texts.get("en", "") for point in points]
    db.session.rollback()
    return found


def test_letters_of_two_in_one_point_all_arrive_although_one_line_is_lost(rapporteurs: tuple[Page, Page]) -> None:
    one, other = rapporteurs
    add_point(one)
    one.keyboard.type("Forms: ")
    saved(one)
    expect(other.locator(".notes-card textarea:visible")).to_have_value("Forms: ")
    other.locator(".notes-card textarea:visible").press("End")
    letters = itertools.cycle("abcdefghijklmnopqrstuvwxyz ")
    digits = itertools.cycle("0123456789")
    typed: tuple[list[str], list[str]] = ([], [])
    for round in range(12):
        if round == 4:
            other.context.set_offline(True)
        if round == 8:
            expect(other.locator("[data-status]")).to_contain_text("No connection")
            other.context.set_offline(False)
        for page, source, kept in ((one, letters, typed[0]), (other, digits, typed[1])):
            stretch = "".join(itertools.islice(source, 9))
            page.keyboard.type(stretch, delay=25)
            kept.append(stretch)
    for page in rapporteurs:
        saved(page)
    (text,) = stored()
    rest = text.replace("Forms: ", "", 1)
    assert "".join(c for c in rest if c.isdigit()) == "".join(typed[1])
    assert sorted(c for c in rest if not c.isdigit()) == sorted("".join(typed[0]))
    assert "".join(c for c in rest if not c.isdigit()) == "".join(typed[0])
    for page in rapporteurs:
        expect(page.locator(".notes-card textarea:visible")).to_have_value(text)


def test_what_is_typed_without_a_line_survives_a_reload(rapporteurs: tuple[Page, Page]) -> None:
    one, other = rapporteurs
    one.route("**/sync", lambda route: route.abort())
    add_point(one)
    one.keyboard.type("Said while the line was down")
    expect(one.locator("[data-status]")).to_contain_text("No connection")
    one.on("dialog", lambda dialog: dialog.accept())
    one.reload()
    assert texts_on(one) == ["Said while the line was down"]
    one.unroute("**/sync")
    saved(one)
    expect(other.locator(".notes-card textarea:visible")).to_have_value("Said while the line was down")


def test_an_answer_that_is_lost_makes_nothing_double(rapporteurs: tuple[Page, Page]) -> None:
    one, _other = rapporteurs

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    one.route("**/sync", lose)
    add_point(one)
    one.keyboard.type("Once only", delay=30)
    expect(one.locator("[data-status]")).to_contain_text("No connection")
    one.unroute("**/sync")
    one.keyboard.type(", please")
    saved(one)
    assert stored() == ["Once only, please"]


def test_kind_and_removal_reach_the_other(rapporteurs: tuple[Page, Page]) -> None:
    one, other = rapporteurs
    add_point(one)
    one.keyboard.type("Adopted")
    one.locator(".notes-card select[name=kind]").select_option("decision")
    saved(one)
    expect(other.locator(".notes-card select[name=kind]")).to_have_value("decision")
    assert axe_violations(one) == []
    other.on("dialog", lambda dialog: dialog.accept())
    other.locator("[data-remove]").click()
    expect(one.locator(".notes-card")).to_have_count(0)
    assert stored() == []


def test_a_follow_up_with_owner_and_day_reaches_the_other_and_survives_a_lost_line(
    rapporteurs: tuple[Page, Page], kenya: int
) -> None:
    one, other = rapporteurs
    one.locator("[data-add=follow_up]").first.click()
    one.keyboard.type("Write the draft")
    one.locator(".notes-task [name=owner]").select_option(str(kenya))
    saved(one)
    expect(other.locator(".notes-task [name=owner]")).to_have_value(str(kenya))
    one.route("**/sync", lambda route: route.abort())
    one.locator(".notes-task [name=due_on]").fill("2027-03-31")
    expect(one.locator("[data-status]")).to_contain_text("No connection")
    one.on("dialog", lambda dialog: dialog.accept())
    one.reload()
    expect(one.locator(".notes-task [name=due_on]")).to_have_value("2027-03-31")
    one.unroute("**/sync")
    saved(one)
    expect(other.locator(".notes-task [name=due_on]")).to_have_value("2027-03-31")
    assert axe_violations(one) == []
    db.session.expire_all()
    task = db.session.query(FollowUp).one()
    assert (task.text, task.owner_id, task.due_on) == ("Write the draft", kenya, date(2027, 3, 31))


def test_an_ended_sign_in_is_told_and_nothing_is_lost(rapporteurs: tuple[Page, Page], held: Session) -> None:
    one, _other = rapporteurs
    add_point(one)
    one.context.clear_cookies()
    one.keyboard.type("Typed after the sign-in had ended")
    expect(one.locator("[data-status]")).to_contain_text("Your sign-in has ended")
    window = one.context.new_page()
    sign_in(window, make_organizer())
    saved(one)
    assert stored() == ["Typed after the sign-in had ended"]
