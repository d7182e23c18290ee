"""The same form sent ten times at once is one registration, and every sending gets the same answer."""

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.faults.client import at_once
from tests.faults.people import Applicants, number_told, open_delegation, states_of

TIMES = 10


def test_ten_equal_sendings_make_one_record_and_ten_equal_answers(
    server: Any, in_full: bool, ledger: Callable[[str], None]
) -> None:
    repeats = 20 if in_full else 1
    url, _master = server()
    for _ in range(repeats):
        delegation = open_delegation(TIMES)
        applicants = Applicants(url, delegation)
        form = applicants.filled_in(1)
        answers = at_once([partial(applicants.send, form)] * TIMES)
        assert len({number_told(answer) for answer in answers}) == 1
        assert states_of(delegation) == {"submitted": 1}
    ledger(f"{repeats} x {TIMES} equal sendings at once: 1 record and {TIMES} equal answers each time")


def test_without_the_key_of_the_form_only_one_sending_is_told_the_number(
    server: Any, ledger: Callable[[str], None]
) -> None:
    """The draft is sent once in any case; the key gives the other sendings the answer of the first."""
    delegation = open_delegation(TIMES)
    url, _master = server()
    applicants = Applicants(url, delegation)
    form = {**applicants.filled_in(1), "once": ""}
    answers = at_once([partial(applicants.send, form)] * TIMES)
    assert states_of(delegation) == {"submitted": 1}
    told = [answer for answer in answers if not answer.location.endswith("/new")]
    assert len(told) == 1
    ledger(
        f"control, without the key: {TIMES} equal sendings at once make 1 record, and {len(told)} is told its number"
    )
