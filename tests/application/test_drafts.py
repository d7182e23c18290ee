"""What is typed and not sent: kept for its writer alone, found again, forgotten in time."""

from datetime import timedelta

from sqlalchemy import select, text

from jcmevents import clock
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.application.drafts import KEPT, Draft, forget_old
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from tests.application.applicants import fill_in, make_draft, send
from tests.browser import Browser
from tests.factories import NOW, make_user

NEW = "/meetings/open/registration/new"


def link_in(mail):
    return next(line for line in mail.body_text.splitlines() if "/links/" in line).removeprefix("http://localhost")


def test_looking_at_the_form_keeps_nothing(browser, session, delegation):
    browser.get(NEW)
    assert session.scalars(select(Draft)).all() == []


def test_typing_is_saved_right_or_wrong_without_leaving_the_page(browser, session, delegation):
    answer = browser.post(NEW, {"full_name": "Tu", "email": "not yet", "go": "save"})
    assert (answer.status, answer.text) == (204, "")
    page = browser.get(NEW)
    assert [page.one(f"#{name}")["value"] for name in ("full_name", "email")] == ["Tu", "not yet"]
    assert page.select(".error-summary") == []
    browser.post(NEW, {"full_name": "Tuul", "go": "save"})
    assert len(session.scalars(select(Draft)).all()) == 1


def test_draft_is_sealed_in_the_database(browser, session, delegation):
    browser.post(NEW, {"full_name": "Tuul Secret", "go": "save"})
    [sealed] = session.execute(text("SELECT sealed FROM draft")).scalars()
    assert b"Secret" not in bytes(sealed)


def test_another_browser_sees_nothing_of_it_without_the_link(app, browser, session, delegation):
    browser.post(NEW, {"full_name": "Tuul", "go": "save"})
    stranger = Browser(app)
    assert stranger.get(NEW).one("[name=full_name]").get("value") in (None, "")
    draft = session.scalars(select(Draft)).one()
    assert stranger.get(f"/meetings/open/registration/drafts/{draft.id}").status == 403


def test_draft_comes_back_on_another_device_by_the_mailed_link(app, browser, session, delegation):
    review = fill_in(browser, delegation, participants=True)
    browser.submit(review, action="/meetings/open/registration/draft/link", email="me@example.org")
    phone = Browser(app)
    opened = phone.submit(link_in(session.scalars(select(OutgoingMail)).one()))
    landed = phone.follow(opened)
    assert landed.location == review
    page = phone.get(review)
    assert ("Tuul" in page.text, "tuul@example.org" in page.text) == (True, True)
    assert send(phone, review).status == 302
    assert session.scalars(select(Draft)).all() == []


def test_link_leads_to_the_first_step_that_is_not_in_order(app, browser, session, delegation):
    browser.submit(NEW, full_name="Tuul", email="tuul@example.org", go="next")
    draft = session.scalars(select(Draft)).one()
    phone = Browser(app)
    phone.hold_link("draft", draft.id)
    assert phone.get(f"/meetings/open/registration/drafts/{draft.id}").location == f"{NEW}/part"


def test_link_to_another_draft_opens_no_other(app, browser, session, delegation):
    mine, other = (make_draft(delegation.meeting, {"who": {"full_name": name}}) for name in ("Mine", "Other"))
    browser.hold_link("draft", mine.id)
    assert browser.get(f"/meetings/open/registration/drafts/{other.id}").status == 404


def test_draft_survives_signing_in_and_out(browser, session, delegation):
    review = fill_in(browser, delegation)
    client = browser.client
    user = make_user()
    user.set_password("the seventh train leaves at noon")
    browser.submit("/sign-in", email=user.email, password="the seventh train leaves at noon")
    assert "Tuul" in browser.get(review).text
    browser.post("/sign-out", {})
    assert browser.client is client
    assert "Tuul" in browser.get(review).text


def test_draft_can_be_deleted_by_its_writer(browser, session, delegation):
    review = fill_in(browser, delegation)
    browser.submit(review, action="/meetings/open/registration/draft/removal")
    assert session.scalars(select(Draft)).all() == []
    assert browser.get(review).location == NEW


def test_draft_that_nobody_touches_is_forgotten(browser, session, delegation):
    make_draft(delegation.meeting)
    review = fill_in(browser, delegation)
    with clock.frozen_at(NOW + timedelta(hours=1)):
        browser.submit(f"{NEW}/needs", go="next")
    forget_old(NOW + KEPT)
    assert len(session.scalars(select(Draft)).all()) == 1
    assert "Tuul" in browser.get(review).text
    forget_old(NOW + timedelta(hours=1) + KEPT)
    assert session.scalars(select(Draft)).all() == []


def test_private_pages_are_not_stored_by_browsers(browser, delegation):
    review = fill_in(browser, delegation)
    for path in (NEW, f"{NEW}/consents", review):
        assert browser.get(path).headers["Cache-Control"] == "no-store"


def test_going_back_saves_what_is_typed_without_checking_it(browser, delegation):
    fill_in(browser, delegation)
    answer = browser.submit(f"{NEW}/part", delegation="", function="Half a", go="back")
    assert answer.location == NEW
    assert browser.get(f"{NEW}/part").one("[name=function]")["value"] == "Half a"


def test_change_from_the_review_leads_back_to_it(browser, delegation):
    review = browser.get(fill_in(browser, delegation))
    change = review.select(".review-head a")[0]["href"]
    assert browser.submit(change, phone="+976 1", go="review").location == f"{NEW}/review"


def test_many_links_for_one_address_are_refused(browser, session, delegation):
    fill_in(browser, delegation)
    answers = [
        browser.submit(NEW, action="/meetings/open/registration/draft/link", email=f"m{n}@example.org").status
        for n in range(31)
    ]
    assert answers == [302] * 30 + [429]
    assert len(db.session.scalars(select(PrivateLink)).all()) == 30
