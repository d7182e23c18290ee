"""A passport number goes to the travel desk and to the letters, and nowhere else."""

import io
import logging
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from jcmevents.accounts.models import Role
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.registration.models import Registration
from jcmevents.travel import mails
from jcmevents.travel.issuing import VisaLetter
from jcmevents.travel.letters import LetterKind
from jcmevents.travel.passports import TravelDocument
from jcmevents.travel.visa import Missing, VisaRequest
from tests.browser import Browser
from tests.factories import NOW, make_user
from tests.travel.travellers import CANARY, make_clerk, make_passport, make_request, make_stay, make_traveller


def files_in(app):
    return {path for path in Path(app.config["DATA_DIR"]).rglob("*") if path.is_file()}


@pytest.fixture
def files_before(app):
    return files_in(app)


@pytest.fixture
def request_(session, caplog, monkeypatch):
    """A person whose passport has gone through everything that is done with passports."""
    monkeypatch.setattr(logging.getLogger("sqlalchemy.engine.Engine"), "disabled", False)  # migrations disable it
    caplog.set_level(logging.INFO, logger="sqlalchemy.engine")  # tells every statement with its values
    person, clerk = make_traveller(email="tuul@example.org", funded=True), make_clerk()
    with pytest.raises(RuleBroken):
        VisaRequest.ask(person, make_stay(), make_passport(expires_on=date(2025, 2, 18)), by=None, at=NOW)
    request = make_request(person, checked=True)
    letters = [VisaLetter.issue(kind, [request], lang="ja", by=clerk, at=NOW) for kind in LetterKind]
    mails.tell_issued(person, letters, at=NOW)
    mails.ask_for(person, list(Missing), by=clerk, at=NOW)
    letters[0].read(by=clerk, at=NOW)
    TravelDocument.of(person).read(by=clerk, why="The embassy has called", at=NOW)
    session.commit()
    return request


def test_no_column_of_any_table_holds_it(request_):
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            assert CANARY not in repr(tuple(row)), table.name


def test_no_file_holds_it(files_before, request_, app):
    written = files_in(app) - files_before
    assert len(written) == len(LetterKind)
    for path in written | {path for path in files_before if ".sqlite" in path.name}:
        # By another process: one that opens the file of its own SQLite database and closes it loses its locks.
        command = ["cat", path]
        content = subprocess.run(command, capture_output=True, check=True).stdout
        assert CANARY not in readable(content), path


def test_no_log_holds_it(request_, caplog):
    told = [record.getMessage() for record in caplog.get_records("setup")]
    assert any("travel_document" in line for line in told)
    assert not any(CANARY in line for line in told)


def test_search_does_not_find_it(request_):
    assert db.session.scalars(select(Registration).where(Registration.search_text.contains(CANARY[-4:]))).all() == []


def test_no_page_or_export_of_the_organizers_holds_it(request_, app):
    organizer = Browser(app).sign_in(make_user(Role.ORGANIZER))
    number, meeting = request_.registration.number, f"/meetings/{request_.registration.meeting.slug}"
    for address in (
        *(meeting, f"{meeting}/registrations/", f"{meeting}/registrations/{number}", "/outbox"),
        *(f"{meeting}/registrations/roster.{format}" for format in ("csv", "json", "xlsx", "pdf")),
    ):
        page = organizer.get(address)
        assert CANARY not in readable(page.data), address
    assert organizer.get(f"{meeting}/travel/{number}").status == 403


def test_the_audit_trail_and_the_desk_show_its_end_at_most(request_, app):
    administrator = Browser(app).sign_in(make_user(Role.ADMINISTRATOR))
    meeting = f"/meetings/{request_.registration.meeting.slug}"
    for address in ("/audit", f"{meeting}/travel/", f"{meeting}/travel/{request_.registration.number}"):
        page = administrator.get(address)
        assert (page.status, CANARY in page.body) == (200, False), address


def readable(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    if content.startswith(b"%PDF"):
        command = ["pdftotext", "-", "-"]
        content = subprocess.run(command, input=content, capture_output=True, check=True).stdout
    return content.decode(errors="replace")
