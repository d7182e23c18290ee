"""Mails to the focal points of a delegation, each in his own language."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import render_template
from flask_babel import force_locale, gettext

from jcmevents.accounts.models import User
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.countries.models import Country
from jcmevents.delegations.focal_points import FocalPoint, focal_points
from jcmevents.delegations.invitation import Invitation
from jcmevents.delegations.letters import NominationLetter
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.meetings.models import Meeting

PURPOSE = "delegation"  # of the private links that these mails carry


def send_invitation(delegation: Delegation, *, by: User | None, at: datetime) -> None:
    """Invite: the text of the meeting's invitation, the facts, and the private link."""
    invitation = Invitation.of(delegation.meeting)
    for person in focal_points(delegation):
        _send_with_link("delegation_invitation", delegation, person, by, at, text=invitation.text(person.lang))


class Preview(NamedTuple):
    """A mail as it would be sent."""

    lang: str
    subject: str
    body: str


def invitation_preview(meeting: Meeting, lang: str) -> Preview:
    """The invitation to a country of the list, or to Mongolia, which signed first; without a link that works."""
    invitation = Invitation.of(meeting)
    country = Country.by_code("MN")
    example = db.session.scalars(Delegation.of_meeting(meeting).limit(1)).first() or Delegation(
        meeting=meeting, country=country, seats=invitation.seats, funded_seats=invitation.funded_seats
    )
    with force_locale(lang):
        person = example.focal_point_name or gettext("Name of the focal point")
        context = {"name": person, "lang": lang, "delegation": example, "meeting": meeting, "token": "example"}
        parts = (
            render_template(f"mail/delegation_invitation/{part}.txt", text=invitation.text(lang), **context)
            for part in ("subject", "body")
        )
        return Preview(lang, *(part.strip() for part in parts))


def send_reminder(delegation: Delegation, *, by: User | None, at: datetime) -> None:
    """Ask for the nominations that have not come, with a fresh link."""
    for person in focal_points(delegation):
        _send_with_link("delegation_reminder", delegation, person, by, at)


def send_list_check(delegation: Delegation, *, due: datetime | None, by: User | None, at: datetime) -> None:
    """Ask to check the entries of the delegation in the list of participants until `due`."""
    for person in focal_points(delegation):
        _send_with_link("delegation_list_check", delegation, person, by, at, due=due)


def send_fresh_link(link: PrivateLink, token: str, at: datetime) -> None:
    """The link that somebody asked for whose own had been used or had expired."""
    delegation = db.session.get_one(Delegation, link.subject_id)
    person = FocalPoint(link.name, link.address, link.lang)
    queue("delegation_link", delegation, person, at=at, token=token)


def ask_for_letter(letter: NominationLetter, *, at: datetime) -> None:
    """Tell why another nomination letter is needed."""
    for person in focal_points(letter.delegation):
        queue("delegation_letter_refused", letter.delegation, person, at=at, letter=letter)


def _send_with_link(
    template: str, delegation: Delegation, person: FocalPoint, by: User | None, at: datetime, **context: Any
) -> None:
    if delegation.meeting.published_at is None:
        raise RuleBroken(gettext("Publish the meeting first: the link would lead to a page that nobody can open."))
    to: dict[str, Any] = {"to": person.email, "name": person.name, "lang": person.lang}
    _link, token = PrivateLink.issue(PURPOSE, delegation.id, **to, by=by, at=at)
    queue(template, delegation, person, at=at, token=token, **context)


def queue(template: str, delegation: Delegation, person: FocalPoint, *, at: datetime, **context: Any) -> None:
    """Queue one mail about `delegation` to one of its focal points; `context` is for the template."""
    OutgoingMail.queue(
        template,
        to=person.email,
        name=person.name or delegation.name(person.lang),
        lang=person.lang,
        at=at,
        meeting_id=delegation.meeting_id,
        delegation=delegation,
        meeting=delegation.meeting,
        **context,
    )
