"""Inviting all partner countries at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select

from jcmevents.accounts.models import User
from jcmevents.countries.models import Country
from jcmevents.delegations.models import Delegation, InvitationState
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting


@dataclass
class PartnersInvited:
    """Who is invited by this act, and which partners were left out with the reason."""

    invited: list[Delegation] = field(default_factory=list)
    left_out: list[tuple[Country, str]] = field(default_factory=list)


def invite_partners(meeting: Meeting, *, by: User | None, at: datetime) -> PartnersInvited:
    """Admit and invite every partner of the meeting's first day who has no invitation yet.

    Countries that are invited only by decision are left out, unless somebody has put them on the list by hand
    and invited them there.
    """
    lock = select(Meeting.id).where(Meeting.id == meeting.id).with_for_update()
    db.session.execute(lock)  # two organizers, one list
    listed = {d.country_iso2: d for d in db.session.scalars(Delegation.of_meeting(meeting))}
    result = PartnersInvited()
    for country in Country.partners_on(meeting.start_on):
        delegation = listed.get(country.iso2)
        if reason := _reason_against(country, delegation):
            result.left_out.append((country, reason))
            continue
        delegation = delegation or Delegation.admit(meeting, country=country, by=by, at=at)
        delegation.invite(by=by, at=at)
        result.invited.append(delegation)
    return result


def partners_not_listed(meeting: Meeting, delegations: list[Delegation]) -> list[Country]:
    """The partners of the meeting's first day that have no delegation among `delegations`."""
    listed = {d.country_iso2 for d in delegations}
    return [country for country in Country.partners_on(meeting.start_on) if country.iso2 not in listed]


def _reason_against(country: Country, delegation: Delegation | None) -> str:
    """Why the country is not invited now; empty if it is."""
    state = delegation.invitation_state if delegation else InvitationState.NOT_INVITED
    if state == InvitationState.INVITED:
        return gettext("invited already")
    if state == InvitationState.ACCEPTED:
        return gettext("has accepted already")
    if state == InvitationState.DECLINED:
        return gettext("has declined")
    return gettext("only by decision") if country.invite_by_decision else ""
