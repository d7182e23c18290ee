"""No withheld number can be computed from what is told: tried by listing every pair of tables that agrees with it."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jcmevents.record.suppression import Rows, Suppressed, suppressed

SMALLEST = 3
WOMEN, OTHERS, NOT_SAID = 0, 1, 2
TELLING = (WOMEN, OTHERS)

Person = tuple[str, str, int]  # row of the first table, of the second, column


def withheld(first: Rows, second: Rows) -> Suppressed:
    return suppressed(first, second, smallest=SMALLEST, telling=TELLING)


def counted(people: list[Person], place: int) -> dict[str, list[int]]:
    rows = sorted({person[place] for person in people})
    return {row: [sum(p[place] == row and p[2] == column for p in people) for column in range(3)] for row in rows}


def sums(rows: Rows) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows.values(), strict=True)))


def rows_agreeing(people: list[int], hidden: set[int]) -> Iterator[list[int]]:
    """Every row with the same total that differs in hidden columns only."""
    left = sum(people[column] for column in hidden)
    for values in product(range(left + 1), repeat=len(hidden)):
        if sum(values) == left:
            row = list(people)
            for column, value in zip(sorted(hidden), values, strict=True):
                row[column] = value
            yield row


def tables_agreeing(rows: Rows, hidden: frozenset[tuple[str, int]]) -> Iterator[tuple[tuple[int, ...], Rows]]:
    each = [list(rows_agreeing(list(people), {c for r, c in hidden if r == row})) for row, people in rows.items()]
    for combination in product(*each):
        table = dict(zip(rows, combination, strict=True))
        yield sums(table), table


def possible_values(first: Rows, second: Rows, told: Suppressed) -> dict[object, set[int]]:
    """What each withheld cell could be, as somebody finds who reads both tables and their sums."""
    fixed = [column for column in range(3) if column not in told.sums]
    firsts = [t for t in tables_agreeing(first, told.first) if all(t[0][c] == sums(first)[c] for c in fixed)]
    seconds = [t for t in tables_agreeing(second, told.second) if all(t[0][c] == sums(first)[c] for c in fixed)]
    common = {total for total, _table in firsts} & {total for total, _table in seconds}
    values: dict[object, set[int]] = {}
    for number, tables, hidden in ((1, firsts, told.first), (2, seconds, told.second)):
        for total, table in tables:
            if total in common:
                for row, column in hidden:
                    values.setdefault((number, row, column), set()).add(table[row][column])
    for column in told.sums:
        values["sum", column] = {total[column] for total in common}
    return values


people = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from([0, 0, 1, 1, 2])), min_size=1, max_size=9
)


@settings(max_examples=200)
@given(people)
def test_every_withheld_number_could_be_another_one(group: list[Person]) -> None:
    first, second = counted(group, 0), counted(group, 1)
    for values in possible_values(first, second, withheld(first, second)).values():
        assert len(values) > 1


@settings(max_examples=200)
@given(people)
def test_every_small_number_that_tells_a_gender_is_withheld(group: list[Person]) -> None:
    first, second = counted(group, 0), counted(group, 1)
    told = withheld(first, second)
    for rows, hidden in ((first, told.first), (second, told.second)):
        small = {(row, column) for row, people in rows.items() for column in TELLING if people[column] < SMALLEST}
        assert small <= hidden
    assert {column for column in TELLING if sums(first)[column] < SMALLEST} <= told.sums


def rank(rows: list[list[int]]) -> int:
    """The rank of a matrix, by Gaussian elimination in fractions."""
    matrix, found = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(matrix[0]) if matrix else 0):
        pivot = next((row for row in matrix[found:] if row[column]), None)
        if pivot is None:
            continue
        matrix.remove(pivot)
        matrix.insert(found, pivot)
        for n, row in enumerate(matrix):
            if n != found and row[column]:
                factor = row[column] / pivot[column]
                matrix[n] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
        found += 1
    return found


def equations(first: Rows, second: Rows, told: Suppressed) -> tuple[list[object], list[list[int]]]:
    """The unknowns, and for each sum that is told the unknowns in it."""
    unknown: list[object] = [*((1, *cell) for cell in told.first), *((2, *cell) for cell in told.second)]
    unknown += [("sum", column) for column in told.sums]
    lines = [[int(key[:2] == (n, row)) for key in unknown] for n, t in ((1, first), (2, second)) for row in t]  # type: ignore[index]
    for n, column in product((1, 2), range(3)):
        line = [int(key[0] == n and key[2:] == (column,)) for key in unknown]  # type: ignore[index]
        lines.append([value - (key == ("sum", column)) for value, key in zip(line, unknown, strict=True)])
    return unknown, lines


@pytest.mark.parametrize("seed", range(25))
def test_sums_of_a_whole_meeting_do_not_give_a_withheld_number_away(seed: int) -> None:
    """Thirty countries, eight capacities: no unknown is determined by the equations."""
    chance = Random(seed)  # noqa: S311 - invents, guards nothing
    group = [
        (f"country {chance.randrange(30)}", f"capacity {chance.choice([0] * 8 + [*range(8)])}", chance.randrange(3))
        for _ in range(chance.choice([4, 30, 90, 400]))
    ]
    first, second = counted(group, 0), counted(group, 1)
    unknown, lines = equations(first, second, withheld(first, second))
    whole = rank(lines)
    for n in range(len(unknown)):
        alone = [int(m == n) for m in range(len(unknown))]
        assert rank([*lines, alone]) == whole + 1


def test_table_without_small_numbers_is_told_whole() -> None:
    told = withheld({"a": [3, 4, 0], "b": [5, 6, 1]}, {"x": [8, 10, 1]})
    assert told == Suppressed(frozenset(), frozenset(), frozenset())


def test_small_number_takes_others_of_its_row_and_its_column_along() -> None:
    told = withheld({"a": [1, 9, 0], "b": [7, 8, 0], "c": [20, 30, 0]}, {"x": [28, 47, 0]})
    assert told.first == {("a", WOMEN), ("a", OTHERS), ("b", WOMEN), ("b", OTHERS)}
    assert told.second == told.sums == frozenset()


def test_one_person_alone_is_hidden_in_both_tables_and_in_the_sums() -> None:
    told = withheld({"a": [1, 0, 0]}, {"x": [1, 0, 0]})
    assert {WOMEN, OTHERS} <= told.sums
    assert {("a", WOMEN), ("a", OTHERS)} <= told.first
