"""A page of the roster without sorting everybody: who comes before is counted by delegation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select

from jcmevents.extensions import db
from jcmevents.registration.models import Registration

PER_PAGE = 100


class People(Pagination):
    """A page of rows of `select`, which gives people delegation by delegation in the order of `numbers`.

    `numbers`: how many people each delegation has, by its id; only those on the page are asked for.
    """

    def __init__(self, select: Select[Any], numbers: Mapping[int, int], page: int):
        page = max(page, 1)
        super().__init__(page=page, per_page=PER_PAGE, error_out=False, select=select, numbers=numbers)

    def _query_count(self) -> int:
        return sum(self._query_args["numbers"].values())

    def _query_items(self) -> list[Any]:
        ids, passed = self._delegations()
        query: Select[Any] = self._query_args["select"].where(Registration.delegation_id.in_(ids))
        return list(db.session.execute(query.limit(self.per_page).offset(passed)).all())

    def _delegations(self) -> tuple[Sequence[int], int]:
        """The delegations of which somebody is on this page, and how many of the first one come before the page."""
        ids: list[int] = []
        first, before = self._query_offset, 0
        for id, number in self._query_args["numbers"].items():
            if before + number > self._query_offset and before < self._query_offset + self.per_page:
                first = first if ids else self._query_offset - before
                ids.append(id)
            before += number
        return ids, first


class SortedPeople(People):
    """A page of rows of `select` in whatever order it has."""

    def _query_items(self) -> list[Any]:
        """Ids are sorted and cut to the page first: whole rows would be many times as much to carry about."""
        query: Select[Any] = self._query_args["select"]
        ids = db.session.scalars(
            query.with_only_columns(Registration.id).limit(self.per_page).offset(self._query_offset)
        )
        return list(db.session.execute(query.where(Registration.id.in_(ids.all()))).all())
