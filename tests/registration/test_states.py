"""The table of steps, spelled out once more by hand: a step that changes must be changed in both places."""

import pytest

from jcmevents.errors import RuleBroken
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State
from tests.factories import NOW, make_registration

STEPS = {
    "submit": (State.SUBMITTED, {}),
    "send_back": (State.NEEDS_CORRECTION, {"why": "The passport name is missing."}),
    "confirm": (State.CONFIRMED, {}),
    "waitlist": (State.WAITLISTED, {}),
    "decline": (State.DECLINED, {"why": "Not nominated by the focal point."}),
    "withdraw": (State.WITHDRAWN, {"why": "Travel was cancelled."}),
    "mark_attended": (State.ATTENDED, {}),
    "mark_no_show": (State.NO_SHOW, {}),
}
# x allowed, = nothing to do, . refused
TABLE = """
                  submit send_back confirm waitlist decline withdraw mark_attended mark_no_show
invited           x      .         .       .        x       x        .             .
nominated         x      x         x       x        x       x        .             .
submitted         .      x         x       x        x       x        .             .
needs_correction  x      .         x       .        x       x        .             .
confirmed         .      x         .       .        x       x        x             x
waitlisted        x      .         x       .        x       x        .             .
declined          .      .         x       .        .       .        .             .
withdrawn         .      .         x       .        .       .        .             .
attended          .      .         x       .        .       .        =             x
no_show           .      .         x       .        .       .        x             =
"""
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [(row[0], step, mark) for row in ROWS for step, mark in zip(HEAD, row[1:], strict=True)]


def test_the_table_speaks_of_every_state_and_every_step():
    assert {(state, step) for state, step, _mark in CELLS} == {(state, step) for state in State for step in STEPS}


@pytest.mark.parametrize(("state", "step", "mark"), CELLS)
def test_step_is_allowed_or_refused_as_the_table_says(session, state, step, mark):
    registration = make_registration(full_name="Bolormaa")
    registration.state = state
    leads_to, details = STEPS[step]
    take = getattr(registration, step)
    if mark == ".":
        with pytest.raises(RuleBroken, match=f"^Bolormaa is “{State(state).label}” now; this step is not possible"):
            take(by=None, at=NOW, **details)
    else:
        take(by=None, at=NOW, **details)
    session.commit()
    session.expire_all()
    assert session.get(Registration, registration.id).state == (leads_to if mark == "x" else state)
    assert len(registration.history) == (2 if mark == "x" else 1)
