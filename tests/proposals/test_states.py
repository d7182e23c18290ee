"""Every state with every step, against the table of what is allowed."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from jcmevents.discussion.points import PointKind
from jcmevents.errors import RuleBroken
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import CONCLUSIONS, Kind, State
from tests.factories import NOW, make_delegation, make_proposal, make_session, make_tabled_proposal

Db = scoped_session[Session]
D, H, T, S, A, N, F, R, W, M = (
    State.DRAFT,
    State.SUBMITTED,
    State.TABLED,
    State.DISCUSSED,
    State.ADOPTED,
    State.NOTED,
    State.DEFERRED,
    State.REFERRED,
    State.WITHDRAWN,
    State.MERGED,
)
# From each state (row) to each state; "x" where the step is allowed. The columns are in the order of the rows.
TABLE = {
    #   D H T S A N F R W M
    D: ". x x . . . . . x .",
    H: "x . x . . . . . x x",
    T: "x x x x x x x x x x",
    S: ". . x . x x x x x x",
    A: ". . . x . . . . . .",
    N: ". . . x . . . . . .",
    F: ". . x x . . . . . .",
    R: ". . x x . . . . . .",
    W: "x . . . . . . . . .",
    M: ". x . x . . . . . .",
}
STEPS = [
    (start, end, mark == "x") for start, row in TABLE.items() for end, mark in zip(TABLE, row.split(), strict=True)
]


def hand_in(proposal: Proposal) -> None:
    if proposal.state == D:
        proposal.sponsor(make_delegation(proposal.meeting))
        proposal.submit(by=None, at=NOW)
    else:
        proposal.take_off_table(by=None, at=NOW)


def verb(proposal: Proposal, state: State) -> Callable[[], None]:
    """The verb that leads to `state`."""
    if state in CONCLUSIONS:
        return lambda: proposal.conclude(state, {"en": "What came of it"}, by=None, at=NOW)
    verbs: dict[State, Callable[[], None]] = {
        D: lambda: proposal.return_to_draft(by=None, at=NOW),
        T: lambda: proposal.table(make_session(proposal.meeting), by=None, at=NOW),
        S: lambda: proposal.note_discussion(by=None, at=NOW),
        H: lambda: hand_in(proposal),
        M: lambda: proposal.merge_into(make_tabled_proposal(make_session(proposal.meeting)), by=None, at=NOW),
    }
    return verbs[state]


def test_the_table_has_every_state() -> None:
    assert list(TABLE) == list(State)


@pytest.mark.parametrize(("start", "end", "allowed"), STEPS)
def test_a_step_is_taken_or_refused_as_the_table_says(session: Db, start: State, end: State, allowed: bool) -> None:
    proposal = make_proposal()
    proposal.state = start
    if allowed:
        verb(proposal, end)()
        assert proposal.state == end
    else:
        with pytest.raises(RuleBroken, match=f"This proposal is “{start.label}” now; this step is not possible."):
            verb(proposal, end)()
        assert (proposal.state, proposal.outcomes) == (start, {})


@pytest.mark.parametrize("each", [*State, *Kind, *PointKind])
def test_every_state_and_kind_has_a_name(session: Db, each: State | Kind | PointKind) -> None:
    assert each.label
