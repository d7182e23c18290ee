"""Inviting many delegations at once: who could be invited, and the act itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from jcmevents.accounts.models import User
from jcmevents.countries.models import Country
from jcmevents.countries.ordering import sort_countries
from jcmevents.delegations import mails
from jcmevents.delegations.models import Delegation, InvitationState
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.organizations.models import Organization
from jcmevents.text import current_language


@dataclass(frozen=True)
class Candidate:
    """A country or a body that has no invitation yet. `doubt`: why it is not ticked beforehand; empty if it is."""

    country: Country | None = None
    organization: Organization | None = None
    delegation: Delegation | None = None
    doubt: str = ""

    @property
    def key(self) -> str:
        """Tells it from the others on a form: MN, or the key of a body."""
        return self.country.iso2 if self.country else self.organization.key if self.organization else ""

    @property
    def name(self) -> str:
        if self.country:
            return self.country.name(current_language())
        return self.organization.short_name() if self.organization else ""

    def admitted(self, meeting: Meeting, *, by: User | None, at: datetime) -> Delegation:
        """Its delegation, put on the list of the meeting if it is not there."""
        whom: dict[str, Any] = {"country": self.country, "organization": self.organization}
        return self.delegation or Delegation.admit(meeting, **whom, by=by, at=at)


def candidates(meeting: Meeting) -> list[Candidate]:
    """Who could be invited: partners and others of the list, countries in the meeting's order, then bodies."""
    listed = list(db.session.scalars(Delegation.of_meeting(meeting)))
    return [*_countries(meeting, listed), *_bodies(listed)]


def _countries(meeting: Meeting, listed: Iterable[Delegation]) -> Iterator[Candidate]:
    of_country = {d.country_iso2: d for d in listed if d.country}
    partners = Country.partners_on(meeting.start_on)
    everybody = {c.iso2: c for c in [*partners, *(d.country for d in of_country.values() if d.country)]}
    for country in sort_countries(everybody.values(), meeting.order_policy, moves=meeting.order_moves):
        delegation = of_country.get(country.iso2)
        if _is_open(delegation):
            doubt = gettext("only by decision") if country.invite_by_decision else ""
            yield Candidate(country=country, delegation=delegation, doubt=doubt)


def _bodies(listed: Iterable[Delegation]) -> Iterator[Candidate]:
    of_body = {d.organization_id: d for d in listed if d.organization_id}
    for body in db.session.scalars(Organization.in_list_order()):
        delegation = of_body.get(body.id)
        if _is_open(delegation):
            doubt = "" if delegation else gettext("not on the list of the meeting")
            yield Candidate(organization=body, delegation=delegation, doubt=doubt)


def _is_open(delegation: Delegation | None) -> bool:
    return delegation is None or delegation.invitation == InvitationState.NOT_INVITED


def invite(
    meeting: Meeting, chosen: Mapping[str, Mapping[str, Any]], *, by: User | None, at: datetime
) -> list[Delegation]:
    """Invite the candidates with the keys of `chosen`, each with its columns of `Delegation`, and write to them.

    Whoever has been invited by somebody else meanwhile is passed over.
    """
    lock = select(Meeting.id).where(Meeting.id == meeting.id).with_for_update()
    db.session.execute(lock)  # two organizers, one list
    invited = []
    for candidate in candidates(meeting):
        if candidate.key in chosen:
            delegation = candidate.admitted(meeting, by=by, at=at)
            delegation.revise(**chosen[candidate.key], by=by, at=at)
            delegation.invite(by=by, at=at)
            mails.send_invitation(delegation, by=by, at=at)
            invited.append(delegation)
    return invited


def partners_not_listed(meeting: Meeting, delegations: list[Delegation]) -> list[Country]:
    """The partners of the meeting's first day that have no delegation among `delegations`."""
    listed = {d.country_iso2 for d in delegations}
    return [country for country in Country.partners_on(meeting.start_on) if country.iso2 not in listed]
