"""The organizers' board: who is missing, late nominations, reminders."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from jcmevents import clock
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.nomination.standing import Missing, standings
from jcmevents.registration.models import Registration
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_letter, make_organizer, make_registration
from tests.nomination.conftest import coming_meeting, invited


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def board_of(meeting: Any) -> str:
    return f"/meetings/{meeting.slug}/delegations/"


def names(page: Any) -> list[str]:
    return page.texts("tbody th")


def test_the_board_says_of_each_what_is_missing(organizer: Browser) -> None:
    meeting = coming_meeting()
    mongolia, chile = invited("MN", meeting), invited("CL", meeting)
    invited("KE", meeting).decline(by=None, at=NOW)
    mongolia.accept(by=None, at=NOW)
    make_registration(mongolia, full_name="Suharto", capacity="head").confirm(by=None, at=NOW)
    make_registration(mongolia)
    make_letter(mongolia).check_off(by=None, at=NOW)
    make_letter(chile)
    Registration.nominate_late(chile, full_name="Late", by=None, at=NOW)
    rows = {
        row.one("th").text: [cell.text for cell in row.select("td")]
        for row in organizer.open(board_of(meeting)).select("tbody tr")
    }
    assert rows["Mongolia"][1:] == ["2 of 5", "Suharto", "in order", ""]
    assert rows["Chile"][1:] == ["0 of 5 1 late", "not named", "received, not checked yet", ""]
    assert rows["Kenya"] == ["declined", "0 of 5", "", "", ""]


def standing_in_need() -> tuple[Any, dict[str, set[str]]]:
    """A meeting with every kind of need, and who should be found for each."""
    meeting = coming_meeting()
    silent, complete, refused = invited("MN", meeting), invited("CL", meeting), invited("TH", meeting)
    make_delegation(meeting, "MM")
    invited("KE", meeting).decline(by=None, at=NOW)
    complete.accept(by=None, at=NOW)
    make_registration(complete, capacity="head")
    make_letter(complete)
    refused.accept(by=None, at=NOW)
    make_registration(refused)
    Registration.nominate_late(refused, full_name="Late", by=None, at=NOW)
    make_letter(refused).ask_for_another(why="Illegible.", by=None, at=NOW)
    mn, cl, th = (d.name() for d in (silent, complete, refused))
    found = {
        Missing.ANSWER: {mn},
        Missing.PEOPLE: {mn},
        Missing.OVERDUE: {mn},
        Missing.HEAD: {mn, th},
        Missing.LETTER: {mn, th},
        Missing.UNCHECKED: {cl},
        Missing.LATE: {th},
    }
    return meeting, {kind.value: delegations for kind, delegations in found.items()}


def test_the_board_is_narrowed_to_what_is_missing(organizer: Browser) -> None:
    meeting, expected = standing_in_need()
    meeting.expect_nominations_by(clock.now() - timedelta(hours=1), by=None, at=NOW)
    for kind, delegations in expected.items():
        assert set(names(organizer.open(f"{board_of(meeting)}?missing={kind}"))) == delegations, kind
    assert len(names(organizer.open(f"{board_of(meeting)}?missing=nonsense"))) == 5


@pytest.mark.usefixtures("session")
def test_nobody_is_overdue_before_the_deadline() -> None:
    meeting, _expected = standing_in_need()
    meeting.expect_nominations_by(clock.now() + timedelta(hours=1), by=None, at=NOW)
    assert not any(standing.is_overdue for standing in standings(meeting, clock.now()))


def test_the_board_costs_the_same_for_one_and_for_many(organizer: Browser, queries: Any) -> None:
    meeting = coming_meeting()
    make_letter(make_registration(invited("MN", meeting)).delegation)
    path = board_of(meeting)
    organizer.open(path)
    with queries() as few:
        organizer.open(path)
    for code in ("CL", "TH", "KE", "VN", "LA", "PW", "MV", "ID", "SN", "TN"):
        make_letter(make_registration(invited(code, meeting), capacity="head").delegation)
    db.session.commit()
    with queries() as many:
        organizer.open(path)
    assert len(many) == len(few)


@pytest.fixture
def late(delegation: Delegation) -> Registration:
    details = {"full_name": "Suharto", "email": "suharto@example.org", "capacity": "adviser", "funded": True}
    return Registration.nominate_late(delegation, **details, by=None, at=NOW)


def told() -> list[tuple[str, str]]:
    query = select(OutgoingMail.to_address, OutgoingMail.template).order_by(OutgoingMail.id)
    return [(address, template) for address, template in db.session.execute(query)]


def test_a_late_nomination_is_accepted_and_takes_its_seat(
    organizer: Browser, delegation: Delegation, late: Registration
) -> None:
    page = f"{board_of(delegation.meeting)}{delegation.id}"
    organizer.submit(page, action=f"{page}/late/{late.number}/acceptance")
    assert (late.late, late.state, Registration.seats_taken(delegation, funded=True)) == (False, "nominated", 1)
    assert told() == [
        ("bat@example.mn", "nomination_late_accepted"),
        ("suharto@example.org", "registration_nominated"),
    ]
    assert organizer.post(f"{page}/late/{late.number}/acceptance").status == 409


def test_a_late_nomination_is_not_accepted_beyond_the_seats(
    organizer: Browser, delegation: Delegation, late: Registration
) -> None:
    delegation.revise(seats=1, funded_seats=0, by=None, at=NOW)
    make_registration(delegation)
    page = f"{board_of(delegation.meeting)}{delegation.id}"
    answer = organizer.submit(page, action=f"{page}/late/{late.number}/acceptance")
    assert (answer.status, "All 1 seats of Mongolia are taken." in answer.text) == (409, True)
    assert (late.late, told()) == (True, [])


def test_a_late_nomination_is_declined_with_a_reason_for_the_focal_point(
    organizer: Browser, delegation: Delegation, late: Registration
) -> None:
    page = f"{board_of(delegation.meeting)}{delegation.id}/late/{late.number}/refusal"
    assert organizer.submit(page, why="").one("#why-error")
    organizer.submit(page, why="The hall is full.")
    assert (late.state, told()) == ("declined", [("bat@example.mn", "nomination_late_refused")])
    body = db.session.scalar(select(OutgoingMail.body_text)) or ""
    assert "Suharto" in body
    assert "The hall is full." in body


def test_reminders_go_to_those_who_have_nominated_nobody_and_can_be_written_to(organizer: Browser) -> None:
    meeting = coming_meeting()
    silent, unticked, unreachable = invited("MN", meeting), invited("CL", meeting), invited("TH", meeting)
    unreachable.revise(focal_point_email="", by=None, at=NOW)
    make_registration(invited("KE", meeting))
    invited("VN", meeting).decline(by=None, at=NOW)
    page = organizer.open(f"{board_of(meeting)}reminders")
    assert page.texts(".form-check-label") == ["Chile", "Mongolia"]
    assert page.texts(".notice a") == ["Thailand"]
    answer = organizer.submit(page, delegations=[str(silent.id)])
    assert "1 delegation is reminded." in organizer.follow(answer).one(".flashes").text
    assert told() == [("bat@example.mn", "delegation_reminder")]
    body = db.session.scalar(select(OutgoingMail.body_text)) or ""
    assert "/links/" in body
    assert "Delegation: Mongolia" in body
    assert unticked.invitation == "invited"


def test_nobody_ticked_is_reminded_is_refused(organizer: Browser) -> None:
    meeting = invited().meeting
    page = organizer.submit(f"{board_of(meeting)}reminders", delegations=[])
    assert (page.status, told()) == (409, [])
    assert "Tick at least one delegation." in page.text


def test_the_page_of_a_delegation_shows_people_letters_and_seats(organizer: Browser, delegation: Delegation) -> None:
    make_registration(delegation, full_name="Suharto", capacity="head", funded=True)
    make_letter(delegation, reference="NV/17")
    page = organizer.open(f"{board_of(delegation.meeting)}{delegation.id}")
    assert {"1 of 2", "0 of 3", "Suharto", "Bat, bat@example.mn"} <= set(page.texts("dd"))
    assert "NV/17" in page.one(".entries").text
