"""Seats hold, however many come at the same moment."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from random import sample
from typing import Any

import pytest

from jcmevents.extensions import db
from tests.faults.client import at_once
from tests.faults.focal_points import FocalPoint
from tests.faults.people import Applicants, number_told, open_delegation, states_of

SEATS = 5
MOST_TRIES = 40  # until people without locks get into each other's way, which is a matter of chance


@pytest.fixture
def crowd(in_full: bool) -> tuple[int, int]:
    """How many people come at once, and how often."""
    return (200, 50) if in_full else (60, 1)


def test_of_a_crowd_five_are_seated_and_all_others_wait(
    server: Any, crowd: tuple[int, int], ledger: Callable[[str], None]
) -> None:
    people, repeats = crowd
    seated, statuses = Counter[int](), Counter[int]()
    url, _master = server()
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
    on_postgresql = db.engine.dialect.name == "postgresql"
    url, _master = server(application="tests.faults.unlocked:app")
    tries = 0
    while tries < min(repeats, 10) or (tries < MOST_TRIES and not is_broken(seated, statuses, on_postgresql)):
        tries += 1
        delegation = open_delegation(SEATS)
        applicants = Applicants(url, delegation)
        answers = at_once(partial(applicants.send, applicants.filled_in(n)) for n in range(people))
        statuses.update(answer.status for answer in answers)
        seated[states_of(delegation)["submitted"]] += 1
    ledger(f"control, without the locks: seats taken, and how often: {dict(seated)}; answers {dict(statuses)}")
    assert is_broken(seated, statuses, on_postgresql)


def is_broken(seated: Counter[int], statuses: Counter[int], on_postgresql: bool) -> bool:
    return max(seated, default=0) > SEATS if on_postgresql else statuses[503] > 0


def test_groups_of_three_come_in_whole_or_not_at_all(
    server: Any, crowd: tuple[int, int], ledger: Callable[[str], None]
) -> None:
    people, repeats = crowd
    told = Counter[str]()
    url, _master = server()
    for _ in range(repeats):
        delegation = open_delegation(SEATS)
        focal_point, applicants = FocalPoint(url, delegation), Applicants(url, delegation)
        groups = [partial(focal_point.nominate_three, n) for n in range(people * 3 // 4)]
        singles = [partial(applicants.send, applicants.filled_in(n)) for n in range(people - len(groups))]
        acts = sample([*(("group", act) for act in groups), *(("single", act) for act in singles)], k=people)
        answers = at_once([act for _kind, act in acts])
        outcomes = Counter((kind, answer.status) for (kind, _act), answer in zip(acts, answers, strict=True))
        assert set(outcomes) <= {("group", 302), ("group", 409), ("single", 302)}
        states = states_of(delegation)
        assert states["nominated"] == 3 * outcomes["group", 302]
        assert states["nominated"] + states["submitted"] == SEATS
        told.update({f"{kind} {status}": number for (kind, status), number in outcomes.items()})
    ledger(f"{repeats} x {people} at once, most of them in groups of three: {SEATS} seated each time, {dict(told)}")
