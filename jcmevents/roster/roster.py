"""The roster: the people of a meeting, delegation by delegation, all of them or a selection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from flask_sqlalchemy.pagination import Pagination, SelectPagination
from sqlalchemy import ColumnElement, Select, case, func, or_, select

from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import all_in_order
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.particulars import HEADINGS, OF_DELEGATION, Person, stored, written
from jcmevents.registration.states import SEATED, State
from jcmevents.text import folded

PER_PAGE = 100


@dataclass(frozen=True)
class Selection:
    """Whom to show. Empty parts select everybody; `search` finds all its words in names, bodies, mail addresses."""

    state: str = ""
    capacity: str = ""
    mode: str = ""
    delegation_id: int | None = None
    search: str = ""

    @property
    def parts(self) -> dict[str, Any]:
        """The parts that select, as arguments of an address."""
        return {name: value for name, value in vars(self).items() if value}


class Roster:
    """The people of `meeting` whom `selection` asks for, with the names of delegations in `lang`."""

    def __init__(self, meeting: Meeting, selection: Selection | None = None, lang: str | None = None):
        self.meeting = meeting
        self.selection = selection or Selection()
        self.lang = lang

    @cached_property
    def delegations(self) -> dict[int, Delegation]:
        """All delegations of the meeting by id, in its order."""
        return {delegation.id: delegation for delegation in all_in_order(self.meeting)}

    @cached_property
    def delegation_names(self) -> dict[int, str]:
        return {id: delegation.name(self.lang) for id, delegation in self.delegations.items()}

    def query(self) -> Select[Any]:
        told = (getattr(Registration, key) for key in HEADINGS if key not in OF_DELEGATION)
        query = select(Registration.delegation_id, *told).where(Registration.meeting_id == self.meeting.id)
        place = {id: number for number, id in enumerate(self.delegations)}
        order = [case(place, value=Registration.delegation_id)] if place else []
        return query.where(*self._conditions()).order_by(*order, Registration.position, Registration.id)

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        for name, value in self.selection.parts.items():
            if name != "search":
                yield getattr(Registration, name) == value
        yield from (self._found(word) for word in folded(self.selection.search).split())

    def _found(self, word: str) -> ColumnElement[bool]:
        """Whether `word` (folded) is in the person's own texts or in the name of the delegation."""
        names = ((id, f"{name}\n{self.delegations[id].name('en')}") for id, name in self.delegation_names.items())
        of_delegations = [id for id, name in names if word in folded(name)]
        own = Registration.search_text.contains(word, autoescape=True)
        return or_(own, Registration.delegation_id.in_(of_delegations))

    def people(self) -> list[Person]:
        return list(db.session.execute(self.query()).all())

    def page(self, number: int) -> Pagination:
        return _People(select=self.query(), session=db.session, page=max(number, 1), per_page=PER_PAGE, error_out=False)

    def by_delegation(self) -> Iterator[tuple[str, list[Person]]]:
        """Name of the delegation and its people; delegations without any are left out."""
        for delegation_id, people in groupby(self.people(), key=lambda person: person.delegation_id):
            yield self.delegation_names[delegation_id], list(people)

    @cached_property
    def counts(self) -> dict[State, int]:
        """How many people of the whole meeting are in which state, in the order of states, without zeros."""
        count = select(Registration.state, func.count()).where(Registration.meeting_id == self.meeting.id)
        found = {state: number for state, number in db.session.execute(count.group_by(Registration.state))}
        return {state: found[state] for state in State if state in found}

    @property
    def seats_taken(self) -> int:
        return sum(number for state, number in self.counts.items() if state in SEATED)

    @property
    def seats(self) -> int:
        return sum(delegation.seats for delegation in self.delegations.values())

    def stored(self, person: Person) -> dict[str, Any]:
        """What the roster tells of `person`, in the words of the database."""
        id = person.delegation_id
        return stored(person, self.delegations[id], self.delegation_names[id])

    def cells(self, person: Person) -> dict[str, str]:
        """What the roster tells of `person`, in the words of the reader."""
        return {key: written(key, value) for key, value in self.stored(person).items()}


class _People(SelectPagination):
    """Flask-SQLAlchemy pages entities; these are rows of columns."""

    def _query_items(self) -> list[Any]:
        query = self._query_args["select"].limit(self.per_page).offset(self._query_offset)
        return list(self._query_args["session"].execute(query).all())
