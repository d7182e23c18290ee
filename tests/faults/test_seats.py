"""Seats hold, however many come at the same moment."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from random import shuffle
from typing import Any

import pytest

from jcmevents.extensions import db
from tests.faults.client import at_once
from tests.faults.people import Applicants, number_told, open_delegation, states_of

SEATS = 5


@pytest.fixture
def crowd(in_full: bool) -> tuple[int, int]:
    """How many people come at once, and how often."""
    return (200, 50) if in_full else (60, 2)


def test_of_a_crowd_five_are_seated_and_all_others_wait(
    server: Any, crowd: tuple[int, int], ledger: Callable[[str], None]
) -> None:
    people, repeats = crowd
    seated, statuses = Counter[int](), Counter[int]()
    with server() as (url, _master):
        for _ in range(repeats):
            delegation = open_delegation(SEATS)
            applicants = Applicants(url, delegation)
            answers = at_once(partial(applicants.send, applicants.filled_in(n)) for n in range(people))
            statuses.update(answer.status for answer in answers)
            assert len({number_told(answer) for answer in answers}) == people
            assert states_of(delegation) == {"submitted": SEATS, "waitlisted": people - SEATS}
            seated[SEATS] += 1
    ledger(f"{repeats} x {people} registrations at once for {SEATS} seats: seated {dict(seated)}, {dict(statuses)}")


def test_without_the_locks_the_promise_is_broken(
    server: Any, crowd: tuple[int, int], ledger: Callable[[str], None]
) -> None:
    """PostgreSQL overbooks. SQLite refuses to write on what it has read before somebody else wrote: no clear answer."""
    people, repeats = crowd
    seated, statuses = Counter[int](), Counter[int]()
    with server(application="tests.faults.unlocked:app") as (url, _master):
        for _ in range(min(repeats, 10)):
            delegation = open_delegation(SEATS)
            applicants = Applicants(url, delegation)
            answers = at_once(partial(applicants.send, applicants.filled_in(n)) for n in range(people))
            statuses.update(answer.status for answer in answers)
            seated[states_of(delegation)["submitted"]] += 1
    ledger(f"control, without the locks: seats taken, and how often: {dict(seated)}; answers {dict(statuses)}")
    if db.engine.dialect.name == "postgresql":
        assert max(seated) > SEATS
    else:
        assert statuses[503]


def test_groups_of_three_come_in_whole_or_not_at_all(
    server: Any, crowd: tuple[int, int], ledger: Callable[[str], None]
) -> None:
    people, repeats = crowd
    statuses = Counter[int]()
    with server(application="tests.faults.grouped:app") as (url, _master):
        for _ in range(repeats):
            delegation = open_delegation(SEATS)
            applicants = Applicants(url, delegation)
            groups = [
                partial(applicants.visitor.post, f"/three/{delegation.id}", {"full_name": [f"{n} {m}" for m in "abc"]})
                for n in range(people // 3)
            ]
            singles = [partial(applicants.send, applicants.filled_in(n)) for n in range(people - len(groups))]
            answers = at_once(mixed(groups, singles))
            statuses.update(answer.status for answer in answers)
            assert set(statuses) <= {201, 302, 409}
            states = states_of(delegation)
            assert states["nominated"] == 3 * sum(answer.status == 201 for answer in answers)
            assert states["nominated"] + states["submitted"] == SEATS
    ledger(f"{repeats} x {people} at once, a third of them groups of three: {SEATS} seated each time, {dict(statuses)}")


def mixed(*kinds: list[Any]) -> list[Any]:
    acts = [act for kind in kinds for act in kind]
    shuffle(acts)
    return acts
