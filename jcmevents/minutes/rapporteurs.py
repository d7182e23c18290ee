"""Who may write the summary of a session: those whom the organizers name, by sign-in or by a private link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import current_app, url_for
from sqlalchemy import select

from jcmevents.accounts import private_links
from jcmevents.accounts.models import Role, User
from jcmevents.accounts.private_links import PrivateLink, holds_link
from jcmevents.agenda.kinds import Duty
from jcmevents.agenda.models import Session
from jcmevents.agenda.roles import Role as Part
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.models import Registration

PURPOSE = "rapporteur"
LASTS = timedelta(days=30)


def may_report(user: Any, session: Session) -> bool:
    """Organizers, holders of a private link to the session, and those named in the programme as its rapporteurs."""
    if holds_link(PURPOSE, session.id):
        return True
    return user.is_authenticated and (user.has_role(Role.ORGANIZER) or user.id in _named(session))


def may_take_notes(user: Any, session: Session) -> bool:
    """Whoever may report of the session; of a closed one, whose notes are for staff, the organizers alone."""
    return user.has_role(Role.ORGANIZER) or (session.reveals_points and may_report(user, session))


def _named(session: Session) -> set[int | None]:
    """Ids of the users who are its rapporteurs."""
    named = select(Registration.user_id).join(Part, Part.registration_id == Registration.id)
    return set(db.session.scalars(named.where(Part.session_id == session.id, Part.duty == Duty.RAPPORTEUR)))


def registered(session: Session) -> list[Registration]:
    """The rapporteurs of the session who can be written to."""
    people = (role.registration for role in session.roles if role.duty == Duty.RAPPORTEUR)
    return [person for person in people if person and person.email]


def send_link(session: Session, *, to: str, name: str, lang: str, by: User | None, at: datetime) -> PrivateLink:
    """Mail the private link to the page of the summary."""
    return PrivateLink.send(PURPOSE, session.id, to=to, name=name, lang=lang, by=by, at=at)


def _send(link: PrivateLink, token: str, at: datetime) -> None:
    session = db.session.get_one(Session, link.subject_id)
    OutgoingMail.queue(
        "rapporteur_link",
        to=link.address,
        name=link.name,
        lang=link.lang,
        at=at,
        meeting_id=session.meeting_id,
        meeting=session.meeting,
        session=session,
        link=f"{current_app.config['BASE_URL']}/links/{token}",
    )


def _page(link: PrivateLink) -> str | None:
    session = db.session.get(Session, link.subject_id)
    if session is None:
        return None
    return url_for("reporting.page", meeting_slug=session.meeting.slug, session_id=session.id)


private_links.register(PURPOSE, lasts=LASTS, leads_to=_page, send=_send)
