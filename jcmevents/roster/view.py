"""How the roster is looked at: whom it shows, with which columns, in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.datastructures import MultiDict

from jcmevents.registration.models import Registration
from jcmevents.registration.particulars import HEADINGS
from jcmevents.registration.selection import Selection
from jcmevents.registration.states import Capacity, State
from jcmevents.roster.questions import ANSWER

LONGEST_KEY = 100  # characters
# What the page shows while nobody has chosen columns; the cell of the name then tells function and unit too.
SHOWN = ("full_name", "delegation", "capacity", "mode", "state")
# What people can be ordered by instead of the order of delegations. The folded texts begin with the name.
ORDERS: dict[str, ColumnElement[Any] | InstrumentedAttribute[Any]] = {
    "full_name": Registration.search_text,
    "number": Registration.number,
    "capacity": case({value: place for place, value in enumerate(Capacity)}, value=Registration.capacity),
    "state": case({value: place for place, value in enumerate(State)}, value=Registration.state),
    "created_at": Registration.created_at,
}


@dataclass(frozen=True)
class View:
    """`columns`: keys of particulars or questions, none for the usual ones; `order`: of ORDERS, with "-" backwards."""

    selection: Selection = field(default_factory=Selection)
    columns: tuple[str, ...] = ()
    order: str = ""

    @classmethod
    def understood(cls, arguments: MultiDict[str, str]) -> View:
        """From the arguments of an address. What makes no sense is passed over."""
        columns = dict.fromkeys(filter(_is_column, arguments.getlist("columns")))
        if set(columns) == set(SHOWN):
            columns = {}
        order = arguments.get("order", "")
        known = order.removeprefix("-") in ORDERS
        return cls(Selection.understood(arguments), tuple(columns), order if known else "")

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of an address that leads to this view."""
        rest = {"columns": list(self.columns), "order": self.order}
        return self.selection.parts | {name: value for name, value in rest.items() if value}

    def ordered_by(self, order: str) -> dict[str, Any]:
        """The arguments of the same view in another order."""
        return View(self.selection, self.columns, order).arguments

    def order_by(self) -> Iterator[ColumnElement[Any]]:
        """What to sort by; nothing where the order of delegations is wanted."""
        if self.order:
            column = ORDERS[self.order.removeprefix("-")]
            yield column.desc() if self.order.startswith("-") else column.asc()


def _is_column(key: str) -> bool:
    """Which questions there are, the meeting knows; unknown ones are passed over when it is looked at."""
    return key in HEADINGS or (key.startswith(ANSWER) and len(key) < LONGEST_KEY)
