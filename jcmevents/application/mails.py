"""Mails to the person who registers, with the private links that they carry."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext

from jcmevents.accounts import private_links
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.application.drafts import KEPT, Draft
from jcmevents.application.entry import TO_BE_SENT
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.text import localized

REGISTRATION, DRAFT = "registration", "draft"
A_YEAR = timedelta(days=365)  # the person withdraws consents by it after the meeting, too


def queue_changed(registration: Registration, *, at: datetime) -> None:
    """Tell the person that the registration was changed by his link: somebody else may have been at it."""
    if registration.email:
        _queue("registration_changed", registration, at=at, **_to(registration))


def send_link(registration: Registration, *, at: datetime) -> None:
    """Mail the private link to the address of the registration, unless one has just gone there."""
    earlier = PrivateLink.of(REGISTRATION, registration.id)
    if not registration.email or (earlier and at - earlier[0].issued_at < private_links.RENEWED_AT_MOST_EVERY):
        return
    PrivateLink.send(REGISTRATION, registration.id, by=None, at=at, **_to(registration))


def _to(registration: Registration) -> dict[str, str]:
    return {"to": registration.email, "name": registration.full_name, "lang": registration.lang}


def _queue(template: str, registration: Registration, *, at: datetime, **mail: Any) -> None:
    meeting = registration.meeting
    context: dict[str, Any] = {"registration": registration, "meeting": meeting, "meeting_id": meeting.id}
    OutgoingMail.queue(template, at=at, **context, **mail)


def _send_registration(link: PrivateLink, token: str, at: datetime) -> None:
    registration = db.session.get_one(Registration, link.subject_id)
    to = {"to": link.address, "name": link.name or registration.full_name, "lang": link.lang}
    is_to_be_completed = registration.state in TO_BE_SENT
    _queue("registration_link", registration, token=token, is_to_be_completed=is_to_be_completed, at=at, **to)


def _send_draft(link: PrivateLink, token: str, at: datetime) -> None:
    meeting = db.session.get_one(Meeting, db.session.get_one(Draft, link.subject_id).meeting_id)
    to = {"to": link.address, "name": link.name, "lang": link.lang}
    OutgoingMail.queue("registration_draft", meeting=meeting, meeting_id=meeting.id, token=token, at=at, **to)


def _registration_page(link: PrivateLink) -> str | None:
    found = db.session.get(Registration, link.subject_id)
    return url_for("application.edit", meeting_slug=found.meeting.slug, number=found.number) if found else None


def _draft_page(link: PrivateLink) -> str | None:
    draft = db.session.get(Draft, link.subject_id)
    meeting = db.session.get(Meeting, draft.meeting_id) if draft else None
    return url_for("application.resume", meeting_slug=meeting.slug, draft_id=link.subject_id) if meeting else None


def _about_registration(link: PrivateLink) -> str:
    meeting = localized(db.session.get_one(Registration, link.subject_id).meeting.titles)
    return gettext("your registration for %(meeting)s", meeting=meeting)


def _about_draft(link: PrivateLink) -> str:
    meeting = db.session.get_one(Meeting, db.session.get_one(Draft, link.subject_id).meeting_id)
    return gettext("what you typed for %(meeting)s", meeting=localized(meeting.titles))


private_links.register(
    REGISTRATION, lasts=A_YEAR, leads_to=_registration_page, send=_send_registration, about=_about_registration
)
private_links.register(DRAFT, lasts=KEPT, leads_to=_draft_page, send=_send_draft, about=_about_draft)
