"""Rows as they are put by between reading a spreadsheet and working through it: a line of JSON each, compressed.

A hundred thousand people are some megabytes, and only the present row is ever unpacked.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from io import BytesIO, TextIOWrapper

NumberedRow = tuple[int, list[str]]  # its number as the spreadsheet program shows it, its cells


def packed(rows: Iterable[NumberedRow]) -> bytes:
    file = BytesIO()
    with gzip.open(file, "wt", compresslevel=1, encoding="utf-8") as text:
        for number, cells in rows:
            text.write(json.dumps([number, cells], ensure_ascii=False) + "\n")
    return file.getvalue()


def unpacked(content: bytes) -> Iterator[NumberedRow]:
    with gzip.open(BytesIO(content)) as file:
        for line in TextIOWrapper(file, encoding="utf-8", newline="\n"):
            number, cells = json.loads(line)
            yield number, cells
