"""Which proposals somebody looks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from jcmevents.agenda.kinds import RecordRule
from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.discussion.follow_ups import Progress
from jcmevents.discussion.models import FollowUp, Theme
from jcmevents.organizations.models import Organization
from jcmevents.proposals.models import Agreement, Proposal, Sponsor, Tag
from jcmevents.proposals.states import Kind, State
from jcmevents.text import folded, without_refused

LONGEST_SEARCH = 100  # characters
LONGEST_KEY = 80
KNOWN = {"kind": tuple(Kind), "outcome": tuple(State), "follow_up": tuple(Progress)}


@dataclass(frozen=True)
class Wanted:
    """Empty parts want everything. `search`: all its words, in the texts of any language or in names of themes."""

    search: str = ""
    theme: str = ""  # key
    country: str = ""  # ISO code of a country that tables it, itself or through one of its bodies
    meeting: str = ""  # slug
    outcome: str = ""
    follow_up: str = ""
    kind: str = ""

    @classmethod
    def understood(cls, arguments: Mapping[str, Any]) -> Wanted:
        """From the arguments of an address. What makes no sense wants everything."""
        parts = {name: str(arguments.get(name, "")) for name in KNOWN}
        parts = {name: value if value in KNOWN[name] else "" for name, value in parts.items()}
        for name in ("theme", "country", "meeting"):
            parts[name] = without_refused(str(arguments.get(name, "")))[:LONGEST_KEY]
        return cls(**parts, search=without_refused(str(arguments.get("search", ""))).strip()[:LONGEST_SEARCH])

    @property
    def parts(self) -> dict[str, str]:
        """The parts that select, as arguments of an address."""
        return {name: value for name, value in asdict(self).items() if value}

    def conditions(self, themes: Mapping[int, Theme]) -> Iterator[ColumnElement[bool]]:
        """What must hold of a proposal whose session is joined, besides being visible; its meeting is not asked here.

        `themes`: all themes by id.
        """
        if self.kind:
            yield Proposal.kind == self.kind
        if self.outcome:
            yield Proposal.state == self.outcome
        if self.theme:
            yield Proposal.id.in_(_about([id for id, theme in themes.items() if theme.key == self.theme]))
        if self.country:
            yield told_names() & Proposal.id.in_(_tabled_by(self.country))
        if self.follow_up:
            yield exists(_followed_up(self.follow_up))
        for word in folded(self.search).split():
            yield _holds(word, themes)


def told_names() -> ColumnElement[bool]:
    """`Proposal.names_are_told` as a condition: whoever asks, no list lets it be guessed who tabled the others."""
    return or_(Proposal.session_id.is_(None), Session.record_rule == RecordRule.ON_RECORD)


def _about(theme_ids: list[int]) -> Any:
    return select(Tag.proposal_id).where(Tag.theme_id.in_(theme_ids))


def _tabled_by(iso2: str) -> Any:
    of_country = or_(Delegation.country_iso2 == iso2, Organization.country_iso2 == iso2)
    return (
        select(Sponsor.proposal_id)
        .join(Delegation, Delegation.id == Sponsor.delegation_id)
        .outerjoin(Organization, Organization.id == Delegation.organization_id)
        .where(of_country, Sponsor.agreement == Agreement.AGREED)
    )


def _followed_up(state: str) -> Any:
    """Asked for where everybody may know of it: not in a closed session."""
    asked_in = select(Session.id).where(Session.record_rule == RecordRule.CLOSED)
    open_to_all = or_(FollowUp.raised_in_id.is_(None), FollowUp.raised_in_id.not_in(asked_in))
    return select(FollowUp.id).where(FollowUp.proposal_id == Proposal.id, FollowUp.state == state, open_to_all)


def _holds(word: str, themes: Mapping[int, Theme]) -> ColumnElement[bool]:
    """Whether `word` (folded) is in the texts of the proposal or in the name of one of its themes."""
    own = Proposal.search_text.contains(word, autoescape=True)
    named = [id for id, theme in themes.items() if word in folded("\n".join(theme.labels.values()))]
    return or_(own, Proposal.id.in_(_about(named))) if named else own
