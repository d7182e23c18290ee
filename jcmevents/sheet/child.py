"""Unpacks a workbook in a process of its own, run as `python -m jcmevents.sheet.child`.

It reads the workbook from standard input and writes the rows of its first sheet, packed, to standard output. What it
may use is limited, so that a workbook that lies about its size ends this process and no other.
"""

import resource
import sys
from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO
from typing import Any

import python_calamine

from jcmevents.sheet.packed import NumberedRow, packed

MOST_MEMORY = 1024 * 1024 * 1024  # bytes
MOST_SECONDS = 60  # of computing
UNREADABLE = 3  # exit code


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        book = python_calamine.load_workbook(BytesIO(sys.stdin.buffer.read()))
        sys.stdout.buffer.write(packed(_rows(book.get_sheet_by_index(0))))
    except (python_calamine.CalamineError, MemoryError):
        sys.exit(UNREADABLE)


def _rows(sheet: Any) -> Iterator[NumberedRow]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """A cell as its reader sees it. Whole numbers have no decimal point; what was stored as text stays as it is."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return str(cell)


if __name__ == "__main__":
    main()
