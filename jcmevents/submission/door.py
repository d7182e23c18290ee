"""Who may enter proposals for which delegation.

Its head and deputies, signed in or by the link to their registration; and whoever was given the delegation's link.
"""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_login import current_user
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from jcmevents.accounts.access import by_link
from jcmevents.accounts.models import User
from jcmevents.accounts.private_links import held_links, holds_link
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.doors import PURPOSE
from jcmevents.proposals.models import Agreement, Proposal, Sponsor
from jcmevents.registration.models import Registration
from jcmevents.registration.states import SEATED, Capacity

SPEAKERS = (Capacity.HEAD, Capacity.DEPUTY)
REGISTRATION = "registration"  # purpose of the links to one's own registration

delegates = by_link(PURPOSE, REGISTRATION, or_signed_in=True)


def acting_user() -> User | None:
    """The user who is signed in; None for the holder of a private link, whom the audit trail knows by it."""
    return current_user if current_user.is_authenticated else None


def _led_by_me() -> Any:
    """The condition for the delegations whose head or deputy I am."""
    by_registration = [link.subject_id for link in held_links() if link.purpose == REGISTRATION]
    mine: Any = Registration.id.in_(by_registration)
    if current_user.is_authenticated:
        mine = or_(mine, Registration.user_id == current_user.id)
    leading = Registration.capacity.in_(SPEAKERS) & Registration.state.in_(SEATED)
    return Delegation.id.in_(select(Registration.delegation_id).where(leading, mine))


def own_delegations(meeting: Meeting) -> list[Delegation]:
    """The delegations of the meeting for which the present reader may enter proposals."""
    if not current_user.is_authenticated and not held_links():
        return []
    by_delegation = [link.subject_id for link in held_links() if link.purpose == PURPOSE]
    mine = or_(Delegation.id.in_(by_delegation), _led_by_me())
    return list(db.session.scalars(Delegation.of_meeting(meeting).where(mine).order_by(Delegation.id)))


def own_delegation(meeting: Meeting, delegation_id: int) -> Delegation:
    """The delegation, if the present reader may enter proposals for it; else 404."""
    delegation = Delegation.found_in(meeting, delegation_id) or abort(404)
    if holds_link(PURPOSE, delegation.id):
        return delegation
    led = db.session.scalar(Delegation.of_meeting(meeting).where(Delegation.id == delegation_id, _led_by_me()))
    return led or abort(404)


def sponsorship(delegation: Delegation, proposal_id: int) -> Sponsor:
    """How the delegation stands to the proposal; 404 if it has nothing to do with it, or has declined to."""
    query = select(Sponsor).where(Sponsor.delegation_id == delegation.id, Sponsor.proposal_id == proposal_id)
    return db.session.scalar(query.where(Sponsor.agreement != Agreement.DECLINED)) or abort(404)


def own_proposal(delegation: Delegation, proposal_id: int) -> Proposal:
    """The proposal, if the delegation speaks for it; 404 otherwise."""
    sponsor = sponsorship(delegation, proposal_id)
    return sponsor.proposal if sponsor.position == 1 else abort(404)


def sponsored(delegation: Delegation) -> list[Sponsor]:
    """The delegation's part in every proposal it tables or is asked to table, in the meeting's order."""
    query = select(Sponsor).join(Proposal, Proposal.id == Sponsor.proposal_id)
    mine = query.where(Sponsor.delegation_id == delegation.id, Sponsor.agreement != Agreement.DECLINED)
    return list(db.session.scalars(mine.options(joinedload(Sponsor.proposal)).order_by(Proposal.position)))
