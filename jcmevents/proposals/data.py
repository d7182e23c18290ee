"""The proposals of a meeting as data, for programs."""

from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from jcmevents.delegations.models import Delegation
from jcmevents.discussion.themes import Theme
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal

LANGUAGES = ("en", "ja")  # of the names of countries and bodies; all other texts come in every language they have


def proposals_data(meeting: Meeting) -> dict[str, Any]:
    """What the public may see, whoever asks. Seven queries at most, whatever the number of proposals."""
    told = db.session.scalars(told_to_all(meeting))
    themes = db.session.scalars(Theme.discussed_at(meeting))
    return {
        "meeting": {"slug": meeting.slug, "titles": meeting.titles},
        "themes": [
            {"key": theme.key, "labels": theme.labels, "sector": theme.sector.key if theme.sector else None}
            for theme in themes
        ],
        "proposals": [proposal_data(proposal) for proposal in told],
    }


def told_to_all(meeting: Meeting) -> Select[Proposal]:
    """What the public may see, in order."""
    return Proposal.visible_to(None, meeting).options(joinedload(Proposal.session))


def proposal_data(proposal: Proposal) -> dict[str, Any]:
    """What the public may know of a proposal that it may see."""
    columns = ("id", "kind", "state", "titles", "summaries", "related_rules", "outcomes", "translated")
    return {name: getattr(proposal, name) for name in columns} | {
        "session": proposal.session.uid if proposal.session else None,
        "themes": [theme.key for theme in proposal.themes],
        "sponsors": [_delegation(sponsor) for sponsor in proposal.told_sponsors],
        "points": [
            {
                "kind": point.kind,
                "texts": point.texts,
                "raised_by": _delegation(point.attribution) if point.attribution else None,
            }
            for point in proposal.points_for(None)
        ],
    }


def _delegation(delegation: Delegation) -> dict[str, Any]:
    return {
        "country": delegation.country_iso2,
        "organization": delegation.organization.key if delegation.organization else None,
        "names": {lang: delegation.name(lang, "formal") for lang in LANGUAGES},
    }
