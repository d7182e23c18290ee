"""The focal point's door: own delegation only, its answer, its letter, its heads."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from jcmevents import clock
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.audit import AuditEntry
from jcmevents.delegations.letters import LARGEST, NominationLetter
from jcmevents.delegations.links import PURPOSE
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.registration.heads import head_of, head_on
from tests.browser import Browser
from tests.factories import make_letter, make_organizer, make_registration
from tests.nomination.conftest import door_of, invited


def test_the_door_shows_the_delegation_and_what_is_asked(
    focal_point: Browser, delegation: Delegation, door: str
) -> None:
    make_registration(delegation, full_name="Bat-Erdene", capacity="head", funded=True)
    make_registration(delegation, full_name="Suharto")
    page = focal_point.open(door)
    assert page.one("h1").text == "Mongolia"
    assert page.texts(".stat-value") == ["1 of 2", "1 of 3", "3"]
    assert page.texts(".member-name") == ["Bat-Erdene", "Suharto"]
    assert page.texts(".task-done") == ["Nominate the members (done)", "Name the head of delegation (done)"]
    assert "bat@example.mn" in page.text


def test_the_deadline_is_told_on_the_clock_of_the_meeting_and_for_the_own_one(
    focal_point: Browser, delegation: Delegation, door: str
) -> None:
    due = clock.now() + timedelta(days=7)
    delegation.meeting.expect_nominations_by(due, by=None, at=due)
    page = focal_point.open(door)
    assert f"{due.astimezone(delegation.meeting.tz):%H:%M} (UTC+09:00)" in page.text
    assert page.one("time[data-own-time]")["datetime"] == due.isoformat()


@pytest.mark.parametrize("end", ["", "/people/new", "/head", "/letters/new", "/people/{number}"])
def test_no_link_leads_to_another_delegation(focal_point: Browser, delegation: Delegation, door: str, end: str) -> None:
    other = invited("CL", delegation.meeting)
    number = make_registration(other).number
    assert focal_point.open(door_of(other) + end.format(number=number)).status == 404
    assert focal_point.open(f"{door}/people/{number}").status == 404


def test_no_act_reaches_another_delegation(focal_point: Browser, delegation: Delegation, door: str) -> None:
    other = invited("CL", delegation.meeting)
    person, letter = make_registration(other), make_letter(other)
    acts = ("acceptance", "refusal", "letters/new", "people/new", "head", f"people/{person.number}/withdrawal")
    answers = [focal_point.post(f"{door_of(other)}/{act}").status for act in acts]
    answers += [
        focal_point.post(f"{door}/people/{person.number}/{act}", {"direction": "up"}).status
        for act in ("withdrawal", "replacement", "links", "moves")
    ]
    answers.append(focal_point.open(f"{door}/letters/{letter.id}").status)
    assert set(answers) == {404}
    assert (other.invitation, person.state) == ("invited", "nominated")


def test_the_same_delegation_under_another_meeting_is_not_found(focal_point: Browser, delegation: Delegation) -> None:
    elsewhere = invited()
    path = f"/meetings/{elsewhere.meeting.slug}/delegations/{delegation.id}/nomination"
    assert focal_point.open(path).status == 404


def test_organizers_and_strangers_have_no_key_to_the_door(app: Flask, browser: Browser, door: str) -> None:
    organizer = Browser(app).sign_in(make_organizer())
    assert [browser.open(door).status, organizer.open(door).status] == [403, 403]


def test_a_revoked_link_is_dead_at_the_next_request(browser: Browser, delegation: Delegation, door: str) -> None:
    link = browser.hold_link(PURPOSE, delegation.id)
    assert browser.open(door).status == 200
    link.revoke(by=None, at=clock.now())
    assert browser.open(door).status == 403
    assert browser.post(f"{door}/acceptance").status == 403
    assert delegation.invitation == "invited"


def test_an_expired_link_is_dead(browser: Browser, delegation: Delegation, door: str) -> None:
    link = browser.hold_link(PURPOSE, delegation.id)
    link.expires_at = clock.now() - timedelta(seconds=1)
    assert browser.open(door).status == 403


def test_the_invitation_is_accepted_declined_and_accepted_after_all(
    focal_point: Browser, delegation: Delegation, door: str
) -> None:
    for act, state in (("acceptance", "accepted"), ("refusal", "declined"), ("acceptance", "accepted")):
        focal_point.submit(door, action=f"{door}/{act}")
        assert delegation.invitation == state
    entries = select(AuditEntry.actor_label).where(AuditEntry.action == "delegation.accept")
    assert set(db.session.scalars(entries)) == {"private_link"}


def test_who_has_declined_can_change_nothing_else(focal_point: Browser, delegation: Delegation, door: str) -> None:
    delegation.decline(by=None, at=clock.now())
    page = focal_point.submit(f"{door}/people/new", **{"people-0-full_name": "Suharto"})
    assert page.status == 409
    assert "Accept it first." in page.one(".error-summary").text
    assert not focal_point.open(door).select(".tasks")


def hand_in(browser: Browser, door: str, content: bytes = b"%PDF-1.7 signed", **fields: Any) -> Any:
    page = browser.open(f"{door}/letters/new")
    data = page.form(having={"reference"}).filled(fields)
    data["file"] = FileStorage(BytesIO(content), "Note verbale.pdf")
    boundary, body = encode_multipart(data)
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.open(f"{door}/letters/new", method="POST", data=body, content_type=kind)


def test_a_letter_is_handed_in_and_a_newer_one_takes_its_place(
    focal_point: Browser, delegation: Delegation, door: str
) -> None:
    answer = hand_in(focal_point, door, kind="note_verbale", reference="NV/17", dated_on="2025-01-15")
    assert answer.location == f"{door}#letter"
    hand_in(focal_point, door, b"\x89PNG\r\n\x1a\n scanned")
    page = focal_point.open(door)
    assert page.texts("#letter ~ .entries .status") == ["received, not checked yet"]
    assert "note verbale · NV/17 · dated 15 January 2025" in page.one("details .entries").text
    newest = db.session.scalars(NominationLetter.of(delegation)).first()
    assert newest
    assert focal_point.open(f"{door}/letters/{newest.id}").data == b"\x89PNG\r\n\x1a\n scanned"


def test_a_large_letter_passes_and_one_beyond_the_limit_is_told(focal_point: Browser, door: str) -> None:
    assert hand_in(focal_point, door, b"%PDF-" + bytes(LARGEST - 5)).status == 302
    page = hand_in(focal_point, door, b"%PDF-" + bytes(LARGEST))
    assert page.status == 409
    assert "at most 10 megabytes" in page.one("#file-error").text
    assert hand_in(focal_point, door, b"%PDF-" + bytes(LARGEST + 300_000)).status == 413


def test_what_is_no_letter_is_told_at_the_field_and_nothing_typed_is_lost(
    focal_point: Browser, delegation: Delegation, door: str
) -> None:
    page = hand_in(focal_point, door, b"<html>", reference="NV/17")
    assert "PDF, JPEG, PNG" in page.one("#file-error").text
    assert page.form(having={"reference"}).filled({})["reference"] == "NV/17"
    assert (
        focal_point.submit(f"{door}/letters/new", reference="NV/18").one("#file-error").text.endswith("Choose a file.")
    )
    assert db.session.scalars(NominationLetter.of(delegation)).first() is None


def test_the_head_is_named_and_for_one_day_another(focal_point: Browser, delegation: Delegation, door: str) -> None:
    first = make_registration(delegation, full_name="First", capacity="head")
    second = make_registration(delegation, full_name="Second")
    one, two, three = delegation.meeting.days
    focal_point.submit(f"{door}/head", head=second.id, **{f"day_{two.id}": first.id, f"day_{three.id}": second.id})
    assert head_of(delegation) == second
    assert [head_on(delegation, day) for day in (one, two, three)] == [second, first, second]
    assert (first.capacity, focal_point.open(door).texts(".member-name")) == ("delegate", ["Second", "First"])
    form = focal_point.open(f"{door}/head").form(having={"head"}).filled({})
    assert (form["head"], form[f"day_{two.id}"], form[f"day_{three.id}"]) == (str(second.id), str(first.id), "0")


def test_two_links_are_held_by_one_browser_and_each_leads_to_its_own(focal_point: Browser, door: str) -> None:
    other = invited("CL")
    focal_point.hold_link(PURPOSE, other.id)
    assert [focal_point.open(path).one("h1").text for path in (door, door_of(other))] == [
        "Mongolia",
        "Republic of Chile",
    ]
    PrivateLink.revoke_all(PURPOSE, other.id, by=None, at=clock.now())
    assert [focal_point.open(path).status for path in (door, door_of(other))] == [200, 404]
