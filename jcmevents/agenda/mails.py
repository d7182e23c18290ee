"""Mails about a newly published agenda: one to each address of those concerned, in their language."""

from datetime import datetime

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from jcmevents.agenda.editions import Edition
from jcmevents.agenda.kinds import Audience
from jcmevents.agenda.readers import Reading
from jcmevents.agenda.roles import Role
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.mails import recipient_of
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State

TOLD = (State.CONFIRMED, State.ATTENDED)
NOT_COMING = (State.DECLINED, State.WITHDRAWN)


def tell_of(edition: Edition, *, at: datetime) -> int:
    """Write to the speakers and to everybody whose registration is confirmed; the number of mails."""
    changes = Reading.of(edition.meeting, Audience.PARTICIPANTS).changes(edition, edition.before)
    zones = list(dict.fromkeys(zone for day in edition.programme.days for zone in day.zones))
    address = f"{current_app.config['BASE_URL']}/meetings/{edition.meeting.slug}/agenda"
    written: set[str] = set()
    for person in _concerned(edition):
        recipient = recipient_of(person)
        if recipient and recipient.address.casefold() not in written:
            written.add(recipient.address.casefold())
            OutgoingMail.queue(
                "agenda_published",
                to=recipient.address,
                name=recipient.name,
                lang=person.lang,
                at=at,
                meeting_id=edition.meeting_id,
                dedupe_key=f"agenda-{edition.meeting_id}-{edition.number}-{recipient.address.casefold()}"[:255],
                meeting=edition.meeting,
                edition=edition,
                changes=changes,
                zones=zones,
                address=address,
            )
    return len(written)


def _concerned(edition: Edition) -> list[Registration]:
    speaking = select(Role.registration_id).where(Role.meeting_id == edition.meeting_id)
    people = (
        select(Registration)
        .where(Registration.meeting_id == edition.meeting_id, Registration.state.not_in(NOT_COMING))
        .where(or_(Registration.state.in_(TOLD), Registration.id.in_(speaking)))
        .options(joinedload(Registration.delegation))
        .order_by(Registration.id)
    )
    return list(db.session.scalars(people))
