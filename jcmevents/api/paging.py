"""Lists in pages: each page ends with a cursor that says where the next one begins, whatever is entered meanwhile."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from flask_babel import gettext
from sqlalchemy import Select, tuple_

from jcmevents.extensions import db

LARGEST = 2**31 - 1  # what an integer column of PostgreSQL holds


def _number(value: Any) -> int:
    if type(value) is not int or not -1 <= value <= LARGEST:
        raise ValueError("not a number of ours")
    return value


def _text(value: Any) -> str:
    if type(value) is not str or not value.isascii() or not value.isprintable():
        raise ValueError("not a text of ours")
    return value


NUMBER: Callable[[Any], Any] = _number
TEXT: Callable[[Any], Any] = _text
DAY: Callable[[Any], Any] = date.fromisoformat


@dataclass(frozen=True)
class Order:
    """By which columns a list is sorted, with how to read the value of each back. The last ones make it unique."""

    columns: Sequence[Any]
    read: Sequence[Callable[[Any], Any]]
    descending: bool = False

    def apply(self, query: Select[Any], cursor: str | None) -> Select[Any]:
        """`query` in this order, from behind `cursor` on."""
        in_order = [column.desc() if self.descending else column.asc() for column in self.columns]
        query = query.order_by(None).order_by(*in_order)
        if not cursor:
            return query
        place = tuple(opened(cursor, *self.read))
        columns = tuple_(*self.columns)
        return query.where(columns < place if self.descending else columns > place)

    def cursor_at(self, row: Any) -> str:
        """The cursor that goes on behind `row`."""
        return closed(*(getattr(row, column.key) for column in self.columns))


def opened(cursor: str, *read: Callable[[Any], Any]) -> list[Any]:
    """The values in a cursor, or 400 for one that is none of ours."""
    try:
        values = json.loads(urlsafe_b64decode(cursor.encode("ascii")))
        return [reader(value) for reader, value in zip(read, values, strict=True)]
    except (ValueError, TypeError, RecursionError):
        abort(400, description=gettext("This is no cursor of ours. Take `next` from the page before, as it is."))


def closed(*values: Any) -> str:
    """A cursor with `values` in it."""
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    return urlsafe_b64encode(json.dumps(plain).encode()).decode()


def page(query: Select[Any], order: Order, wanted: dict[str, Any]) -> tuple[list[Any], str | None]:
    """The rows of one page of `query` and the cursor of the next, if there is one. Takes one query."""
    limit = wanted["limit"]
    rows = list(db.session.scalars(order.apply(query, wanted.get("cursor")).limit(limit + 1)))
    return rows[:limit], order.cursor_at(rows[limit - 1]) if len(rows) > limit else None


def some(items: Iterable[Any], wanted: dict[str, Any]) -> tuple[list[Any], str | None]:
    """A page of what is computed as a whole; its cursor counts."""
    everything, limit = list(items), wanted["limit"]
    (offset,) = opened(wanted["cursor"], NUMBER) if wanted.get("cursor") else (0,)
    end = max(0, offset) + limit
    return everything[max(0, offset) : end], closed(end) if end < len(everything) else None
