"""The roster: the people of a meeting, delegation by delegation, all of them or a selection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import groupby
from typing import Any

from sqlalchemy import Select, case, func, select

from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import all_in_order
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.particulars import HEADINGS, LABELS, OF_DELEGATION, Person, stored, written
from jcmevents.registration.selection import Selection, names_searched
from jcmevents.roster.counts import Counts
from jcmevents.roster.paging import People, SortedPeople
from jcmevents.roster.questions import Questions
from jcmevents.roster.view import SHOWN, View

AT_A_TIME = 500  # rows fetched at once from the database where all are wanted
# What pages need of every person besides the columns they show.
NAMED = ("number", "state", "honorific", "full_name", "reading", "function", "unit")


class Roster:
    """The people of `meeting` whom `view` asks for, with the names of delegations in `lang`."""

    def __init__(self, meeting: Meeting, view: View | None = None, lang: str | None = None):
        self.meeting = meeting
        self.view = view or View()
        self.lang = lang
        self.report: Callable[[int, int], None] | None = None  # told (people so far, of how many) while a file is made
        self.questions = Questions(meeting, lang)
        self._words: dict[tuple[str, Any], str] = {}

    @property
    def selection(self) -> Selection:
        return self.view.selection

    @cached_property
    def delegations(self) -> dict[int, Delegation]:
        """All delegations of the meeting by id, in its order."""
        return {delegation.id: delegation for delegation in all_in_order(self.meeting)}

    @cached_property
    def delegation_names(self) -> dict[int, str]:
        return {id: delegation.name(self.lang) for id, delegation in self.delegations.items()}

    @cached_property
    def headings(self) -> dict[str, Any]:
        """Every column there is and its heading: particulars, then the questions of the meeting."""
        return HEADINGS | self.questions.headings

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The columns of the page."""
        return tuple(key for key in self.view.columns if key in self.headings) or SHOWN

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The columns of a file: those chosen, else all there are."""
        return self.shown if self.view.columns else tuple(self.headings)

    def query(self, keys: Iterable[str]) -> Select[Any]:
        """Rows of `Person` with `keys`, in order."""
        place = {id: number for number, id in enumerate(self.delegations)}
        in_delegations = [case(place, value=Registration.delegation_id)] if place else []
        order = [*self.view.order_by(), *in_delegations, Registration.position, Registration.id]
        return self.rows(keys).order_by(*order)

    def rows(self, keys: Iterable[str], *further: Any) -> Select[Any]:
        """Rows of `Person` with `keys` of HEADINGS and `further` columns, in no order."""
        own = (key for key in dict.fromkeys(keys) if key in HEADINGS and key not in OF_DELEGATION)
        told = (getattr(Registration, key).label(key) for key in own)
        return self.chosen(select(Registration.id, Registration.delegation_id, *told, *further))

    def chosen(self, query: Any) -> Select[Any]:
        """`query` of the people selected only."""
        searched = self.delegations.items() if self.selection.search else ()
        names = {id: names_searched(delegation, self.lang) for id, delegation in searched}
        return query.where(*self.selection.conditions(self.meeting, names))

    def people(self) -> Iterator[Person]:
        """All of them with the columns of a file, a few hundred at a time in memory."""
        rows = db.session.execute(self.query(self.written), execution_options={"yield_per": AT_A_TIME})
        done = 0
        for some in rows.partitions():
            self.questions.read(some, self.written)
            yield from some
            done += len(some)
            if self.report:
                self.report(done, self.total)

    def page(self, number: int) -> People:
        """So many people, with what the page shows of them."""
        query = self.query((*NAMED, *self.shown))
        people = (SortedPeople if self.view.order else People)(query, self.numbers, number)
        self.questions.read(people.items, self.shown)
        return people

    def by_delegation(self) -> Iterator[tuple[str, list[Person]]]:
        """Name of the delegation and its people; delegations without any are left out.

        To be asked for in the order of delegations only.
        """
        for delegation_id, people in groupby(self.people(), key=lambda person: person.delegation_id):
            yield self.delegation_names[delegation_id], list(people)

    @cached_property
    def numbers(self) -> dict[int, int]:
        """How many people of each delegation the view shows, in the order of delegations, without zeros."""
        id = Registration.delegation_id
        counts = db.session.execute(self.chosen(select(id, func.count())).group_by(id))
        counted = {key: number for key, number in counts}
        return {key: counted[key] for key in self.delegations if key in counted}

    @property
    def total(self) -> int:
        """How many people the view shows."""
        return sum(self.numbers.values())

    def stored(self, person: Person, keys: Iterable[str] = tuple(HEADINGS)) -> dict[str, Any]:
        """What the roster tells of `person` in the words of the database: the columns `keys`, in their order."""
        id, keys = person.delegation_id, tuple(keys)
        own = stored(person, self.delegations[id], self.delegation_names[id], (key for key in keys if key in HEADINGS))
        return {key: own[key] if key in own else self.questions.told(person, key) for key in keys}

    def cells(self, person: Person, keys: Iterable[str] = tuple(HEADINGS)) -> dict[str, str]:
        """What the roster tells of `person` in the words of the reader: the columns `keys`, in their order."""
        return {key: self._word(key, value) for key, value in self.stored(person, keys).items()}

    def _word(self, key: str, code: Any) -> str:
        """As `written`; codes are looked up once, as a file repeats them for every person."""
        if type(code) is str and key not in LABELS:
            return code
        if (key, code) not in self._words:
            self._words[key, code] = written(key, code)
        return self._words[key, code]

    @cached_property
    def counts(self) -> Counts:
        return Counts(self.meeting, self.delegations.values())
