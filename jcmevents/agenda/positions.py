"""Lists that people put in order: every row carries its place."""

from collections.abc import Iterable
from typing import Any


def move(row: Any, rows: Iterable[Any], direction: str) -> None:
    """Let `row` change places with its neighbour "up" or "down" in `rows`; at the end of the list nothing happens.

    All of them carry `position`.
    """
    ordered = sorted(rows, key=lambda each: each.position, reverse=direction == "up")
    place = ordered.index(row)
    for neighbour in ordered[place + 1 : place + 2]:
        row.position, neighbour.position = neighbour.position, row.position


def last(rows: Iterable[Any]) -> int:
    """The highest place taken, 0 in an empty list."""
    return max((row.position for row in rows), default=0)
