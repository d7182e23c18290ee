"""Mails about a registration: to the person or, without an address, to the focal point."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask import current_app
from flask_babel import force_locale, gettext

from jcmevents.accounts import private_links
from jcmevents.accounts.models import User
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.errors import RuleBroken
from jcmevents.mail.models import OutgoingMail
from jcmevents.meetings.models import Meeting
from jcmevents.registration.corrections import corrections_of, fields_of
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State
from jcmevents.registration.wording import MailKind, Wording, wording_of
from jcmevents.text import joined, localized, written_range

EXAMPLE_NUMBER = "ABCDE-FGHJK"
LINK = "registration"  # the purpose of the links that lead a person to the own form
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
    values = _values(registration) | _at_sending(registration, why)
    if "{link}" in wording.body:
        values["link"] = _private_link(registration, recipient, by=by, at=at)
    try:
        change.mail = _queue(f"registration_{kind}", registration, recipient, wording.filled(values), at=at)
    except RuleBroken as broken:  # an address that is none keeps nobody from taking the step
        change.no_mail_because = str(broken)
    return change.mail


def _queue(
    template: str, registration: Registration, recipient: Recipient, text: Wording, *, at: datetime
) -> OutgoingMail:
    return OutgoingMail.queue_text(
        template,
        subject=text.subject,
        body=text.body,
        to=recipient.address,
        name=recipient.name,
        lang=registration.lang,
        at=at,
        meeting_id=registration.meeting_id,
        dedupe_key=f"{template}-{registration.history[-1].id}",
    )


def _private_link(registration: Registration, recipient: Recipient, *, by: User | None, at: datetime) -> str:
    """The address of a fresh link with which the person comes back to the form without an account."""
    if LINK not in private_links.purposes():
        return _values(registration)["page"]
    to: dict[str, Any] = {"to": recipient.address, "name": recipient.name, "lang": registration.lang}
    _link, token = PrivateLink.issue(LINK, registration.id, by=by, at=at, **to)
    return _address("links.show", token=token)


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
    meeting = registration.meeting
    return of_meeting(meeting, registration.lang) | {
        "name": registration.full_name,
        "number": registration.number,
        "delegation": registration.delegation.name(registration.lang),
        "page": _address("door.received", meeting_slug=meeting.slug, number=registration.number),
    }


def of_meeting(meeting: Meeting, lang: str) -> dict[str, str]:
    """What the placeholders that tell of the meeting stand for in `lang`."""
    place = localized(meeting.venues, lang), localized(meeting.cities, lang)
    with force_locale(lang):
        return {
            "meeting": localized(meeting.titles, lang),
            "days": written_range(meeting.start_on, meeting.end_on, lang),
            "place": joined(filter(None, place), lang),
            "calendar": _address("agenda.export", meeting_slug=meeting.slug, file_format="ics"),
        }


def example(meeting: Meeting, lang: str) -> dict[str, str]:
    """Invented values for the placeholders, to show a wording with."""
    page = {"meeting_slug": meeting.slug, "number": EXAMPLE_NUMBER}
    with force_locale(lang):
        field, wish = gettext("Function"), gettext("Please check.")
        return of_meeting(meeting, lang) | {
            "name": gettext("Ms. Example"),
            "number": EXAMPLE_NUMBER,
            "delegation": gettext("Exampleland"),
            "state": State.SUBMITTED.label,
            "page": _address("door.received", **page),
            "link": _address("links.show", token="example"),  # noqa: S106 - no token is like this
            "reason": gettext("An example of a reason."),
            "corrections": f"- {field}: {wish}",
        }


def _at_sending(registration: Registration, why: str) -> dict[str, str]:
    with force_locale(registration.lang):
        corrections = _told(registration, corrections_of(registration))
        return {"reason": why, "state": State(registration.state).label, "corrections": corrections}


def _told(registration: Registration, corrections: Mapping[str, str]) -> str:
    labels = fields_of(registration.meeting)
    return "\n".join(f"- {labels.get(field, field)}: {note}" for field, note in corrections.items())


def _address(endpoint: str, **values: Any) -> str:
    """The public address of a page. Mails are also written where there is no request to tell it from."""
    routes = current_app.url_map.bind("localhost")
    return f"{current_app.config['BASE_URL']}{routes.build(endpoint, values)}"
