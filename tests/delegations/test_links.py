"""The private links of focal points: sent, sent again, revoked, ended with the focal point."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from jcmevents import clock
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.delegations.links import LASTS, PURPOSE, LinkState, links_at, state_of
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_meeting, make_organizer


@pytest.fixture
def delegation(session: Any) -> Delegation:
    made = make_delegation()
    made.invite(by=None, at=NOW)
    made.revise(focal_point_name="Bat", focal_point_email="bat@example.mn", by=None, at=NOW)
    return made


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def page_of(delegation: Delegation) -> str:
    return f"/meetings/{delegation.meeting.slug}/delegations/{delegation.id}"


def issue(delegation: Delegation, to: str = "bat@example.mn") -> PrivateLink:
    link, _token = PrivateLink.issue(PURPOSE, delegation.id, to=to, lang="en", by=None, at=NOW)
    return link


def test_the_state_of_the_links_follows_what_becomes_of_them(delegation: Delegation) -> None:
    assert state_of([], NOW) == LinkState.NONE
    link = issue(delegation)
    assert state_of([link], NOW) == LinkState.SENT
    link.open(at=NOW)
    db.session.refresh(link)
    assert state_of([issue(delegation, "second@example.mn"), link], NOW) == LinkState.OPENED
    assert state_of([link], NOW + LASTS) == LinkState.EXPIRED
    link.revoke(by=None, at=NOW)
    assert state_of([link], NOW) == LinkState.REVOKED


def test_links_are_read_by_delegation_for_the_whole_meeting(delegation: Delegation) -> None:
    other = make_delegation(delegation.meeting, "CL")
    first, second, third = issue(delegation), issue(other), issue(delegation, "second@example.mn")
    issue(make_delegation(make_meeting()))
    assert links_at(delegation.meeting) == {delegation.id: [third, first], other.id: [second]}


def test_an_organizer_sends_the_invitation_again_and_revokes_the_links(
    organizer: Browser, delegation: Delegation
) -> None:
    page = page_of(delegation)
    for _ in range(2):
        organizer.submit(page, action=f"{page}/links")
    assert len(list(db.session.scalars(select(OutgoingMail)))) == 2
    assert organizer.open(page).texts("#links + .table-frame .status") == ["not opened yet", "revoked"]
    organizer.submit(page, action=f"{page}/links/revocation")
    assert organizer.open(page).texts("#links + .table-frame .status") == ["revoked", "revoked"]


def test_nobody_is_written_to_without_an_address(organizer: Browser, delegation: Delegation) -> None:
    delegation.revise(focal_point_email="", by=None, at=NOW)
    answer = organizer.post(f"{page_of(delegation)}/links")
    assert answer.status == 409
    assert "Enter the e-mail address of the focal point first." in answer.text


def test_another_focal_point_ends_the_links_of_the_former_one(organizer: Browser, delegation: Delegation) -> None:
    former, alternate = issue(delegation), issue(delegation, "second@example.mn")
    typed = {"focal_point_email": "new@example.mn", "alternate_email": "Second@example.mn"}
    organizer.submit(f"{page_of(delegation)}/edit", **typed)
    assert (former.revoked_at is None, alternate.revoked_at is None) == (False, True)


def test_a_used_link_is_mailed_afresh_to_the_same_address(app: Flask, browser: Browser, delegation: Delegation) -> None:
    issued: dict[str, Any] = {"to": "bat@example.mn", "name": "Bat", "lang": "ja", "by": None}
    _link, token = PrivateLink.issue(PURPOSE, delegation.id, at=clock.now() - timedelta(hours=1), **issued)
    door = f"{page_of(delegation)}/nomination"
    assert browser.submit(f"/links/{token}", action=f"/links/{token}").location == door
    assert browser.open(door).status == 200
    stranger = Browser(app)
    assert stranger.open(door).status == 403
    page = stranger.open(f"/links/{token}")
    stranger.submit(page, action=f"/links/{token}/renewal")
    (mail,) = db.session.scalars(select(OutgoingMail))
    assert (mail.to_address, mail.to_name, mail.lang, mail.template) == (
        "bat@example.mn",
        "Bat",
        "ja",
        "delegation_link",
    )
    fresh = next(line for line in mail.body_text.splitlines() if "/links/" in line).removeprefix("http://localhost")
    assert stranger.submit(fresh, action=fresh).location == door


def test_page_of_the_link_says_where_it_leads_before_it_is_opened(app, session):
    delegation = make_delegation(make_meeting(titles={"en": "4th Meeting", "ja": "第4回会合"}))
    _link, token = PrivateLink.issue(
        "delegation", delegation.id, to="f@example.org", lang="ja", by=None, at=clock.now()
    )
    page = Browser(app).get(f"/links/{token}?lang=en")
    assert page.one(".link-about").text == "It leads to: 4th Meeting, Mongolia"
