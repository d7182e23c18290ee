"""The roster delegation by delegation: who comes, who is missing, how many seats are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import case, func, select

from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.registration.models import Registration
from jcmevents.registration.particulars import Person
from jcmevents.registration.states import Capacity
from jcmevents.roster.roster import NAMED, Roster

PER_PAGE = 40  # delegations
MOST_SHOWN = 12  # people of one delegation; the list has the others
_CAPACITIES = case({capacity: place for place, capacity in enumerate(Capacity)}, value=Registration.capacity)
_RANK = (
    func.row_number()
    .over(
        partition_by=Registration.delegation_id,
        order_by=(_CAPACITIES, Registration.position, Registration.id),
    )
    .label("rank")
)


@dataclass(frozen=True)
class Section:
    """A delegation: how many of its people are selected and the first of them; its seats, whoever is selected."""

    delegation: Delegation
    name: str
    people: Sequence[Person]
    selected: int
    taken: int
    taken_funded: int


class Sections(Pagination):
    """A page of delegations in the order of the meeting, also of those without anybody.

    Where people are selected, those only of which somebody is.
    """

    def __init__(self, roster: Roster, page: int):
        super().__init__(page=max(page, 1), per_page=PER_PAGE, error_out=False, roster=roster)

    def _query_count(self) -> int:
        return len(self._listed)

    def _query_items(self) -> list[Section]:
        page = self._listed[self._query_offset :][: self.per_page]
        ids = [delegation.id for delegation in page]
        people, taken = self._people(ids), _seats_taken(ids)
        return [self._section(each, people.get(each.id, []), taken.get(each.id, (0, 0))) for each in page]

    def _section(self, delegation: Delegation, people: Sequence[Person], taken: tuple[int, int]) -> Section:
        name, selected = self._roster.delegation_names[delegation.id], self._roster.numbers.get(delegation.id, 0)
        return Section(delegation, name, people, selected, *taken)

    @property
    def _roster(self) -> Roster:
        roster: Roster = self._query_args["roster"]
        return roster

    @cached_property
    def _listed(self) -> list[Delegation]:
        everybody = self._roster.delegations.values()
        return [each for each in everybody if not self._roster.selection.parts or each.id in self._roster.numbers]

    def _people(self, delegation_ids: Sequence[int]) -> dict[int, list[Person]]:
        """The first people of each delegation, the head before all others."""
        ranked = (
            self._roster.rows((*NAMED, "capacity", "mode"), _RANK)
            .where(Registration.delegation_id.in_(delegation_ids))
            .subquery()
        )
        first = select(ranked).where(ranked.c.rank <= MOST_SHOWN).order_by(ranked.c.delegation_id, ranked.c.rank)
        found = db.session.execute(first)
        return {id: list(people) for id, people in groupby(found, key=lambda person: person.delegation_id)}


def _seats_taken(delegation_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Seats taken, and funded ones of them, of each delegation that has any taken."""
    id, funded = Registration.delegation_id, case((Registration.funded.is_(True), 1), else_=0)
    count = select(id, func.count(), func.sum(funded)).where(Registration.seated(), id.in_(delegation_ids))
    return {key: (taken, of_funded) for key, taken, of_funded in db.session.execute(count.group_by(id))}
