import csv
import json
import re
import subprocess
from io import BytesIO, StringIO

import pytest
import python_calamine

from jcmevents.registration.particulars import HEADINGS
from jcmevents.registration.selection import Selection
from jcmevents.roster.export import export
from jcmevents.roster.roster import Roster
from jcmevents.roster.view import View
from jcmevents.sheet import unguarded
from tests.factories import NOW, make_delegation, make_meeting, make_registration
from tests.roster.people import HARD_NAMES, hard_meeting

DIRECTION_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e"


def rows_of_xlsx(content):
    return python_calamine.load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()


def rows_of_csv(content):
    rows = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))
    return [[unguarded(cell) for cell in row] for row in rows]


def words_of_pdf(content):
    """The text in reading order without white space (and without the marks pdftotext puts around Arabic)."""
    command = ["pdftotext", "-raw", "-", "-"]
    text = subprocess.run(command, input=content, capture_output=True, check=True).stdout
    return re.sub(rf"[\s{DIRECTION_MARKS}]", "", text.decode())


def test_spreadsheets_hold_what_the_roster_tells_cell_by_cell(session):
    roster = Roster(hard_meeting())
    told = [list(map(str, HEADINGS.values())), *(list(roster.cells(person).values()) for person in roster.people())]
    assert {cell for row in told[1:] for cell in row} >= {*HARD_NAMES, "first line\nsecond line", "+41 22 555 01 01"}
    assert rows_of_xlsx(export(roster, "xlsx", lang="en", at=NOW)) == told
    assert rows_of_csv(export(roster, "csv", lang="en", at=NOW)) == told


def test_json_holds_what_the_database_holds(session):
    roster = Roster(hard_meeting())
    content = json.loads(export(roster, "json", lang="en", at=NOW))
    assert content["people"] == [roster.stored(person) for person in roster.people()]
    assert (content["meeting"], content["made_at"], content["selection"]) == ("hard", "2025-02-17T03:00:00+00:00", {})
    assert [person["full_name"] for person in content["people"]] == [*HARD_NAMES[1::2], *HARD_NAMES[::2]]


def test_pdf_says_of_every_person_what_its_columns_promise(session):
    roster = Roster(hard_meeting())
    said = words_of_pdf(export(roster, "pdf", lang="en", at=NOW))
    shown = ("full_name", "function", "unit", "capacity", "mode", "state", "email", "phone", "number")
    for person in roster.people():
        cells = roster.cells(person)
        # Word by word: pdftotext gives the words of a Hebrew name from left to right.
        # The Persian joiner has no glyph, and no PDF tells of it.
        words = [word.replace("\u200c", "") for key in shown for word in cells[key].split()]
        assert [word for word in words if word not in said] == []


def test_pdf_has_a_section_for_each_delegation_in_the_order_of_the_meeting(session):
    said = words_of_pdf(export(Roster(hard_meeting()), "pdf", lang="en", at=NOW))
    half = len(HARD_NAMES) // 2
    assert 0 < said.index(f"LaoPDR({half})") < said.index(f"Institute<R&D>({half})")


def test_all_formats_show_the_selection_only(session):
    meeting = hard_meeting()
    roster = Roster(meeting, View(Selection(search="sutarno")))
    assert [row[4] for row in rows_of_xlsx(export(roster, "xlsx", lang="en", at=NOW))] == ["Name", "Sutarno"]
    assert [row[4] for row in rows_of_csv(export(roster, "csv", lang="en", at=NOW))] == ["Name", "Sutarno"]
    content = json.loads(export(roster, "json", lang="en", at=NOW))
    assert (content["selection"], len(content["people"])) == ({"search": "sutarno"}, 1)
    said = words_of_pdf(export(roster, "pdf", lang="en", at=NOW))
    assert ("Sutarno" in said, "Ганболд" in said, "notthewholeroster" in said) == (True, False, True)


@pytest.mark.parametrize("format", ["xlsx", "csv", "pdf"])
def test_file_is_in_the_language_asked_for(session, format):
    registration = make_registration(make_delegation(make_meeting(titles={"en": "Fourth", "ja": "第4回会合"}), "MN"))
    content = export(Roster(registration.meeting, lang="ja"), format, lang="ja", at=NOW)
    if format == "pdf":
        assert {"第4回会合", "モンゴル(1)"} <= set(re.findall(r"第4回会合|モンゴル\(1\)", words_of_pdf(content)))
    else:
        rows = {"xlsx": rows_of_xlsx, "csv": rows_of_csv}[format](content)
        assert rows[1][1] == "モンゴル"


@pytest.mark.parametrize("format", ["xlsx", "csv", "json", "pdf"])
def test_command_writes_the_whole_roster(command, tmp_path, format):
    meeting = hard_meeting()
    file = tmp_path / f"roster.{format}"
    result = command("roster", "export", meeting.slug, "--format", format, "-o", str(file))
    assert (result.exit_code, result.output) == (0, "")
    beginning = {"xlsx": b"PK", "csv": b"\xef\xbb\xbfNumber,", "json": b'{\n "meeting": "hard"', "pdf": b"%PDF"}
    assert file.read_bytes().startswith(beginning[format])


def test_command_names_an_unknown_meeting_and_an_unwritable_file(command, tmp_path):
    make_meeting(slug="known")
    unknown = command("roster", "export", "nowhere", "--format", "csv", "-o", str(tmp_path / "a.csv"))
    assert (unknown.exit_code, unknown.output) == (1, "Error: There is no meeting “nowhere”.\n")
    unwritable = command("roster", "export", "known", "--format", "csv", "-o", str(tmp_path / "no" / "a.csv"))
    assert (unwritable.exit_code, "No such file or directory" in unwritable.output) == (1, True)
