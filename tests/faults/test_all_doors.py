"""People come by all doors at the same moment, while others leave and those who wait are promoted."""

import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from jcmevents.registration.states import SEATED
from tests.faults.client import Answer, at_once
from tests.faults.focal_points import FocalPoint
from tests.faults.importing import Importer
from tests.faults.organizers import Organizer, seat_and_let_wait
from tests.faults.people import Applicants, open_delegation, states_of
from tests.faults.programs import EnteringProgram

SEATS = 5
LEAVING, WAITING, IMPORTING = 4, 6, 4


def crowd_of(url: str, people: int) -> tuple[Any, list[Callable[[], Answer]]]:
    """A full delegation with a waiting list, and what `people` do with it at once, in any order."""
    delegation = open_delegation(SEATS)
    seated, waiting = seat_and_let_wait(delegation, SEATS, WAITING)
    applicants, organizer, focal_point = (kind(url, delegation) for kind in (Applicants, Organizer, FocalPoint))
    importer, program = Importer(delegation), EnteringProgram(url, delegation)
    coming = people - LEAVING - WAITING - IMPORTING
    entering = coming // 4
    acts = [
        *(partial(organizer.take, number, "withdrawal") for number in seated[:LEAVING]),
        *(partial(organizer.take, number, "promotion") for number in waiting),
        *(partial(focal_point.nominate_three, n) for n in range(entering)),
        *(partial(organizer.enter, organizer.entry(n)) for n in range(entering)),
        *(partial(program.enter, n) for n in range(entering)),
        *(partial(applicants.send, applicants.filled_in(n)) for n in range(coming - 3 * entering)),
        *(partial(importer.enter_two, n) for n in range(IMPORTING)),
    ]
    random.shuffle(acts)
    return delegation, acts


def test_five_are_seated_whoever_comes_leaves_or_is_promoted(
    server: Any, in_full: bool, ledger: Callable[[str], None]
) -> None:
    people, repeats = (200, 50) if in_full else (60, 1)
    statuses, entered = Counter[int](), Counter[str]()
    url, _master = server()
    for _ in range(repeats):
        delegation, acts = crowd_of(url, people)
        statuses.update(answer.status for answer in at_once(acts))
        states = states_of(delegation)
        assert sum(states[state] for state in SEATED) == SEATS
        entered.update(states)
    assert set(statuses) <= {201, 302, 409}  # done or on the waiting list, refused with the reason
    ledger(
        f"{repeats} x {people} acts at once (registrations, entries, programs, groups of three, "
        f"{IMPORTING} imports of two, {LEAVING} withdrawals, {WAITING} promotions): {SEATS} seated each time; "
        f"answers {dict(statuses)}; states in all {dict(entered)}"
    )


def test_exactly_one_becomes_head(server: Any, in_full: bool, ledger: Callable[[str], None]) -> None:
    people, repeats = (40, 20) if in_full else (20, 1)
    url, _master = server()
    for _ in range(repeats):
        delegation = open_delegation(people)
        organizer = Organizer(url, delegation)
        entries = [organizer.entry(n, capacity="head") for n in range(people)]
        answers = at_once([partial(organizer.enter, entry) for entry in entries])
        assert Counter(answer.status for answer in answers) == {302: 1, 409: people - 1}
    ledger(f"{repeats} x {people} heads entered at once: 1 each time, {people - 1} refused with the reason")


def test_ten_equal_entries_make_one_record_and_without_the_key_ten(server: Any, ledger: Callable[[str], None]) -> None:
    url, _master = server()
    delegation, other = open_delegation(10), open_delegation(10)
    organizer, without_key = Organizer(url, delegation), Organizer(url, other)
    answers = at_once([partial(organizer.enter, organizer.entry(1))] * 10)
    at_once([partial(without_key.enter, without_key.entry(1, once=""))] * 10)
    assert len({answer.location for answer in answers}) == 1
    assert states_of(delegation) == {"nominated": 1}
    assert states_of(other) == {"nominated": 10}
    ledger("10 equal entries at once: 1 record and 10 equal answers; control, without the key: 10 records")
