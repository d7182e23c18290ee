"""A name in any script comes back from everything the product hands out as it was typed, character by character."""

import csv
import json
import unicodedata
from io import BytesIO, StringIO

import pytest
import python_calamine
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from jcmevents.accounts.models import Role
from jcmevents.application.calendar import calendar_file
from jcmevents.mail.models import OutgoingMail
from jcmevents.meetings.models import Meeting
from jcmevents.registration import mails
from jcmevents.registration.models import Registration
from jcmevents.roster.export import export
from jcmevents.roster.roster import Roster
from jcmevents.text import clean
from tests.api.program import Program
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_meeting, make_registration, make_token, make_user
from tests.pdf.names import NAMES, WITH_POINTS
from tests.pdf.test_glyphs import empty_boxes
from tests.roster.test_export import words_of_pdf

READ_BACK = list(NAMES.values())
TYPED = [*READ_BACK, *WITH_POINTS.values()]


@pytest.fixture
def meeting(session: scoped_session[Session]) -> Meeting:
    """A meeting whose people have these names."""
    meeting = make_meeting()
    delegation = make_delegation(meeting, seats=len(TYPED))
    for number, name in enumerate(TYPED):
        make_registration(delegation, full_name=name, email=f"person{number}@example.org")
    session.commit()
    return meeting


@pytest.fixture
def people(meeting: Meeting, session: scoped_session[Session]) -> list[Registration]:
    return list(session.scalars(select(Registration).order_by(Registration.id)))


def test_names_are_kept_in_nfc_and_otherwise_as_typed(people: list[Registration]) -> None:
    assert [person.full_name for person in people] == [unicodedata.normalize("NFC", name) for name in TYPED]
    assert [clean(unicodedata.normalize("NFD", name)) for name in TYPED] == [person.full_name for person in people]


def test_pages_show_every_name(browser: Browser, people: list[Registration], meeting: Meeting) -> None:
    browser.sign_in(make_user(Role.ORGANIZER))
    pages = [browser.open(f"/meetings/{meeting.slug}/registrations/{person.number}") for person in people]
    assert [page.select("h1")[0].text for page in pages] == [person.full_name for person in people]


def test_spreadsheets_and_data_hold_every_name(meeting: Meeting) -> None:
    roster = Roster(meeting)
    sheet = python_calamine.load_workbook(BytesIO(export(roster, "xlsx", lang="en", at=NOW))).get_sheet_by_index(0)
    text = export(roster, "csv", lang="en", at=NOW).decode("utf-8-sig")
    data = json.loads(export(roster, "json", lang="en", at=NOW))
    for cells in (
        {cell for row in sheet.to_python() for cell in row},
        {cell for row in csv.reader(StringIO(text, newline="")) for cell in row},
        {person["full_name"] for person in data["people"]},
    ):
        assert {unicodedata.normalize("NFC", name) for name in TYPED} <= cells


def test_programs_read_and_enter_every_name(app: Flask, meeting: Meeting, people: list[Registration]) -> None:
    program, path = Program(app, make_token()), f"/meetings/{meeting.slug}/registrations"
    assert [person["full_name"] for person in program.everything(path)] == [person.full_name for person in people]
    delegation = make_delegation(meeting, "KE", seats=len(TYPED))
    entered = [program.write(path, {"delegation": delegation.id, "full_name": name}) for name in TYPED]
    assert [json.loads(answer.body)["full_name"] for answer in entered] == [person.full_name for person in people]


def test_calendar_files_hold_every_name(app: Flask, people: list[Registration]) -> None:
    for person in people:
        with app.test_request_context():
            content = calendar_file(person, "en", NOW, with_name=True).decode()
        assert person.full_name in content.replace("\r\n ", "")


def test_mails_hold_every_name(people: list[Registration], session: scoped_session[Session]) -> None:
    for person in people:
        with force_locale("en"):
            mails.queue_received(person, at=NOW)
    written = {mail.to_address: mail for mail in session.scalars(select(OutgoingMail))}
    assert [person.email for person in people if written[person.email].to_name != person.full_name] == []
    assert [person.email for person in people if person.full_name not in written[person.email].body_text] == []


def test_the_list_on_paper_shows_every_name_and_no_empty_box(meeting: Meeting) -> None:
    content = export(Roster(meeting), "pdf", lang="en", at=NOW)
    said = words_of_pdf(content)  # a long word is broken over the lines of its column
    assert [word for name in READ_BACK for word in name.split() if word not in said] == []
    assert empty_boxes(content) == 0
