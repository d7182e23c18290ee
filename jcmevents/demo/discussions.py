"""What was discussed at the demonstration meeting: themes, points, proposals and what came of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.demo.sources import Described, described
from jcmevents.discussion.models import DiscussionPoint, FollowUp
from jcmevents.discussion.themes import Sector, SessionTheme, Theme, key_for
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import State

LANGUAGES = ("en", "ja")
SUBMITTED = datetime.fromisoformat("2025-02-03T10:00:00+09:00")
DISCUSSED = datetime.fromisoformat("2025-02-18T12:30:00+09:00")
CONCLUDED = datetime.fromisoformat("2025-02-19T12:00:00+09:00")


def enter_discussions(
    meeting: Meeting, sessions: dict[str, Session], delegations: dict[str, Delegation], by: User
) -> None:
    """`sessions` by code, `delegations` by ISO code or key of the body."""
    told = described("proposals")
    for theme in _themes(told):
        SessionTheme.note(sessions["1"], theme, by=by, at=DISCUSSED)
    for code, points in told["points"].items():
        for point in points:
            DiscussionPoint.note_in(sessions[code], **_point(point, delegations), by=by, at=DISCUSSED)
    for proposal in told["proposals"]:
        _put_on_the_table(meeting, proposal, sessions, delegations, by)


def _texts(description: Described) -> dict[str, str]:
    return {lang: description[lang] for lang in LANGUAGES}


def _point(told: Described, delegations: dict[str, Delegation]) -> dict[str, Any]:
    raised_by = delegations.get(told.get("raised_by", ""))
    return {"texts": _texts(told), "kind": told["kind"], "raised_by": raised_by}


def _themes(told: Described) -> list[Theme]:
    """The themes in their order, those entered that are not there yet."""
    sectors = {key: _sector(labels) for key, labels in told["sectors"].items()}
    return [
        Theme.by_key(key_for(theme)) or Theme.enter(_texts(theme), sectors.get(theme.get("sector", "")))
        for theme in told["themes"]
    ]


def _sector(labels: dict[str, str]) -> Sector:
    present = db.session.scalar(select(Sector).where(Sector.key == key_for(labels)))
    return present or Sector.enter(labels)


def _put_on_the_table(
    meeting: Meeting,
    told: Described,
    sessions: dict[str, Session],
    delegations: dict[str, Delegation],
    by: User,
) -> None:
    texts = {"titles": told["titles"], "summaries": told["summaries"], "related_rules": told.get("related_rules", {})}
    proposal = Proposal.draft(meeting, kind=told["kind"], by=by, at=SUBMITTED, **texts)
    for sponsor in told["sponsors"]:
        proposal.sponsor(delegations[sponsor])
    proposal.table(sessions[told["session"]], by=by, at=SUBMITTED)
    proposal.note_discussion(by=by, at=DISCUSSED)
    for point in told["points"]:
        proposal.add_point(**_point(point, delegations), by=by, at=DISCUSSED)
    proposal.conclude(State(told["state"]), told["outcomes"], by=by, at=CONCLUDED)
    for task in told["follow_ups"]:
        _ask_for(proposal, task, delegations, by)


def _ask_for(proposal: Proposal, task: Described, delegations: dict[str, Delegation], by: User) -> None:
    """A follow-up, and how far it was when the demonstration was written."""
    asked = {"proposal_id": proposal.id, "raised_in": proposal.session, "owner": delegations[task["owner"]]}
    details = {"due_on": task["due_on"], "state": task["state"], **asked}
    follow_up = FollowUp.ask_for(proposal.meeting, _texts(task), by=by, at=CONCLUDED, **details)
    follow_up.results = {lang: task[f"result_{lang}"] for lang in LANGUAGES if f"result_{lang}" in task}
