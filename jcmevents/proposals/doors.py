"""The private links by which a delegation enters proposals, and the mails that carry them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import current_app

from jcmevents.accounts import private_links
from jcmevents.accounts.models import User
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.proposals.models import Call, Proposal

PURPOSE = "proposal"
LASTS = timedelta(days=180)  # from the call until what was asked at the meeting has been answered
DOOR = "submission.index"


class Contact(NamedTuple):
    address: str
    name: str
    lang: str


def contacts(delegation: Delegation, at: datetime) -> list[Contact]:
    """Who is written to about the delegation's proposals: those who were given its link, else its focal point."""
    links = [link for link in PrivateLink.of(PURPOSE, delegation.id) if link.is_live(at)]
    known = {link.address: Contact(link.address, link.name, link.lang) for link in reversed(links)}
    if not known and delegation.focal_point_email:
        focal_point = Contact(delegation.focal_point_email, delegation.focal_point_name, "en")
        known = {focal_point.address: focal_point}
    return list(known.values())


def invite(delegation: Delegation, *, to: str, name: str, lang: str, by: User | None, at: datetime) -> PrivateLink:
    """Let a person enter proposals for the delegation: she gets a private link by mail."""
    return PrivateLink.send(PURPOSE, delegation.id, to=to, name=name, lang=lang, by=by, at=at)


def ask_to_join(proposal: Proposal, delegation: Delegation, *, by: User | None, at: datetime) -> int:
    """Mail to a delegation that it is asked to table the proposal too; the number of mails."""
    return _tell(delegation, "proposal_joining", proposal, by=by, at=at)


def tell_of_suggestion(proposal: Proposal, *, by: User | None, at: datetime) -> int:
    """Mail to the first sponsor that the secretariat suggests another wording; the number of mails."""
    if not proposal.sponsors:
        return 0
    return _tell(proposal.sponsors[0].delegation, "proposal_suggestion", proposal, by=by, at=at)


def acknowledge(proposal: Proposal, *, by: User | None, at: datetime) -> int:
    """Mail to the first sponsor, and to whoever handed it in, that the secretariat has it; the number of mails."""
    delegation = proposal.sponsors[0].delegation
    people = {contact.address.lower(): contact for contact in contacts(delegation, at)}
    if by and not by.is_staff:
        people.setdefault(by.email.lower(), Contact(by.email, by.name, by.lang))
    return _tell(delegation, "proposal_received", proposal, to=list(people.values()), by=by, at=at)


def _tell(
    delegation: Delegation,
    template: str,
    proposal: Proposal,
    *,
    to: list[Contact] | None = None,
    by: User | None,
    at: datetime,
) -> int:
    """To the people named, else to those who are written to about the delegation's proposals."""
    told = contacts(delegation, at) if to is None else to
    for contact in told:
        _link, token = PrivateLink.issue(
            PURPOSE, delegation.id, to=contact.address, name=contact.name, lang=contact.lang, by=by, at=at
        )
        _queue(template, contact, delegation, token, at, proposal=proposal)
    return len(told)


def _queue(template: str, contact: Contact, delegation: Delegation, token: str, at: datetime, **more: Any) -> None:
    address, name, lang = contact
    context = {"meeting": delegation.meeting, "delegation": delegation, "call": Call.of(delegation.meeting), **more}
    link = f"{current_app.config['BASE_URL']}/links/{token}"
    meeting_id = delegation.meeting_id
    OutgoingMail.queue(template, to=address, name=name, lang=lang, at=at, meeting_id=meeting_id, link=link, **context)


def _send(link: PrivateLink, token: str, at: datetime) -> None:
    delegation = db.session.get_one(Delegation, link.subject_id)
    _queue("proposal_door", Contact(link.address, link.name, link.lang), delegation, token, at)


def _leads_to(link: PrivateLink) -> str | None:
    delegation = db.session.get(Delegation, link.subject_id)
    if delegation is None:
        return None
    values = {"meeting_slug": delegation.meeting.slug, "delegation_id": delegation.id}
    return current_app.url_map.bind("localhost").build(DOOR, values)


private_links.register(PURPOSE, lasts=LASTS, leads_to=_leads_to, send=_send)
