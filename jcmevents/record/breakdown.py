"""The participants by gender, delegation by delegation and capacity by capacity.

Numbers that would tell of single people are not in it (see `record.suppression`): whatever shows it shows none of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jcmevents.record.rule import rounded
from jcmevents.record.suppression import Cell, Rows, suppressed
from jcmevents.registration.models import Gender
from jcmevents.registration.states import Capacity

BODIES = "bodies"  # the row of all ministries, agencies and organizations
WOMEN, OTHERS, NOT_SAID = range(3)  # columns; people who stated no gender are not told apart
COLUMN_OF = {Gender.FEMALE: WOMEN, Gender.MALE: OTHERS, Gender.OTHER: OTHERS}
DELEGATES = (Capacity.HEAD, Capacity.DEPUTY, Capacity.DELEGATE, Capacity.ADVISER)

Counted = tuple[str | None, str, str, int]  # ISO code of the country (None: a body), capacity, gender, people


@dataclass(frozen=True)
class Row:
    """So many people, and how many of them in each column; None where that is withheld."""

    key: str
    people: int
    numbers: tuple[int | None, ...]

    @property
    def women_percent(self) -> int | None:
        """Women among those who stated their gender; None where it is withheld or nobody did."""
        women, others = self.numbers[WOMEN], self.numbers[OTHERS]
        if women is None or others is None or not women + others:
            return None
        return rounded(women * 100, women + others) // (women + others)


@dataclass(frozen=True)
class Breakdown:
    """Rows by ISO code (and BODIES), rows by capacity, and the sums of both."""

    delegations: tuple[Row, ...]
    capacities: tuple[Row, ...]
    whole: Row

    @classmethod
    def of(cls, people: Iterable[Counted], *, smallest: int) -> Breakdown:
        """`smallest`: the smallest number of people that is told."""
        people = list(people)
        delegations = _rows((country or BODIES, gender, number) for country, _capacity, gender, number in people)
        capacities = _rows((capacity, gender, number) for _country, capacity, gender, number in people)
        withheld = suppressed(delegations, capacities, smallest=smallest, telling=(WOMEN, OTHERS))
        sums = [sum(row[column] for row in delegations.values()) for column in range(3)]
        return cls(
            _told(delegations, withheld.first),
            _told({key: capacities[key] for key in Capacity if key in capacities}, withheld.second),
            _row("", sums, withheld.sums),
        )

    def women_percent_among(self, capacities: Iterable[str]) -> int | None:
        """The share of women in these capacities, out of numbers that are told; None where one of them is not."""
        rows = [row for row in self.capacities if row.key in capacities]
        columns = list(zip(*(row.numbers for row in rows), strict=True))
        sums = tuple(None if None in column else sum(n for n in column if n) for column in columns)
        return Row("", sum(row.people for row in rows), sums).women_percent if rows else None

    @property
    def withholds(self) -> bool:
        return any(None in row.numbers for row in (*self.delegations, *self.capacities, self.whole))


def _rows(people: Iterable[tuple[str, str, int]]) -> dict[str, list[int]]:
    rows: dict[str, Counter[int]] = {}
    for key, gender, number in people:
        rows.setdefault(key, Counter())[COLUMN_OF.get(Gender(gender), NOT_SAID)] += number
    return {key: [row[column] for column in range(3)] for key, row in sorted(rows.items())}


def _told(rows: Rows, withheld: Iterable[Cell]) -> tuple[Row, ...]:
    return tuple(_row(key, numbers, {column for of, column in withheld if of == key}) for key, numbers in rows.items())


def _row(key: str, numbers: Sequence[int], withheld: Iterable[int]) -> Row:
    hidden = set(withheld)
    return Row(key, sum(numbers), tuple(None if column in hidden else n for column, n in enumerate(numbers)))
