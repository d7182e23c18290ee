"""The programme in the words of schema.org, for those who read pages by machine."""

from typing import Any

from flask import current_app

from jcmevents.agenda.programme import Programme, ProgrammeSession
from jcmevents.text import localized

CONTEXT = "https://schema.org"


def as_linked_data(programme: Programme) -> dict[str, Any]:
    """The meeting as an event with its sessions as events within it, in the reader's language."""
    address = f"{current_app.config['BASE_URL']}/meetings/{programme.slug}"
    return {
        "@context": CONTEXT,
        "@type": "Event",
        "@id": address,
        "name": localized(programme.titles),
        "url": f"{address}/agenda",
        "startDate": programme.days[0].held_on.isoformat(),
        "endDate": programme.days[-1].held_on.isoformat(),
        "location": _place(programme.places),
        "subEvent": [
            *(_event(session, programme, address, "EventScheduled") for session in programme.sessions),
            *(_event(session, programme, address, "EventCancelled") for session in programme.cancelled),
        ],
    }


def _event(session: ProgrammeSession, programme: Programme, address: str, status: str) -> dict[str, Any]:
    event = {
        "@type": "Event",
        "@id": f"{address}/agenda#{session.uid}",
        "name": session.title,
        "description": localized(session.abstracts),
        "startDate": session.starts_at.isoformat(),
        "endDate": session.ends_at.isoformat() if session.ends_at else "",
        "eventStatus": f"{CONTEXT}/{status}",
        "location": _place([*filter(None, [localized(session.room)]), *programme.places]),
        "performer": [{"@type": "Person", "name": localized(person.names)} for person in session.speakers],
    }
    return {name: value for name, value in event.items() if value}


def _place(names: list[str]) -> dict[str, str] | None:
    return {"@type": "Place", "name": ", ".join(names)} if names else None
