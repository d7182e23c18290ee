import csv
from io import BytesIO, StringIO

import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from jcmevents.sheet import as_csv, as_xlsx, guarded, unguarded

HEAD = ("Name", "Number")
ROWS = [
    ("=1+1", "0012"),
    ("+41 22 555 01 01", "98765432109876543210"),
    ("@SUM(A1)", "-5"),
    ("\tleading tab", "two\nlines"),
    ("＝１＋１", "1/2"),
    ("'=quoted", "'O'Neil"),
    ("{=1}", "TRUE"),
    ("https://example.org/a?b=1", ""),
    ('"quotes", commas; semicolons', "𠮷野家 สมชาย محمد"),
]


def test_xlsx_keeps_every_cell_as_the_text_it_was():
    book = python_calamine.load_workbook(BytesIO(as_xlsx("a/b: [c]", HEAD, ROWS)))
    assert book.sheet_names == ["a b   c "]
    assert [tuple(row) for row in book.get_sheet_by_index(0).to_python()] == [HEAD, *ROWS]


def test_csv_begins_with_a_byte_order_mark_and_guards_formulas():
    content = as_csv(HEAD, ROWS)
    assert content.startswith(b"\xef\xbb\xbfName,Number\r\n'=1+1,0012\r\n'+41 22 555 01 01,9876")


def test_csv_loses_nothing():
    read = list(csv.reader(StringIO(as_csv(HEAD, ROWS).decode("utf-8-sig"), newline="")))
    assert [tuple(unguarded(cell) for cell in row) for row in read] == [HEAD, *ROWS]


@given(st.text(alphabet="'=+-@\t\r\n＝a1 ", max_size=8))
def test_guard_is_taken_off_again_and_nothing_else(text):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in {*"=+-@\t\r\n＝"} or not text


def test_empty_roster_is_a_sheet_with_a_heading():
    book = python_calamine.load_workbook(BytesIO(as_xlsx("Roster", HEAD, [])))
    assert book.get_sheet_by_index(0).to_python() == [list(HEAD)]
