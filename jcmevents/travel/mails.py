"""Mails of the travel desk, in the person's language. No mail carries anything that a passport says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import force_locale

from jcmevents.accounts.models import User
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.mails import recipient_of
from jcmevents.registration.models import Registration
from jcmevents.text import localized, written_range

LINK_LASTS = timedelta(days=30)


def ask_for(
    registration: Registration, missing: Iterable[Any], *, by: User | None, at: datetime
) -> OutgoingMail | None:
    """Ask for what is `missing` (of visa.Missing), with a private link to enter it; None without an address."""
    recipient = recipient_of(registration)
    if recipient is None:
        return None
    issued: dict[str, Any] = {"name": recipient.name, "lang": registration.lang, "by": by, "at": at}
    link, token = PrivateLink.issue(
        "registration", registration.id, to=recipient.address, expires_at=at + LINK_LASTS, **issued
    )
    address = _address("links.show", token=token)
    with force_locale(registration.lang):
        labels = [item.label for item in missing]
    return _queue("travel_data_missing", registration, at=at, key=f"link-{link.id}", missing=labels, link=address)


def tell_issued(registration: Registration, letters: Iterable[Any], *, at: datetime) -> OutgoingMail | None:
    """Tell that letters (of letters.VisaLetter) have been written: their titles and numbers."""
    with force_locale(registration.lang):
        told = [(letter.title, letter.number) for letter in letters]
    return _queue("travel_letters_issued", registration, at=at, key=f"letter-{told[0][1]}", letters=told)


def _queue(template: str, registration: Registration, *, at: datetime, key: str, **context: Any) -> OutgoingMail | None:
    recipient, meeting, lang = recipient_of(registration), registration.meeting, registration.lang
    if recipient is None:
        return None
    with force_locale(lang):
        days = written_range(meeting.start_on, meeting.end_on, lang)
    return OutgoingMail.queue(
        template,
        to=recipient.address,
        name=recipient.name,
        lang=lang,
        at=at,
        meeting_id=meeting.id,
        dedupe_key=f"{template}-{registration.id}-{key}",
        person=registration.full_name,
        number=registration.number,
        meeting=localized(meeting.titles, lang),
        days=days,
        **context,
    )


def _address(endpoint: str, **values: Any) -> str:
    """The public address of a page. Mails are also written where there is no request to tell it from."""
    routes = current_app.url_map.bind("localhost")
    return f"{current_app.config['BASE_URL']}{routes.build(endpoint, values)}"
