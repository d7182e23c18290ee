"""What programs do at the same moment: seats hold, a key has its effect once, no change is lost."""

import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import select

from jcmevents.audit import AuditEntry
from jcmevents.extensions import db
from tests.faults.client import at_once
from tests.faults.people import open_delegation, states_of
from tests.faults.programs import EnteringProgram
from tests.faults.test_seats import MOST_TRIES, SEATS, is_broken

TIMES = 10


def test_of_a_crowd_of_requests_five_are_seated_and_all_others_refused(
    server: Any, in_full: bool, ledger: Callable[[str], None]
) -> None:
    people, repeats = (200, 50) if in_full else (30, 1)
    statuses = Counter[int]()
    url, _master = server()
    for _ in range(repeats):
        delegation = open_delegation(SEATS)
        program = EnteringProgram(url, delegation)
        answers = at_once([partial(program.enter, n) for n in range(people)])
        assert Counter(answer.status for answer in answers) == {201: SEATS, 409: people - SEATS}
        assert states_of(delegation) == {"nominated": SEATS}
        assert all(json.loads(answer.body)["detail"] for answer in answers if answer.status == 409)
        statuses.update(answer.status for answer in answers)
    ledger(f"{repeats} x {people} requests of programs at once for {SEATS} seats: {SEATS} each time, {dict(statuses)}")


def test_without_the_locks_programs_overbook(server: Any, in_full: bool, ledger: Callable[[str], None]) -> None:
    """As people do, see `test_seats`: on SQLite there is no clear answer instead."""
    people, repeats = (200, 10) if in_full else (30, 1)
    seated, statuses = Counter[int](), Counter[int]()
    on_postgresql = db.engine.dialect.name == "postgresql"
    url, _master = server(application="tests.faults.unlocked:app")
    tries = 0
    while tries < repeats or (tries < MOST_TRIES and not is_broken(seated, statuses, on_postgresql)):
        tries += 1
        delegation = open_delegation(SEATS)
        program = EnteringProgram(url, delegation)
        answers = at_once([partial(program.enter, n) for n in range(people)])
        statuses.update(answer.status for answer in answers)
        seated[states_of(delegation)["nominated"]] += 1
    ledger(f"control, programs without the locks: seats taken, and how often: {dict(seated)}; {dict(statuses)}")
    assert is_broken(seated, statuses, on_postgresql)


def test_ten_equal_requests_make_one_record_and_without_the_key_ten(
    server: Any, in_full: bool, ledger: Callable[[str], None]
) -> None:
    repeats = 20 if in_full else 2
    url, _master = server()
    for turn in range(repeats):
        delegation, other = open_delegation(TIMES), open_delegation(TIMES)
        program, without_key = EnteringProgram(url, delegation), EnteringProgram(url, other)
        answers = at_once([partial(program.enter, 1, key=f"key {turn}")] * TIMES)
        at_once([partial(without_key.enter, 1)] * TIMES)
        assert {answer.status for answer in answers} == {201}
        assert len(set(answers)) == 1
        assert states_of(delegation) == {"nominated": 1}
        assert states_of(other) == {"nominated": TIMES}
    ledger(
        f"{repeats} x {TIMES} equal requests of a program at once: 1 record, {TIMES} equal answers; without a key 10"
    )


def test_of_changes_at_the_same_moment_each_accepted_one_stays(
    server: Any, in_full: bool, ledger: Callable[[str], None]
) -> None:
    """Every program reads, writes what it read, and reads again when somebody was faster; nothing is written over."""
    programs, rounds = (20, 10) if in_full else (8, 3)
    url, _master = server()
    delegation = open_delegation(1)
    first = EnteringProgram(url, delegation)
    number = json.loads(first.enter(1, unit="").body)["number"]
    crowd = [first, *(EnteringProgram(url, delegation) for _ in range(programs - 1))]
    clashes = Counter[int]()

    def mark(turn: int, place: int) -> str:
        """One letter for each change, so that all of them find room in the field."""
        return chr(0x4E00 + turn * programs + place)

    def add(program: EnteringProgram, letter: str) -> None:
        told = json.loads(program.send("GET", f"{program.path}/{number}").body)
        while True:
            answer = program.change(number, f'"{told["version"]}"', unit=told["unit"] + letter)
            clashes[answer.status] += 1
            if answer.status == 200:
                return
            assert answer.status == 412, answer.body
            told = json.loads(answer.body)["current"]

    for turn in range(rounds):
        at_once([partial(add, program, mark(turn, place)) for place, program in enumerate(crowd)])
    unit = json.loads(first.send("GET", f"{first.path}/{number}").body)["unit"]
    assert sorted(unit) == sorted(mark(turn, place) for turn in range(rounds) for place in range(programs))
    revised = select(AuditEntry.id).where(AuditEntry.action == "registration.revise")
    db.session.rollback()
    assert len(db.session.scalars(revised).all()) == rounds * programs
    ledger(f"{rounds} x {programs} changes of one field at once: all {rounds * programs} are there; {dict(clashes)}")
