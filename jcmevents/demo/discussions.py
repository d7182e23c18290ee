"""What was discussed at the demonstration meeting: themes, points, proposals and what came of them."""

from datetime import datetime

from jcmevents.accounts.models import User
from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.demo.sources import Described, described
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import DiscussionPoint, Proposal, Sector, SessionTheme, Theme
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
        SessionTheme.note(sessions["1"], theme)
    for code, points in told["points"].items():
        for point in points:
            DiscussionPoint.note_in(sessions[code], _texts(point), kind=point["kind"])
    for proposal in told["proposals"]:
        _put_on_the_table(meeting, proposal, sessions, delegations, by)


def _texts(description: Described) -> dict[str, str]:
    return {lang: description[lang] for lang in LANGUAGES}


def _themes(told: Described) -> list[Theme]:
    """The themes in their order, those entered that are not there yet."""
    sectors = {
        key: Sector(key=key, labels=labels, position=n) for n, (key, labels) in enumerate(told["sectors"].items())
    }
    themes = [
        Theme.by_key(theme["key"])
        or Theme(key=theme["key"], labels=_texts(theme), sector=sectors.get(theme.get("sector", "")))
        for theme in told["themes"]
    ]
    db.session.add_all(themes)
    return themes


def _put_on_the_table(
    meeting: Meeting,
    told: Described,
    sessions: dict[str, Session],
    delegations: dict[str, Delegation],
    by: User,
) -> None:
    proposal = Proposal.draft(
        meeting, titles=told["titles"], kind=told["kind"], summaries=told["summaries"], by=by, at=SUBMITTED
    )
    for sponsor in told["sponsors"]:
        proposal.sponsor(delegations[sponsor])
    proposal.table(sessions[told["session"]], by=by, at=SUBMITTED)
    proposal.note_discussion(by=by, at=DISCUSSED)
    for point in told["points"]:
        raised_by = delegations.get(point.get("raised_by", ""))
        proposal.add_point(_texts(point), kind=point["kind"], raised_by=raised_by)
    proposal.conclude(State(told["state"]), told["outcomes"], by=by, at=CONCLUDED)
