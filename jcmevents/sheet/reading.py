"""Spreadsheets that somebody hands in: XLSX, or CSV in whatever encoding and with whatever separator."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from flask_babel import gettext

from jcmevents.errors import RuleBroken
from jcmevents.sheet.bombs import refuse_bomb
from jcmevents.sheet.packed import NumberedRow, packed, unpacked
from jcmevents.sheet.writing import unguarded

MOST_ROWS = 200_000
MOST_COLUMNS = 200
SEPARATORS = ",;\t"
LOOKED_AT = 20  # rows by which the separator is told
LETTERS_LOOKED_AT = 20_000
PATIENCE = 90  # seconds for a workbook
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
JAPANESE, WESTERN = "cp932", "cp1252"  # as Excel on Windows writes CSV files
PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Sheet:
    """A spreadsheet read: the cells of its first row that has any, how many rows follow, all of them packed."""

    head: list[str]
    total: int
    content: bytes

    @cached_property
    def rows(self) -> list[NumberedRow]:
        """All rows below the head. For small sheets."""
        return list(self.each())

    def each(self) -> Iterator[NumberedRow]:
        """The rows below the head, one at a time."""
        return islice(unpacked(self.content), 1, None)


def read(content: bytes) -> Sheet:
    """What is in the file. Raises RuleBroken with a sentence where it cannot be read or is too large."""
    if content.startswith(b"PK"):
        refuse_bomb(content)
        rows: Iterable[NumberedRow] = unpacked(_workbook(content))
    elif content.startswith(_OLD_WORKBOOK):
        raise RuleBroken(gettext("This is a workbook of an old kind. Save it as XLSX or CSV."), field="file")
    else:
        rows = _csv(_decoded(content))
    return _sheet(rows)


def _sheet(rows: Iterable[NumberedRow]) -> Sheet:
    heads: list[list[str]] = []
    count = 0

    def filled() -> Iterator[NumberedRow]:
        nonlocal count
        for number, cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if not heads:
                heads.append([" ".join(cell.split()) for cell in cells])
            _refuse_large(count, cells)
            count += 1
            yield number, cells

    content = packed(filled())
    if count < 2:
        raise RuleBroken(
            gettext("There is nobody in this file: it needs a row of headings and a row for each person."), field="file"
        )
    return Sheet(heads[0], count - 1, content)


def _refuse_large(rows: int, cells: list[str]) -> None:
    if rows > MOST_ROWS or len(cells) > MOST_COLUMNS:
        raise RuleBroken(
            gettext(
                "This file has more than %(rows)s rows or %(columns)s columns. Divide it.",
                rows=MOST_ROWS,
                columns=MOST_COLUMNS,
            ),
            field="file",
        )


def _workbook(content: bytes) -> bytes:
    """The rows of the first sheet, packed by a process that can be stopped."""
    command = [sys.executable, "-m", "jcmevents.sheet.child"]
    try:
        answer = subprocess.run(  # noqa: S603 - our own program, no word of it from outside
            command, input=content, capture_output=True, timeout=PATIENCE, check=True, cwd=PROJECT
        )
    except subprocess.SubprocessError:
        sentence = gettext("This workbook could not be read. Save it anew as XLSX, or as CSV, and try again.")
        raise RuleBroken(sentence, field="file") from None
    return answer.stdout


def _decoded(content: bytes) -> str:
    of_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if of_utf16 else ("utf-8-sig", JAPANESE, WESTERN):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and (encoding != JAPANESE or _looks_japanese(text)):
            return text
    raise RuleBroken(gettext("The letters of this file could not be read. Save it as CSV in UTF-8."), field="file")


def _looks_japanese(text: str) -> bool:
    """Whether text decoded as Japanese was: kana and common kanji begin with a byte that Western letters hardly use.

    The two encodings overlap: "Hélène" is made of valid Japanese bytes, but of those of rare kanji.
    """
    beyond = [character for character in text[:LETTERS_LOOKED_AT] if not character.isascii()]
    common = sum(character.encode(JAPANESE)[0] < 0xA0 for character in beyond)
    return 2 * common > len(beyond)


def _csv(text: str) -> Iterator[NumberedRow]:
    """Guards against formulas that our own CSV files have are taken off."""
    try:
        for number, row in enumerate(csv.reader(_lines(text), delimiter=_separator(text)), start=1):
            yield number, [unguarded(cell) for cell in row]
    except csv.Error:
        sentence = gettext("This is no spreadsheet that can be read here. Save it as XLSX or CSV.")
        raise RuleBroken(sentence, field="file") from None


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends, one at a time: a copy of the whole text would take four times its size."""
    return (line[0] for line in _LINE.finditer(text))


def _separator(text: str) -> str:
    """The one that divides the first rows into the most columns, as many in each."""
    return max(SEPARATORS, key=lambda separator: _columns(text, separator))


def _columns(text: str, separator: str) -> tuple[int, int]:
    """In how many of the first rows there are as many columns as in the first; how many."""
    rows = [row for row in islice(csv.reader(_lines(text), delimiter=separator), LOOKED_AT) if row]
    if not rows or len(rows[0]) < 2:
        return 0, 0
    return sum(len(row) == len(rows[0]) for row in rows), len(rows[0])
