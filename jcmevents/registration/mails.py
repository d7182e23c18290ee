"""Mails about a registration: to the person or, without an address, to the focal point."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask import current_app
from flask_babel import force_locale, gettext

from jcmevents.accounts.models import User
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.corrections import corrections_of, fields_of
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State
from jcmevents.registration.wording import MailKind, Wording, wording_of
from jcmevents.text import localized, written_range

# What is known only when the mail is sent; until then the placeholder stands in the text.
AT_SENDING = ("link", "reason", "corrections", "state")
OF_ENTRY = {
    State.NOMINATED: MailKind.NOMINATED,
    State.SUBMITTED: MailKind.RECEIVED,
    State.WAITLISTED: MailKind.WAITLISTED,
    State.CONFIRMED: MailKind.CONFIRMED,
}


class Recipient(NamedTuple):
    address: str
    name: str


def recipient_of(registration: Registration) -> Recipient | None:
    """Who gets mails about the registration; None where no address is known."""
    delegation = registration.delegation
    if registration.email:
        return Recipient(registration.email, registration.full_name)
    if delegation.focal_point_email:
        return Recipient(delegation.focal_point_email, delegation.focal_point_name or registration.full_name)
    return None


def draft(registration: Registration, kind: MailKind) -> Wording:
    """The mail as the organizer sees it before it is sent: filled in but for what is known only then."""
    known = _values(registration)
    return wording_of(registration.meeting, kind, registration.lang).filled(known)


def tell(
    registration: Registration,
    kind: MailKind,
    *,
    at: datetime,
    by: User | None = None,
    why: str = "",
    wording: Wording | None = None,
) -> OutgoingMail | None:
    """Queue the mail about the newest step of the registration and note it in the history.

    `wording` is what the organizer made of `draft`. Without any address nothing is sent, which the history tells.
    """
    change = registration.history[-1]
    recipient = recipient_of(registration)
    if recipient is None:
        change.no_mail_because = gettext("No mail address is known.")
        return None
    wording = wording or wording_of(registration.meeting, kind, registration.lang)
    text = wording.filled(_values(registration) | _at_sending(registration, wording, why, by=by, at=at))
    mail = OutgoingMail.queue_text(
        f"registration_{kind}",
        subject=text.subject,
        body=text.body,
        to=recipient.address,
        name=recipient.name,
        lang=registration.lang,
        at=at,
        meeting_id=registration.meeting_id,
        dedupe_key=f"registration-{kind}-{change.id}",
    )
    change.mail = mail
    return mail


def queue_received(registration: Registration, *, at: datetime) -> OutgoingMail | None:
    """Tell a person who has just been entered or has sent the form: the number, and what comes next."""
    return tell(registration, OF_ENTRY[State(registration.state)], at=at)


def preview(registration: Registration, wording: Wording, *, why: str, corrections: Mapping[str, str]) -> Wording:
    """`wording` as it would be sent, but for the person's own link."""
    with force_locale(registration.lang):
        told = _told(registration, corrections)
    return wording.filled(_values(registration) | {"reason": why, "corrections": told})


def _values(registration: Registration) -> dict[str, str]:
    """What the placeholders stand for, in the person's language."""
    meeting, lang = registration.meeting, registration.lang
    with force_locale(lang):
        return {
            "name": registration.full_name,
            "number": registration.number,
            "meeting": localized(meeting.titles, lang),
            "days": written_range(meeting.start_on, meeting.end_on, lang),
            "place": ", ".join(filter(None, (localized(meeting.venues, lang), localized(meeting.cities, lang)))),
            "delegation": registration.delegation.name(lang),
            "page": _address("door.received", meeting_slug=meeting.slug, number=registration.number),
            "calendar": _address("agenda.export", meeting_slug=meeting.slug, file_format="ics"),
        }


def _at_sending(
    registration: Registration, wording: Wording, why: str, *, by: User | None, at: datetime
) -> dict[str, str]:
    with force_locale(registration.lang):
        values = {"reason": why, "state": State(registration.state).label}
        values["corrections"] = _told(registration, corrections_of(registration))
    return values | {"link": _values(registration)["page"]}


def _told(registration: Registration, corrections: Mapping[str, str]) -> str:
    labels = fields_of(registration.meeting)
    return "\n".join(f"- {labels.get(field, field)}: {note}" for field, note in corrections.items())


def _address(endpoint: str, **values: Any) -> str:
    """The public address of a page. Mails are also written where there is no request to tell it from."""
    routes = current_app.url_map.bind("localhost")
    return f"{current_app.config['BASE_URL']}{routes.build(endpoint, values)}"
