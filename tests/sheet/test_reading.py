"""Spreadsheets handed in: read as they were meant, refused in a sentence where they cannot be."""

import io
import time
import zipfile

import pytest
import xlsxwriter

from jcmevents.errors import RuleBroken
from jcmevents.sheet import as_csv, as_xlsx, bombs, read
from tests.sheet.test_writing import HEAD, ROWS

MEGABYTE = 1024 * 1024
CONTENT_TYPES = "[Content_Types].xml"


@pytest.fixture(autouse=True)
def _sentences(app):
    with app.app_context():
        yield


def told(content):
    sheet = read(content)
    return [sheet.head, *(cells for _number, cells in sheet.rows)]


@pytest.mark.parametrize("file", [as_csv(HEAD, ROWS), as_xlsx("Names", HEAD, ROWS)], ids=["csv", "xlsx"])
def test_our_own_files_come_back_cell_by_cell(file):
    assert told(file) == [list(HEAD), *map(list, ROWS)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_each_encoding_and_with_each_separator(encoding, separator):
    lines = [["氏名", "国"], ["山田 花子", "日本, ほか; すべて"], ["ヤマダ", ""]]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    assert told(text.encode(encoding)) == lines


def test_csv_of_western_windows_is_not_taken_for_japanese():
    lines = [["Prénom", "Ministère"], ["Hélène N’Diaye", "Ministère de l’Énergie"], ["Ñandú", "São Tomé"]]
    assert told("\r\n".join(";".join(line) for line in lines).encode("cp1252")) == lines


def test_csv_of_kanji_alone_is_not_taken_for_western():
    lines = [["氏名", "国"], ["山田 花子", "日本"], ["鄧 麗君", "台湾"]]
    assert told("\r\n".join(",".join(line) for line in lines).encode("cp932")) == lines


def test_rows_keep_the_numbers_that_the_spreadsheet_shows():
    sheet = read(b"\n\nName,Country\n\nAnu,MN\n,\nBold,MN\n")
    assert (sheet.head, sheet.total, sheet.rows) == (["Name", "Country"], 2, [(5, ["Anu", "MN"]), (7, ["Bold", "MN"])])


def test_workbook_cells_of_all_kinds_are_read_as_their_reader_sees_them():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 1, ["Name", "Number", "Day", "Ready"])
        sheet.write_row(3, 1, ["Anu", 12, None, True])
        sheet.write_row(4, 1, ["Bold", 1.5])
        sheet.write_string(5, 1, "0012")
    assert read(file.getvalue()).rows == [
        (4, ["Anu", "12", "", "True"]),
        (5, ["Bold", "1.5", "", ""]),
        (6, ["0012", "", "", ""]),
    ]


def workbook(parts, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression, compresslevel=9) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def bomb():
    """A workbook of less than a megabyte that unpacks to 295 megabytes."""
    return workbook({CONTENT_TYPES: "<Types/>", "xl/worksheets/sheet1.xml": b"0" * (295 * MEGABYTE)})


def lying_bomb():
    """The same, whose directory says that it unpacks to next to nothing."""
    content = bytearray(bomb())
    size = (295 * MEGABYTE).to_bytes(4, "little")
    assert content.count(size) == 2
    return bytes(content.replace(size, (1000).to_bytes(4, "little")))


def many_entries():
    return workbook({CONTENT_TYPES: "<Types/>", **{f"xl/{n}": "" for n in range(3000)}}, zipfile.ZIP_STORED)


def directory_that_hides_its_length():
    """Thousands of entries, of which the end of the file admits three."""
    content = bytearray(many_entries())
    at = content.rfind(b"PK\x05\x06")
    content[at + 8 : at + 12] = (3).to_bytes(2, "little") * 2
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bomb(), "unpacks to far more"),
        (many_entries(), "unpacks to far more"),
        (workbook({"inner.zip": workbook({"a": "b"})}), "no spreadsheet"),
        (workbook({CONTENT_TYPES: "<Types/>"}), "could not be read"),
        (b"PK\x03\x04 broken", "no spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old kind"),
        (b"%PDF-1.7 \x00\x81\x8d", "letters of this file"),
        (b"", "nobody in this file"),
        (b"Name,Country\n", "nobody in this file"),
        (b"a\n" * 2 + b"x," * 300, "Divide it"),
        (b'a,b\n"' + b"x" * 200_000 + b'",c\n', "no spreadsheet"),
    ],
    ids=[
        *("bomb", "many entries", "nested", "hollow", "broken", "old", "binary", "empty", "head only"),
        *("wide", "endless cell"),
    ],
)
def test_file_that_cannot_be_a_list_of_people_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        read(content)


def test_bomb_is_refused_before_anything_is_unpacked(monkeypatch):
    content = bomb()
    assert len(content) < MEGABYTE
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    started = time.process_time()
    with pytest.raises(RuleBroken):
        bombs.refuse_bomb(content)
    assert time.process_time() - started < 2


def test_directory_that_hides_its_length_is_refused():
    with pytest.raises(RuleBroken, match="no spreadsheet|unpacks to far more|could not be read"):
        read(directory_that_hides_its_length())


def test_workbook_that_lies_about_its_size_ends_its_own_process_only():
    with pytest.raises(RuleBroken, match="could not be read"):
        read(lying_bomb())


def test_entities_of_xml_are_not_unfolded():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    sheet = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr">'
    sheet += "<is><t>&l9;</t></is></c></row></sheetData></worksheet>"
    parts = {"xl/worksheets/sheet1.xml": sheet}
    with zipfile.ZipFile(io.BytesIO(as_xlsx("x", ["a"], [["b"]]))) as ours:
        parts = {name: ours.read(name) for name in ours.namelist()} | parts
    with pytest.raises(RuleBroken):
        read(workbook(parts))
