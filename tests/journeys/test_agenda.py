"""An organizer builds a half day from nothing, publishes it, moves a session, publishes again."""

from itertools import count

import pytest
from playwright.sync_api import expect

from jcmevents.demo.accounts import known_accounts
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.meetings.models import Meeting
from tests.factories import NOW, make_delegation, make_meeting, make_registration
from tests.journeys.conftest import Traveller
from tests.live import leave_by

SESSIONS = (("Opening", "09:00", "09:30"), ("Rules", "09:30", "10:30"), ("Markets", "10:45", "12:00"))
_numbers = count(1)


@pytest.fixture
def meeting(demo: Meeting) -> Meeting:
    """A published meeting without an agenda."""
    new = make_meeting(slug=f"half-day-{next(_numbers)}")
    db.session.commit()
    return new


@pytest.fixture
def address(meeting: Meeting) -> str:
    """Of a delegate who is sure to come."""
    address = f"delegate@{meeting.slug}.example.org"
    make_registration(make_delegation(meeting), email=address).confirm(by=None, at=NOW)
    db.session.commit()
    return address


def sign_in(traveller: Traveller) -> None:
    account = known_accounts()[0]
    traveller.open("/sign-in")
    traveller.page.fill("[name=email]", account["email"])
    traveller.page.fill("[name=password]", account["password"])
    traveller.page.press("[name=password]", "Enter")
    traveller.page.wait_for_url("**/")


def send(traveller: Traveller, path: str, **fields: str) -> None:
    traveller.open(path)
    for name, value in fields.items():
        traveller.page.fill(f"[name={name}]", value)
    leave_by(traveller.page.locator("main form:has([name=title_en], [name=name_en]) [type=submit]").first)
    traveller.look()


def publish(traveller: Traveller, agenda: str, *, notify: bool) -> None:
    traveller.open(f"{agenda}/publication")
    traveller.page.set_checked("[name=notify]", notify)
    traveller.page.locator("main").get_by_role("button", name="Publish").click()
    traveller.page.wait_for_url(f"**{agenda}")


def move_later(traveller: Traveller, agenda: str) -> None:
    """The last session by a quarter of an hour, on the grid."""
    traveller.open(f"{agenda}/grid")
    traveller.page.locator("[data-title=Markets] a").focus()
    with traveller.page.expect_response("**/place"):
        for _ in range(3):
            traveller.page.keyboard.press("ArrowDown")
        traveller.page.keyboard.press("Space")
    expect(traveller.page.locator("[data-said]")).to_contain_text("Markets: 11:00 to 12:15")
    expect(traveller.page.locator(".is-pending")).to_have_count(0)


def mails_to(address: str) -> list[OutgoingMail]:
    found = db.session.query(OutgoingMail).filter_by(to_address=address, template="agenda_published").all()
    db.session.rollback()  # so that the server may write again
    return found


def test_a_half_day_is_built_published_changed_and_told(traveller: Traveller, meeting: Meeting, address: str) -> None:
    agenda = f"/meetings/{meeting.slug}/agenda"
    db.session.rollback()
    sign_in(traveller)
    send(traveller, f"{agenda}/rooms/new?lang=en", name_en="Main hall")
    for title, starts, ends in SESSIONS:
        send(traveller, f"{agenda}/sessions/new", title_en=title, starts=starts, ends=ends)
    publish(traveller, agenda, notify=False)
    move_later(traveller, agenda)
    assert mails_to(address) == []
    publish(traveller, agenda, notify=True)
    [mail] = mails_to(address)
    assert "Markets" in mail.body_text
    assert "11:00–12:15" in mail.body_text
    traveller.page.context.clear_cookies()
    for lang in ("en", "ja"):
        traveller.open(f"{agenda}?lang={lang}")
        traveller.page.locator("summary:has(+ .changes), .what-changed summary").first.click()
        traveller.look()
        assert "10:45–12:00" in traveller.text
        assert "11:00–12:15" in traveller.text
        traveller.open(f"{agenda}/screen?lang={lang}")
        assert traveller.page.locator("h1").count() == 1


def test_the_screen_renews_itself_and_keeps_what_it_shows_without_network(traveller: Traveller, demo: Meeting) -> None:
    page = traveller.page
    page.clock.install()
    traveller.open(f"/meetings/{demo.slug}/agenda/screen?lang=en")
    page.evaluate("document.body.append('old')")
    page.route("**/agenda/screen**", lambda route: route.abort())
    page.clock.run_for(61_000)
    expect(page.locator("body")).to_contain_text("old")
    page.unroute("**/agenda/screen**")
    page.clock.run_for(61_000)
    expect(page.locator("body")).not_to_contain_text("old")
    expect(page.locator("h1")).to_have_count(1)
