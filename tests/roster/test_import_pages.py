"""The pages and the command of imports."""

import csv
import io
from io import StringIO

import pytest

from jcmevents import clock, jobs
from jcmevents.roster.importing import views, work
from jcmevents.sheet import as_csv, as_xlsx
from tests.factories import make_delegation, make_meeting, make_organizer, make_roster_import
from tests.sheet.test_reading import bomb

HEAD = ["氏名", "国", "メール", "Note"]
ROWS = [["Anu", "モンゴル", "anu@example.org", "x"], ["Bold", "Atlantis", "nope", ""]]


@pytest.fixture
def organizer(browser):
    return browser.sign_in(make_organizer())


@pytest.fixture
def meeting(session):
    meeting = make_meeting()
    make_delegation(meeting, "MN")
    return meeting


def address(meeting, tail=""):
    return f"/meetings/{meeting.slug}/registrations/imports/{tail}"


def upload(organizer, meeting, content, name="people.xlsx"):
    return organizer.submit(address(meeting, "new"), file=(io.BytesIO(content), name))


def sent(organizer, meeting, content):
    """The status of the answer to a large upload, put together by hand: the test client leaves its file open."""
    parts = {"csrf_token": organizer.csrf_token().encode(), "once": b"a", 'file"; filename="people.csv': content}
    body = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (n.encode(), c) for n, c in parts.items()
    )
    options = {"data": body + b"--b--\r\n", "content_type": "multipart/form-data; boundary=b"}
    return organizer.client.post(address(meeting, "new"), **options).status_code


def work_off(app):
    jobs.drain(app, clock.now() + 2 * work.LEASE)


def test_import_goes_from_file_to_columns_to_trial_to_people_and_back(app, organizer, meeting):
    columns = organizer.follow(upload(organizer, meeting, as_xlsx("People", HEAD, ROWS)))
    chosen = {name: columns.one(f"[name={name}] [selected]").text for name in ("full_name", "delegation", "email")}
    assert chosen == {"full_name": "氏名: Anu", "delegation": "国: モンゴル", "email": "メール: anu@example.org"}
    trial = organizer.follow(organizer.submit(columns, full_name="0"))
    assert trial.texts("[data-progress-text]") == ["being checked"]
    work_off(app)
    trial = organizer.get(trial.path.removeprefix("GET "))
    assert dict(zip(trial.texts(".stat dt"), trial.texts(".stat-value"), strict=True)) == {
        "new": "1",
        "not entered": "1",
    }
    assert trial.texts("tbody tr") == [
        "3 Bold Delegation “Atlantis” is no delegation of this meeting.",
        "3 Bold E-mail Enter one mail address, such as name@example.org.",
    ]
    assert "Columns that are not imported: Note" in trial.text
    start = trial.one("form[action$='/start']")["action"]
    running = organizer.follow(organizer.post(start))
    assert running.texts("[data-progress-text]") == ["being entered"]
    work_off(app)
    finished = organizer.get(running.path.removeprefix("GET "))
    assert "Anu" in organizer.get(f"/meetings/{meeting.slug}/registrations/").text
    undoing = organizer.follow(organizer.submit(finished, confirmed=True))
    assert undoing.texts("[data-progress-text]") == ["being undone"]
    work_off(app)
    assert "Anu" not in organizer.get(f"/meetings/{meeting.slug}/registrations/").text
    assert organizer.get(address(meeting)).texts("tbody td")[1] == "undone"


def test_report_names_every_row(app, organizer, meeting):
    roster_import = make_roster_import(meeting, HEAD, ROWS)
    work_off(app)
    organizer.post(address(meeting, f"{roster_import.id}/start"))
    work_off(app)
    body = organizer.get(address(meeting, f"{roster_import.id}/report.csv")).body
    rows = list(csv.reader(StringIO(body.removeprefix("\ufeff"), newline="")))
    assert rows[0] == ["Row", "What became of it", "Number", "Name", "Column", "What is wrong"]
    assert [(row[0], row[1], row[3], row[4]) for row in rows[1:]] == [
        ("2", "new", "Anu", ""),
        ("3", "not entered", "Bold", "Delegation"),
        ("3", "not entered", "Bold", "E-mail"),
    ]
    assert organizer.client.get(address(meeting, f"{roster_import.id}/report.xlsx")).data.startswith(b"PK")


def test_progress_is_told_to_the_script_of_the_page(app, organizer, meeting):
    roster_import = make_roster_import(meeting, HEAD, ROWS)
    progress = address(meeting, f"{roster_import.id}/progress")
    organizer.get(address(meeting))
    told = organizer.client.get(progress).json
    assert told == {"done": 0, "total": 2, "text": "being checked", "ended": False}
    work_off(app)
    told = organizer.client.get(progress).json
    assert told == {"done": 2, "total": 2, "text": "checked, nothing entered yet", "ended": True}


def test_file_that_is_no_spreadsheet_is_refused_beside_its_field(organizer, meeting):
    page = upload(organizer, meeting, b"\xd0\xcf\x11\xe0 old", "people.xls")
    assert (page.status, page.texts(".field-error")) == (
        409,
        ["Error: This is a workbook of an old kind. Save it as XLSX or CSV."],
    )
    page = organizer.submit(address(meeting, "new"), file=(io.BytesIO(b""), ""))
    assert page.texts(".field-error") == ["Error: Choose a file."]


def test_bomb_is_refused_with_a_plain_sentence(organizer, meeting):
    page = upload(organizer, meeting, bomb())
    assert (page.status, "unpacks to far more" in page.text) == (409, True)


def test_file_may_be_larger_than_other_requests_but_not_without_limit(organizer, meeting):
    three_megabytes = as_csv(HEAD, [["x" * 200, "MN", "", ""]] * 15_000)
    assert len(three_megabytes) > 3_000_000
    assert sent(organizer, meeting, three_megabytes) == 302
    assert sent(organizer, meeting, b"x" * (views.LARGEST + 1)) == 413


def test_one_column_cannot_hold_two_things_and_the_name_must_be_said(app, organizer, meeting):
    columns = organizer.follow(upload(organizer, meeting, as_xlsx("People", HEAD, ROWS)))
    page = organizer.submit(columns, full_name="0", email="0")
    assert (page.status, page.texts(".field-error")) == (409, ["Error: One column cannot hold two things."])
    page = organizer.submit(columns, full_name="")
    assert page.texts(".field-error") == ["Error: Say which column holds the name."]


def test_step_that_is_not_possible_now_is_refused(app, organizer, meeting):
    roster_import = make_roster_import(meeting, HEAD, ROWS)
    for step in ("start", "undoing"):
        assert organizer.post(address(meeting, f"{roster_import.id}/{step}")).status == 409


def test_command_imports_a_file_and_tells_bad_rows(command, meeting, tmp_path):
    file = tmp_path / "people.csv"
    file.write_bytes(as_csv(["Name", "Country"], [["Anu", "MN"], ["Bold", "Atlantis"]]))
    trial = command("roster", "import", meeting.slug, str(file), "--dry-run")
    fault = "Row 3, Delegation: “Atlantis” is no delegation of this meeting.\n"
    assert (trial.exit_code, trial.output) == (1, f"{fault}new: 1\nnot entered: 1\nNothing was entered.\n")
    done = command("roster", "import", meeting.slug, str(file))
    assert (done.exit_code, done.output) == (1, f"{fault}new: 1\nnot entered: 1\n")
    file.write_bytes(as_csv(["Name", "Country"], [["Anu", "MN"]]))
    assert command("roster", "import", meeting.slug, str(file)).output == "unchanged: 1\n"
    file.write_bytes(b"")
    broken = command("roster", "import", meeting.slug, str(file))
    assert (broken.exit_code, "nobody in this file" in broken.output) == (1, True)
    assert command("roster", "import", "nowhere", str(file)).output == "Error: There is no meeting “nowhere”.\n"
