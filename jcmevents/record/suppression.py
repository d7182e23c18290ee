"""Which numbers of people must not be told, so that no table tells of single people.

Two steps, as statistical offices take them. Numbers below the threshold are withheld (primary suppression). Then
further ones are, until none of those can be computed from the sums of rows and columns or from the other table
(complementary suppression): of every number withheld there remains at least one other value that agrees with all
that is told.

Two tables of the same people share the sums of their columns. Together they are a network through which people flow:
from the rows of the first table through the columns into the rows of the second. Changing numbers so that all sums
agree means sending people round a circle in it; a number that lies on a circle of withheld ones cannot be computed.
After J. P. Kelly, B. L. Golden, A. A. Assad: Cell suppression, Networks 22 (1992).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

Node = tuple[str, str | int]
Rows = Mapping[str, Sequence[int]]  # name of a row: people in each column
Cell = tuple[str, int]  # name of a row and number of a column

# What it costs to withhold a person: sums tell most, and the few rows of the second table more than those of the first.
PRICES = (1, 10, 1000)


@dataclass(frozen=True)
class Suppressed:
    """The cells withheld: of the first table, of the second, and the columns of which the sum is."""

    first: frozenset[Cell]
    second: frozenset[Cell]
    sums: frozenset[int]


@dataclass
class _Arc:
    """A cell or the sum of a column: people who flow from `tail` to `head`."""

    tail: Node
    head: Node
    people: int
    price: int
    withheld: bool

    @property
    def cost(self) -> int:
        return 0 if self.withheld else self.price * (self.people + 1)


class _Network:
    def __init__(self, first: Rows, second: Rows, smallest: int, telling: Sequence[int]):
        self.smallest, self.telling = smallest, set(telling)
        sums = [sum(column) for column in zip(*first.values(), strict=True)]
        self.first = {(row, n): self._arc(("first", row), ("in", n), *each) for row, n, each in _cells(first)}
        self.second = {(row, n): self._arc(("out", n), ("second", row), *each) for row, n, each in _cells(second)}
        self.sums = {n: self._arc(("in", n), ("out", n), n, each, sum(sums)) for n, each in enumerate(sums)}
        self.leaving: dict[Node, list[tuple[_Arc, Node]]] = {}
        for arc in self.arcs():
            self.leaving.setdefault(arc.tail, []).append((arc, arc.head))
            if arc.people:  # there is somebody to be sent back
                self.leaving.setdefault(arc.head, []).append((arc, arc.tail))

    def _arc(self, tail: Node, head: Node, column: int, people: int, of_row: int) -> _Arc:
        price = PRICES[0] if tail[0] == "first" else PRICES[1] if head[0] == "second" else PRICES[2]
        too_small = column in self.telling and of_row > 0 and people < self.smallest
        return _Arc(tail, head, people, price, withheld=too_small)

    def arcs(self) -> Iterator[_Arc]:
        for part in (self.first, self.second, self.sums):
            yield from part.values()

    def protect(self, arc: _Arc) -> None:
        """Withhold what else lies on the cheapest circle through `arc`."""
        circles = [self._path(arc, arc.head, arc.tail)]
        if arc.people:
            circles.append(self._path(arc, arc.tail, arc.head))
        for other in min(filter(None, circles), key=lambda found: found[0])[1]:
            other.withheld = True

    def _path(self, without: _Arc, start: Node, end: Node) -> tuple[int, list[_Arc]] | None:
        """The cheapest way from `start` to `end` and its cost (Dijkstra)."""
        turn = count()  # of ways that cost the same, the one found first
        queue: list[tuple[int, int, Node, list[_Arc]]] = [(0, next(turn), start, [])]
        done: set[Node] = set()
        while queue:
            cost, _turn, node, way = heappop(queue)
            if node == end:
                return cost, way
            if node in done:
                continue
            done.add(node)
            for arc, beyond in self.leaving.get(node, ()):
                if arc is not without and beyond not in done:
                    heappush(queue, (cost + arc.cost, next(turn), beyond, [*way, arc]))
        return None


def suppressed(first: Rows, second: Rows, *, smallest: int, telling: Sequence[int]) -> Suppressed:
    """What to withhold of two tables of the same people in the same columns, of which all sums are told too.

    A number below `smallest` in a column of `telling` is withheld, also nought: it would tell the same of everybody in
    its row. The sums of rows are told always.
    """
    network = _Network(first, second, smallest, telling)
    for arc in [arc for arc in network.arcs() if arc.withheld]:
        network.protect(arc)
    return Suppressed(
        frozenset(cell for cell, arc in network.first.items() if arc.withheld),
        frozenset(cell for cell, arc in network.second.items() if arc.withheld),
        frozenset(column for column, arc in network.sums.items() if arc.withheld),
    )


def _cells(rows: Rows) -> Iterator[tuple[str, int, tuple[int, int, int]]]:
    """Row, number of the column, and (column, people, people of the row)."""
    for row, people in rows.items():
        for n, number in enumerate(people):
            yield row, n, (n, number, sum(people))
