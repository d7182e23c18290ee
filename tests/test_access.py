"""The access table against the application: every route, every method, every kind of person."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from jcmevents import clock
from jcmevents.accounts import private_links
from jcmevents.accounts.models import Role, User
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.accounts.tokens import offered_to
from jcmevents.agenda.rooms import Room
from jcmevents.agenda.runs import Run
from jcmevents.amendments.models import Amendment
from jcmevents.discussion.models import FollowUp
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Attachment, Proposal
from jcmevents.record.versions import Subject, SummaryVersion
from jcmevents.registration.models import Registration
from tests.access_table import ACCESS, LINK_HOLDER, LINK_HOLDER_OR_SIGNED_IN, SIGNED_IN, STATION, VISITOR
from tests.application.applicants import make_draft
from tests.attendance.doors import make_station
from tests.browser import Browser
from tests.factories import (
    NOW,
    make_batch,
    make_delegation,
    make_download,
    make_edition,
    make_item,
    make_letter,
    make_material,
    make_meeting,
    make_organization,
    make_registration,
    make_roster_import,
    make_roster_view,
    make_session,
    make_tabled_proposal,
    make_theme,
    make_token,
    make_user,
)
from tests.press.releases import frozen, make_kept_text, make_release, make_subscriber
from tests.questionnaire.fields import make_field
from tests.travel.travellers import make_lost_letter, make_request

PEOPLE = ("visitor", LINK_HOLDER, STATION, "delegate", "organizer", "press", "travel", "administrator")
REFUSED = {302, 401, 403}
# What programs have to send for the address to be looked at.
API_BODIES: dict[str, dict[str, str]] = {
    "api.change": {},
    "api.step": {},
    "api.note_attendance": {"status": "attended"},
}


def rows() -> Iterator[tuple[str, str]]:
    for endpoint, methods in ACCESS.items():
        for method in methods:
            yield endpoint, method


def may_open(person: str, allowed: str | set[str]) -> bool:
    if allowed == VISITOR:
        return True
    if allowed == LINK_HOLDER:
        return person == LINK_HOLDER
    if STATION in (person, allowed):
        return person == allowed
    if person == LINK_HOLDER:
        return allowed in (LINK_HOLDER, LINK_HOLDER_OR_SIGNED_IN)
    if allowed in (SIGNED_IN, LINK_HOLDER_OR_SIGNED_IN):
        return person != "visitor"
    roles = {allowed} if isinstance(allowed, str) else allowed
    return person == "administrator" or person in roles


def a_meeting_with_everything() -> dict[str, Any]:
    """Values for every variable part of an address, all of one meeting, by the name of the part."""
    meeting = make_meeting()
    delegation = make_delegation(meeting)
    registration = make_registration(delegation, wants_visa_letter=True)
    item = make_item(session=make_session(meeting))
    proposal = make_tabled_proposal(item.session)
    proposal.sponsor(delegation)
    text = make_release(meeting=meeting).texts[0]
    return {
        "meeting_slug": meeting.slug,
        "delegation_id": delegation.id,
        "letter_id": make_letter(delegation).id,
        "number": registration.number,
        "token": issued_token(registration),
        "visa_letter_id": make_lost_letter(make_request(registration)).id,
        "kept_key": make_kept_text().key,
        "noun": "confirmation",
        "batch_id": make_batch(make_registration(delegation)).id,
        "step": "part",
        "consent": "photo",
        "station_id": make_station(meeting).id,
        "draft_id": make_draft(meeting).id,
        "kind": "confirmed",
        "mail_lang": "en",
        "session_id": item.session_id,
        "room_id": Room.open(meeting, {"en": "Plenary hall"}, by=None, at=NOW).id,
        "run_id": Run.plan(meeting, {"en": "Online"}, "Asia/Tokyo", by=None, at=NOW).id,
        "item_id": item.id,
        "material_id": make_material(item).id,
        "edition_number": make_edition(meeting).number,
        "direction": "up",
        "file_format": "json",
        "proposal_id": proposal.id,
        "point_id": proposal.add_point({"en": "A point"}, by=None, at=NOW).id,
        "follow_up_id": FollowUp.ask_for(meeting, {"en": "A task"}, by=None, at=NOW).id,
        "attachment_id": attached_paper(proposal),
        "answer": "agree",
        "version_number": frozen_number(meeting),
        "placing": "up",
        "form": "long",
        "agreement": "agreed",
        "noted_id": make_theme(item.session).id,
        "organization_key": make_organization().key,
        "iso2": "MN",
        "user_id": make_user().id,
        "token_id": 1_000_000,  # not the one that is being shown
        "view_id": make_roster_view(meeting).id,
        "download_id": make_download().id,
        "import_id": make_roster_import(meeting).id,
        "release_slug": text.release.slug,
        "release_id": text.release.id,
        "release_edition": 1,
        "edition_id": frozen(text.release).id,
        "link_id": 1,
        "subscriber_id": (subscriber := make_subscriber()).id,
        "subscriber_key": subscriber.key,
        "text_lang": text.lang,
        "block_id": text.blocks[0].id,
        "fact_key": "participants",
        "field_id": make_field(meeting).id,
        "question_kind": "choice",
        "answers_format": "csv",
        "format": "csv",
        "list_format": "pdf",
        "stage": "final",
        "amendment_id": an_amendment(registration).id,
        "document_format": "pdf",
    }


def frozen_number(meeting: Meeting) -> int:
    """That of a version of the summary, and of one of the list of participants."""
    SummaryVersion.freeze(meeting, subject=Subject.PARTICIPANTS, by=None, at=NOW)
    return SummaryVersion.freeze(meeting, by=None, at=NOW).number


def an_amendment(registration: Registration) -> Amendment:
    return Amendment.send(registration, {"function": "Minister"}, "", by="focal@example.org", at=NOW)


def attached_paper(proposal: Proposal) -> int:
    upload = FileStorage(BytesIO(b"%PDF-1.7"), "paper.pdf")
    return Attachment.add(proposal, upload, lang="en", by=None, at=NOW).id


def issued_token(registration: Registration) -> str:
    """The token of an expired link: nobody shall come to hold one on the way through the table."""
    now = clock.now() - timedelta(days=2)
    details: dict[str, Any] = {"to": "person@example.org", "lang": "en", "by": None, "at": now}
    _link, token = PrivateLink.issue("registration", registration.id, expires_at=now + timedelta(days=1), **details)
    return token


def bearer(user: User) -> dict[str, str]:
    """What a program sends with a token of `user` that may do all that the account lets it do; nothing for none."""
    scopes = offered_to(user)
    return {"Authorization": f"Bearer {make_token(user, *scopes)}"} if scopes else {}


def shown(endpoint: str, token: dict[str, str]) -> dict[str, str]:
    """Programs show their token, browsers never do."""
    return token if endpoint.startswith("api.") else {}


def address(app: Flask, endpoint: str, values: dict[str, Any]) -> str:
    rule = next(app.url_map.iter_rules(endpoint))
    with app.test_request_context():
        return app.url_for(endpoint, **{name: values[name] for name in rule.arguments if name in values})


def hold_every_link(browser: Browser, values: dict[str, Any]) -> None:
    """Let the browser open a private link of every purpose to the rows of `values`."""
    subjects = {
        "draft": values["draft_id"],
        "release_approval": values["edition_id"],
        "release_preview": values["release_id"],
        "delegation": values["delegation_id"],
        "proposal": values["delegation_id"],
        "rapporteur": values["session_id"],
        "registration": db.session.scalar(select(Registration.id).where(Registration.number == values["number"])),
    }
    for purpose in private_links.purposes() & set(subjects):
        browser.hold_link(purpose, subjects[purpose])


@pytest.fixture
def without_csrf(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def test_every_route_and_method_has_a_row(app: Flask) -> None:
    served = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert served == set(rows())


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_opens_what_the_table_says_and_nothing_else(
    app: Flask, browser: Browser, without_csrf: None, person: str
) -> None:
    values = a_meeting_with_everything()
    roles = [Role(person)] if person in set(Role) else []
    user = None if person in ("visitor", LINK_HOLDER, STATION) else make_user(*roles)
    token = bearer(user) if user else {}
    if person == LINK_HOLDER:
        hold_every_link(browser, values)
    if person == STATION:
        browser.hold_link("station", values["station_id"])
    wrong = []
    if user:
        browser.sign_in(user)
    for endpoint, method in sorted(rows(), key=lambda row: row[0] == "accounts.sign_out"):  # which is the last
        answer = browser.open(address(app, endpoint, values), method=method, headers=shown(endpoint, token))
        # Some pages lead on by a redirect; only one to the sign-in page is a refusal.
        refused = answer.status in (401, 403) or (answer.status == 302 and "/sign-in" in (answer.location or ""))
        if refused == may_open(person, ACCESS[endpoint][method]):
            wrong.append((endpoint, method, answer.status))
    assert wrong == []


def test_nothing_of_one_meeting_is_found_under_another(app: Flask, browser: Browser, without_csrf: None) -> None:
    browser.sign_in(administrator := make_user(Role.ADMINISTRATOR))
    token = bearer(administrator)
    values = a_meeting_with_everything() | {"meeting_slug": make_meeting().slug}
    hold_every_link(browser, values)
    scoped = {
        "meeting_slug",
        "delegation_id",
        "letter_id",
        "number",
        "session_id",
        "item_id",
        "material_id",
        "proposal_id",
        "point_id",
        "follow_up_id",
        "attachment_id",
        "version_number",
        "noted_id",
        "batch_id",
        "field_id",
        "view_id",
        "visa_letter_id",
        "import_id",
        "station_id",
    }
    found = []
    for endpoint, method in rows():
        arguments = next(app.url_map.iter_rules(endpoint)).arguments
        if "meeting_slug" in arguments and len(arguments & scoped) > 1:
            sent = {"json": API_BODIES[endpoint]} if endpoint in API_BODIES else {}
            headers = shown(endpoint, token)
            answer = browser.open(address(app, endpoint, values), method=method, headers=headers, **sent)
            if answer.status != 404:
                found.append((endpoint, method, answer.status))
    assert found == []


def test_an_unpublished_meeting_is_not_found_by_visitors(app: Flask, browser: Browser) -> None:
    values = a_meeting_with_everything() | {"meeting_slug": make_meeting(published=False).slug}
    found = []
    for endpoint, method in rows():
        if "meeting_slug" in next(app.url_map.iter_rules(endpoint)).arguments and method == "GET":
            answer = browser.open(address(app, endpoint, values))
            if answer.status not in (404, 403, 401, 302) or (
                answer.status == 302 and "/sign-in" not in (answer.location or "")
            ):
                found.append((endpoint, answer.status))
    assert found == []
