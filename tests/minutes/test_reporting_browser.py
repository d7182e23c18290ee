"""The page of the summary in a real browser: what is typed survives a lost line, and the page is accessible."""

import pytest
from playwright.sync_api import Browser, expect

from jcmevents.agenda.reporting import SessionSummary
from jcmevents.extensions import db
from tests.factories import make_organizer, make_session
from tests.live import axe_violations, sign_in, watched

pytestmark = pytest.mark.browser


def test_text_and_key_points_arrive_although_the_line_is_lost(
    session: object, live_server: str, browser_window: Browser
) -> None:
    held = make_session(titles={"en": "Rules"})
    db.session.commit()
    context = browser_window.new_context(base_url=live_server, locale="en-GB")
    page = context.new_page()
    faults = watched(page)
    sign_in(page, make_organizer())
    page.goto(f"/meetings/{held.meeting.slug}/sessions/{held.id}/summary/")
    status = page.locator("[data-status]")
    expect(status).to_have_text("Saved")
    page.locator(".report-text textarea:visible").click()
    page.keyboard.type("They agreed on ", delay=20)
    page.route("**/sync", lambda route: route.abort())
    page.keyboard.type("shorter forms.", delay=20)
    expect(status).to_contain_text("No connection")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute("**/sync")
    expect(status).to_have_text("Saved")
    page.locator("[data-add]").click()
    page.keyboard.type("Forms get shorter")
    expect(status).to_have_text("Saved")
    assert axe_violations(page) == []
    db.session.expire_all()
    (summary,) = db.session.scalars(SessionSummary.of_meeting(held.meeting))
    assert (summary.texts, summary.points) == ({"en": "They agreed on shorter forms."}, [{"en": "Forms get shorter"}])
    db.session.rollback()
    context.close()
    assert not faults
