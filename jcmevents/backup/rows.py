"""Rows as lines of JSON that any of our databases gives and takes.

A value that JSON has no word for is written as a pair of its kind and its text. JSON columns are carried as the text
that the database holds, so that nothing in them is read and written anew.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, Connection, Select, Table, Text, cast, select
from sqlalchemy import column as named
from sqlalchemy import table as plain
from sqlalchemy.sql.expression import TableClause
from sqlalchemy.types import NullType

AT_ONCE = 1_000  # rows
Row = dict[str, Any]

# datetime before date, as every datetime is a date
KINDS: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]] = {
    "instant": (datetime, datetime.isoformat, datetime.fromisoformat),
    "date": (date, date.isoformat, date.fromisoformat),
    "time": (time, time.isoformat, time.fromisoformat),
    "decimal": (Decimal, str, Decimal),
    "bytes": (bytes, lambda value: b64encode(value).decode(), b64decode),
}


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Every row of `table` in the order of its key, each as one line."""
    rows = connection.execute(_all(table), execution_options={"yield_per": AT_ONCE})
    for row in rows:
        values = [_written(value) for value in row]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def row_of(line: bytes, table: Table) -> Row:
    """The row that a line of this table tells. Raises ValueError."""
    return dict(zip(table.columns.keys(), map(_read, json.loads(line)), strict=True))


def receiving(table: Table) -> TableClause:
    """`table` for inserting what `row_of` gives: JSON is taken as the text it is."""
    columns = [named(c.name, NullType() if isinstance(c.type, JSON) else c.type) for c in table.columns]
    return plain(table.name, *columns)


def _all(table: Table) -> Select[Any]:
    def carried(each: Column[Any]) -> Any:
        return cast(each, Text).label(each.name) if isinstance(each.type, JSON) else each

    return select(*map(carried, table.columns)).order_by(*table.primary_key.columns)


def _written(value: Any) -> Any:
    for kind, (of, write, _read_back) in KINDS.items():
        if isinstance(value, of):
            return [kind, write(value)]
    return value


def _read(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    kind, text = value
    return KINDS[kind][2](text)
