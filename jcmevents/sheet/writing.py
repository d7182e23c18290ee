"""Spreadsheets to hand out."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, TextIOWrapper
from itertools import chain

import xlsxwriter

Row = Sequence[str]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME = 31  # characters of the name of a sheet
FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\']")
WIDEST = 60  # columns are as wide as their longest line, up to so many characters
# Spreadsheet programs take a cell of a CSV file that begins so for a formula. Apostrophes before it are counted in,
# so that `unguarded` knows a guard from an apostrophe of the text.
_RISKY = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def guarded(cell: str) -> str:
    """`cell` as CSV may hold it: with an apostrophe in front if a program could take it for a formula."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def unguarded(cell: str) -> str:
    """The text that `guarded` was given: "'+81 3" is "+81 3", and any other text is itself."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell


def as_csv(head: Row, rows: Iterable[Row]) -> bytes:
    """CSV in UTF-8 with a byte order mark, without which Excel takes Japanese for something else."""
    file = BytesIO()
    with TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        csv.writer(text).writerows([guarded(cell) for cell in row] for row in chain([head], rows))
        text.flush()
        return file.getvalue()


def as_xlsx(name: str, head: Row, rows: Iterable[Row]) -> bytes:
    """A workbook with one sheet; every cell is text, also one that looks like a number or a formula."""
    file = BytesIO()
    widths, number = [_width(cell) for cell in head], 0
    # Nothing but the present row is held in memory.
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
        sheet = book.add_worksheet(FORBIDDEN_IN_NAME.sub(" ", name)[:LONGEST_NAME])
        for number, row in enumerate(chain([head], rows)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, text if number else bold)
                widths[column] = max(widths[column], _width(cell))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, number, len(head) - 1)
    return file.getvalue()


def _width(cell: str) -> int:
    if cell.isascii() and "\n" not in cell:
        return min(len(cell) + 2, WIDEST)
    return min(max(map(_columns, cell.splitlines()), default=0) + 2, WIDEST)


def _columns(line: str) -> int:
    """How many Latin letters wide `line` is about; a kanji takes two."""
    return sum(2 if "\u1100" <= character <= "\uffdc" else 1 for character in line)
