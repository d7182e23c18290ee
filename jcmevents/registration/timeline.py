"""What has happened to a registration: its steps, and the changes of what is known about the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext
from sqlalchemy import select

from jcmevents.accounts.models import User
from jcmevents.audit import AuditEntry
from jcmevents.extensions import db
from jcmevents.registration.models import Registration
from jcmevents.registration.particulars import HEADINGS
from jcmevents.text import current_language, in_a_row, written_date


class Entry(NamedTuple):
    """One thing that happened, as the timeline shows it. `who` is empty where the person acted without an account."""

    iso: str
    when: str
    what: str
    who: str
    note: str


def timeline(registration: Registration) -> list[Entry]:
    """Everything that happened to the registration, newest first."""
    events = sorted([*_steps(registration), *_revisions(registration)], key=lambda event: event[0], reverse=True)
    zone = registration.meeting.tz
    return [Entry(at.isoformat(), _written(at.astimezone(zone)), *told) for at, *told in events]


def _written(at: datetime) -> str:
    return f"{written_date(at.date(), current_language())} {at:%H:%M}"


def _steps(registration: Registration) -> Iterator[tuple[datetime, str, str, str]]:
    for change in registration.history:
        who = change.changed_by.name if change.changed_by else ""
        untold = gettext("No mail: %(why)s", why=change.no_mail_because) if change.no_mail_because else ""
        yield change.changed_at, change.label, who, in_a_row((change.reason, untold), current_language())


def _revisions(registration: Registration) -> Iterator[tuple[datetime, str, str, str]]:
    query = (
        select(AuditEntry.at, AuditEntry.detail, User.name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.object_type == "registration", AuditEntry.object_id == registration.id)
        .where(AuditEntry.action == "registration.revise")
        .order_by(AuditEntry.id)
    )
    for at, detail, name in db.session.execute(query):
        fields = ", ".join(str(HEADINGS[key]) for key in detail["changed"] if key in HEADINGS)
        yield at, gettext("changed: %(fields)s", fields=fields), name or "", ""
