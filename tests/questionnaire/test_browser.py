"""The builder and the questions in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire.kinds import Kind
from jcmevents.questionnaire.models import FormField
from tests.factories import make_meeting, make_organizer
from tests.live import axe_violations, sign_in
from tests.questionnaire.fields import make_field, only_if, option

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def builder(page: Page, *labels: str) -> Meeting:
    """The page with these questions, open for an organizer."""
    meeting = make_meeting()
    for label in labels:
        make_field(meeting, labels={"en": label})
    sign_in(page, make_organizer())
    page.goto(f"/meetings/{meeting.slug}/form/")
    return meeting


def order(meeting: Meeting) -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return [field.labels["en"] for field in FormField.of(meeting)]


def shown(page: Page) -> list[str]:
    return page.locator(".form-fields > li").evaluate_all("all => all.map((entry) => entry.dataset.name)")


def test_questions_are_put_in_order_by_keyboard_and_the_focus_goes_with_them(page: Page) -> None:
    meeting = builder(page, "Hotel", "Flight", "Diet")
    page.get_by_role("button", name="Move down: Hotel").focus()
    with page.expect_response("**/form/order"):
        page.keyboard.press("Enter")
    with page.expect_response("**/form/order"):
        page.keyboard.press("Enter")
    assert shown(page) == ["Flight", "Diet", "Hotel"]
    expect(page.locator("[data-arrange-status]")).to_have_text("“Hotel” is number 3 of 3 now.")
    expect(page.get_by_role("button", name="Move up: Hotel")).to_be_focused()
    assert order(meeting) == ["Flight", "Diet", "Hotel"]


def test_questions_are_put_in_order_by_mouse(page: Page) -> None:
    meeting = builder(page, "Hotel", "Flight", "Diet")
    handle = page.locator("[data-name=Diet] [data-drag]").bounding_box()
    target = page.locator("[data-name=Hotel]").bounding_box()
    assert handle
    assert target
    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    with page.expect_response("**/form/order"):
        page.mouse.move(handle["x"] + 10, target["y"] + 30, steps=12)
        page.mouse.move(handle["x"] + 10, target["y"] + 4, steps=6)
        page.mouse.up()
    assert shown(page) == ["Diet", "Hotel", "Flight"]
    assert order(meeting) == ["Diet", "Hotel", "Flight"]


def test_questions_show_and_hide_while_one_answers(page: Page) -> None:
    meeting = make_meeting()
    diet = make_field(meeting, Kind.MULTI_CHOICE, labels={"en": "Diet"}, options=[option("halal"), option("other")])
    which = make_field(meeting, labels={"en": "Which"}, condition=only_if(diet.key, "contains", "other"))
    make_field(meeting, labels={"en": "Nuts"}, condition=only_if(which.key, "mentions", "nut"))
    make_field(meeting, labels={"en": "Hotel"}, condition=only_if("mode", "equals", "on_site", is_fact=True))
    sign_in(page, make_organizer())
    page.goto(f"/meetings/{meeting.slug}/form/preview?mode=on_site")
    expect(page.get_by_label("Hotel")).to_be_visible()
    expect(page.get_by_label("Which")).to_be_hidden()
    page.get_by_label("Other").check()
    page.get_by_label("Which").fill("Peanuts")
    expect(page.get_by_label("Nuts")).to_be_visible()
    page.get_by_label("Other").uncheck()
    expect(page.get_by_label("Which")).to_be_hidden()
    expect(page.get_by_label("Nuts")).to_be_hidden()
    expect(page.get_by_label("Nuts")).to_be_disabled()


def test_a_fact_that_is_known_already_hides_what_does_not_fit_it(page: Page) -> None:
    meeting = make_meeting()
    make_field(meeting, labels={"en": "Hotel"}, condition=only_if("mode", "equals", "on_site", is_fact=True))
    sign_in(page, make_organizer())
    page.goto(f"/meetings/{meeting.slug}/form/preview?mode=online")
    expect(page.get_by_label("Hotel")).to_be_hidden()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_builder_has_no_serious_fault_of_accessibility(page: Page, size: dict[str, int]) -> None:
    meeting = make_meeting()
    rows = [make_field(meeting, kind, required=True, purposes={"en": "to plan."}) for kind in Kind]
    make_field(meeting, condition=only_if(rows[0].key, "any"), capacities=["delegate"])
    sign_in(page, make_organizer())
    page.set_viewport_size(size)
    faults = {}
    for path in ("", "new/choice", f"fields/{rows[2].id}/edit", "preview", "start"):
        page.goto(f"/meetings/{meeting.slug}/form/{path}")
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        faults[path] = [*axe_violations(page), *(["wider than the screen"] if wide else [])]
    assert faults == dict.fromkeys(faults, [])
