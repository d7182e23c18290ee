"""The tabling board: what waits, and what lies on the table of each session, in order; moved by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from jcmevents import audit, clock
from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.blueprint import bp
from jcmevents.proposals.editing import find, organizers
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import OF_THE_SPONSOR, ON_THE_TABLE, State

WAITING = 0  # stands for the session of what waits


@dataclass(frozen=True)
class Column:
    """The proposals of one session, in order; those that wait have none."""

    session: Session | None
    proposals: list[Proposal]


def columns(meeting: Meeting) -> list[Column]:
    """What waits, then the sessions by the clock. Three queries, whatever is on the table."""
    proposals = list(db.session.scalars(Proposal.of_meeting(meeting)))
    sessions = [each for each in db.session.scalars(Session.of_meeting(meeting)) if not each.is_interval]
    return [
        Column(None, [each for each in proposals if each.state in OF_THE_SPONSOR]),
        *(Column(session, [each for each in proposals if _lies_before(each, session)]) for session in sessions),
    ]


def _lies_before(proposal: Proposal, session: Session) -> bool:
    return proposal.session_id == session.id and proposal.state in ON_THE_TABLE


def place(proposal: Proposal, session: Session | None, number: int, *, by: User | None, at: datetime) -> None:
    """Let the proposal be the one with this number (from 0) before `session`, or among those that wait."""
    if session is None and proposal.state not in OF_THE_SPONSOR:
        proposal.take_off_table(by=by, at=at)
    elif session is not None and not _lies_before(proposal, session):
        proposal.table(session, by=by, at=at)
    column = next(c for c in columns(proposal.meeting) if c.session == session)
    others = [each for each in column.proposals if each is not proposal]
    others.insert(max(0, number), proposal)
    for position, each in zip(sorted(each.position for each in others), others, strict=True):
        each.position = position
    audit.record("proposal.place", proposal, by=by, at=at)


def _number(column: Column, proposal: Proposal) -> int:
    """Where in the column the form wants it: a number, one "up" or "down", or at the end."""
    steps = {"up": -1, "down": 1}
    wanted = request.form.get("place", "")
    if wanted in steps and proposal in column.proposals:
        return column.proposals.index(proposal) + steps[wanted]
    return int(wanted) if wanted.isdecimal() else len(column.proposals)


@bp.get("/proposals/board")
@organizers
def board(meeting: Meeting) -> Any:
    shown = columns(meeting)
    return render_template("proposals/board.html", meeting=meeting, columns=shown, WAITING=WAITING, State=State)


@bp.post("/proposals/<int:proposal_id>/place")
@organizers
def move(meeting: Meeting, proposal_id: int) -> Any:
    proposal = find(meeting, proposal_id)
    wanted = request.form.get("session", WAITING, type=int)
    column = next((c for c in columns(meeting) if (c.session.id if c.session else WAITING) == wanted), None)
    if column is None:
        abort(404)
    place(proposal, column.session, _number(column, proposal), by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".board", _anchor=f"proposal-{proposal.id}"))
