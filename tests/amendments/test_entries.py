"""Focal points check the entries of their delegation; the organizers answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from jcmevents import clock
from jcmevents.amendments.entries import to_check
from jcmevents.amendments.models import Amendment, EntryCheck
from jcmevents.delegations.links import PURPOSE
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.meetings.models import Meeting
from jcmevents.record.list_plan import ListPlan
from jcmevents.registration.models import Registration
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration


@pytest.fixture
def meeting(session: Any) -> Meeting:
    """In four weeks; amendments are due in two."""
    start = (clock.now() + timedelta(days=28)).date()
    meeting = make_meeting(slug="jcm-gp-5", start=start, end=start)
    settle(meeting, timedelta(days=14))
    return meeting


def settle(meeting: Meeting, due_in: timedelta) -> None:
    ListPlan.of(meeting).revise(amendments_due_at=clock.now() + due_in, by=None, at=NOW)


def coming(meeting: Meeting, country: str = "MN", *names: str, **focal_point: str) -> Delegation:
    """A delegation of confirmed people with its focal point."""
    delegation = make_delegation(meeting, country, seats=9)
    details = {"focal_point_name": "Bat", "focal_point_email": f"{country.lower()}@example.org", **focal_point}
    delegation.revise(by=None, at=NOW, **details)
    for name in names or ("Oyungerel Tsend", "Munkhbat"):
        about = {"honorific": "Ms.", "function": "Director", "unit": "Ministry of Energy", "listed": True}
        make_registration(delegation, full_name=name, **about).confirm(by=None, at=NOW)
    db.session.commit()
    return delegation


def page_of(delegation: Delegation) -> str:
    return f"/meetings/jcm-gp-5/delegations/{delegation.id}/entries"


BOARD = "/meetings/jcm-gp-5/participants/amendments"


def person(name: str) -> Registration:
    return db.session.scalars(db.select(Registration).where(Registration.full_name == name)).one()


def focal_point(app: Flask, delegation: Delegation) -> Browser:
    browser = Browser(app)
    browser.hold_link(PURPOSE, delegation.id, to=delegation.focal_point_email)
    return browser


def states(browser: Browser, delegation: Delegation) -> list[str]:
    return browser.get(page_of(delegation)).texts("main .status")


def test_focal_point_sees_the_entries_as_they_are_printed_and_confirms_them(app: Flask, meeting: Meeting) -> None:
    delegation = coming(meeting)
    browser = focal_point(app, delegation)
    assert states(browser, delegation) == ["to be checked", "to be checked"]
    first = browser.get(page_of(delegation)).texts("li .typed-text")[0]
    assert [part in first for part in ("Ms. Oyungerel Tsend", "Director", "Ministry of Energy")] == [True] * 3
    browser.post(f"{page_of(delegation)}/{person('Munkhbat').number}/correct")
    assert states(browser, delegation) == ["to be checked", "correct"]
    browser.post(f"{page_of(delegation)}/correct")
    assert states(browser, delegation) == ["correct", "correct"]
    assert {check.checked_by for check in db.session.query(EntryCheck)} == {"mn@example.org"}


def test_entry_that_reads_otherwise_later_is_to_be_checked_again(app: Flask, meeting: Meeting) -> None:
    delegation = coming(meeting)
    browser = focal_point(app, delegation)
    browser.post(f"{page_of(delegation)}/correct")
    person("Munkhbat").revise(function="Minister", by=None, at=NOW)
    db.session.commit()
    assert states(browser, delegation) == ["correct", "to be checked"]


def amend(browser: Browser, delegation: Delegation, name: str, **fields: str) -> Amendment:
    browser.submit(f"{page_of(delegation)}/{person(name).number}/amendment", **fields)
    return db.session.scalars(db.select(Amendment).order_by(Amendment.id.desc())).first()  # type: ignore[return-value]


def test_accepted_amendment_is_entered_and_the_focal_point_told(app: Flask, meeting: Meeting) -> None:
    delegation = coming(meeting, focal_point_lang="ja")
    browser, organizer = focal_point(app, delegation), Browser(app).sign_in(make_organizer())
    amendment = amend(browser, delegation, "Munkhbat", function="Vice-Minister", list_name="MUNKHBAT Bold")
    assert (amendment.before, amendment.after) == (
        {"function": "Director", "list_name": ""},
        {"function": "Vice-Minister", "list_name": "MUNKHBAT Bold"},
    )
    assert "Vice-Minister" in organizer.get(BOARD).text
    organizer.post(f"{BOARD}/{amendment.id}/acceptance")
    munkhbat = person("Munkhbat")
    assert (munkhbat.function, munkhbat.name_for_list) == ("Vice-Minister", "MUNKHBAT Bold")
    assert states(browser, delegation) == ["to be checked", "correct"]
    mail = db.session.query(OutgoingMail).filter_by(template="delegation_amendment_answered").one()
    assert (mail.to_address, mail.lang) == ("mn@example.org", "ja")
    assert "Vice-Minister" in mail.body_text
    assert organizer.post(f"{BOARD}/{amendment.id}/acceptance").status == 409


def test_amendment_does_not_overwrite_what_was_changed_since(app: Flask, meeting: Meeting) -> None:
    delegation = coming(meeting)
    amendment = amend(focal_point(app, delegation), delegation, "Munkhbat", function="Vice-Minister")
    person("Munkhbat").revise(function="Minister", by=None, at=NOW)
    db.session.commit()
    organizer = Browser(app).sign_in(make_organizer())
    assert organizer.post(f"{BOARD}/{amendment.id}/acceptance").status == 409
    assert person("Munkhbat").function == "Minister"


def test_refused_amendment_leaves_the_entry_and_is_answered_in_words(app: Flask, meeting: Meeting) -> None:
    delegation = coming(meeting)
    browser, organizer = focal_point(app, delegation), Browser(app).sign_in(make_organizer())
    amendment = amend(browser, delegation, "Munkhbat", remark="He is the head.")
    assert amendment.after == {}
    organizer.submit(f"{BOARD}/{amendment.id}/reply", reply="Please name him on your page.")
    assert "Please name him on your page." in browser.get(page_of(delegation)).text
    assert db.session.query(OutgoingMail).one().to_address == "mn@example.org"


def test_amendment_that_says_nothing_is_refused(app: Flask, meeting: Meeting) -> None:
    delegation = coming(meeting)
    browser = focal_point(app, delegation)
    page = browser.submit(f"{page_of(delegation)}/{person('Munkhbat').number}/amendment")
    assert page.status == 409
    assert db.session.query(Amendment).count() == 0


def test_after_the_deadline_entries_are_shown_and_nothing_is_taken(app: Flask, meeting: Meeting) -> None:
    delegation = coming(meeting)
    browser = focal_point(app, delegation)
    settle(meeting, -timedelta(seconds=1))
    db.session.commit()
    assert "Munkhbat" in browser.get(page_of(delegation)).text
    number = person("Munkhbat").number
    answers = [browser.post(f"{page_of(delegation)}/{path}").status for path in ("correct", f"{number}/correct")]
    assert answers == [409, 409]
    assert browser.get(f"{page_of(delegation)}/{number}/amendment").status == 409


def test_one_focal_point_sees_nothing_of_another_delegation(app: Flask, meeting: Meeting) -> None:
    mongolia, georgia = coming(meeting, "MN"), coming(meeting, "GE", "Nino Beridze")
    browser = focal_point(app, mongolia)
    assert browser.get(page_of(georgia)).status in (403, 404)
    assert browser.post(f"{page_of(mongolia)}/{person('Nino Beridze').number}/correct").status == 404
    assert browser.get(f"{page_of(mongolia)}/{person('Nino Beridze').number}/amendment").status == 404


def test_all_focal_points_that_have_not_confirmed_are_asked_in_their_language(app: Flask, meeting: Meeting) -> None:
    mongolia = coming(meeting, "MN")
    coming(meeting, "GE", "Nino Beridze", focal_point_lang="fr")
    coming(meeting, "VN", "Nguyễn Văn An", focal_point_email="")
    focal_point(app, mongolia).post(f"{page_of(mongolia)}/correct")
    coming(meeting, "LA", "Somchai")
    organizer = Browser(app).sign_in(make_organizer())
    page = organizer.get(BOARD)
    rows = {row.one("th").text: row.texts(".status")[0] for row in page.select("tbody tr")}
    assert rows["Mongolia"] == "confirmed"
    assert rows["Viet Nam"] == "no address known"
    organizer.post(f"{BOARD}/requests")
    mails = db.session.query(OutgoingMail).filter_by(template="delegation_list_check")
    assert {(mail.to_address, mail.lang) for mail in mails} == {("ge@example.org", "fr"), ("la@example.org", "en")}
    assert all("/links/" in mail.body_text for mail in mails)


def test_focal_points_are_asked_only_with_a_deadline_to_come(app: Flask, meeting: Meeting) -> None:
    coming(meeting)
    settle(meeting, -timedelta(days=1))
    db.session.commit()
    organizer = Browser(app).sign_in(make_organizer())
    assert organizer.post(f"{BOARD}/requests").status == 409
    assert db.session.query(OutgoingMail).count() == 0


def test_door_of_the_delegation_leads_to_the_entries_while_they_can_be_checked(app: Flask, meeting: Meeting) -> None:
    delegation = coming(meeting)
    browser = focal_point(app, delegation)
    door = f"/meetings/jcm-gp-5/delegations/{delegation.id}/nomination"
    assert browser.get(door).one(f"a[href='{page_of(delegation)}']")
    settle(meeting, -timedelta(days=1))
    db.session.commit()
    assert browser.get(door).select(f"a[href='{page_of(delegation)}']") == []


def test_overview_takes_as_many_queries_for_one_delegation_as_for_ten(
    meeting: Meeting, queries: Callable[[], Any]
) -> None:
    counts = []
    for codes in (["MN"], ["GE", "VN", "LA", "MD", "MV", "PH", "TN", "CL", "TH", "SN"]):
        for iso2 in codes:
            delegation = coming(meeting, iso2)
            for registration in db.session.scalars(db.select(Registration).where(Registration.of(delegation))):
                Amendment.send(registration, {"function": "Chief"}, "", by="x@example.org", at=NOW)
        db.session.commit()
        db.session.expire_all()
        meeting.days  # noqa: B018 - loaded before counting, as in a request
        with queries() as statements:
            for each in to_check(meeting, clock.now()):
                assert each.delegation.name()
                assert [entry.amendment.changes for entry in each.waiting if entry.amendment]
        counts.append(len(statements))
    assert counts[0] == counts[1]
