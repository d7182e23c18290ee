"""The programme as the organizers have drawn it up so far: made from the rows."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import selectinload

from jcmevents.agenda.kinds import Audience, Duty, RecordRule
from jcmevents.agenda.materials import Material
from jcmevents.agenda.models import Item, Session
from jcmevents.agenda.programme import Handout, Person, Programme, ProgrammeItem, ProgrammeSession, day_of
from jcmevents.agenda.roles import Role
from jcmevents.agenda.timing import TimedItem
from jcmevents.agenda.walltime import instant
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration

NOON = time(12)


def draft(meeting: Meeting) -> Programme:
    """All that is entered, for organizers. The number of queries does not depend on the size of the meeting."""
    sessions = [_session(session) for session in db.session.scalars(_with_everything(meeting))]
    days = (day_of(day.held_on, sessions, instant(day.held_on, NOON, meeting.tz)) for day in meeting.days)
    return Programme(
        slug=meeting.slug,
        titles=meeting.titles,
        zone=meeting.zone,
        venues=meeting.venues,
        cities=meeting.cities,
        is_demonstration=meeting.is_demonstration,
        leaders=_people(db.session.scalars(Role.leading(meeting).options(_registrants()))),
        days=tuple(days),
    )


def _registrants() -> Any:
    return selectinload(Role.registration).joinedload(Registration.delegation)


def _with_everything(meeting: Meeting) -> Select[Session]:
    items = selectinload(Session.items)
    return Session.of_meeting(meeting).options(
        selectinload(Session.roles).options(_registrants()),
        selectinload(Session.materials),
        items.selectinload(Item.roles).options(_registrants()),
        items.selectinload(Item.materials),
    )


def _session(session: Session) -> ProgrammeSession:
    return ProgrammeSession(
        **_entry(session),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        uid=session.uid,
        # Calendars take over a change only with a higher number; the meeting's zone and venue are part of the event.
        sequence=session.version + session.meeting.version - 2,
        held_on=session.day.held_on,
        code=session.code,
        room=session.room.names if session.room else {},
        run=session.run.names if session.run else {},
        run_zone=session.run.zone if session.run else "",
        record_rule=RecordRule(session.record_rule),
        summaries={lang: text for lang, text in session.summaries.items() if text},
        items=tuple(_item(timed) for timed in session.timed_items()),
    )


def _item(timed: TimedItem) -> ProgrammeItem:
    return ProgrammeItem(**_entry(timed.item), starts_at=timed.start, ends_at=timed.end, minutes=timed.item.minutes)


def _entry(row: Session | Item) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "titles": row.titles,
        "abstracts": row.abstracts,
        "questions": row.questions,
        "people": _people(row.roles),
        "materials": tuple(_handout(material) for material in row.materials),
    }


def _people(roles: Iterable[Role]) -> tuple[Person, ...]:
    return tuple(
        Person(Duty(role.duty), role.told_names, role.told_affiliations, role.on_behalf_of, role.is_online)
        for role in roles
    )


def _handout(material: Material) -> Handout:
    return Handout(material.id, material.kind, material.titles, material.lang, Audience(material.audience))
