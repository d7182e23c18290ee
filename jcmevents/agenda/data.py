"""The programme as data: texts by language, times as on the wall and as instants."""

from typing import Any

from jcmevents.agenda.programme import Entry, Handout, Person, Programme, ProgrammeItem, ProgrammeSession


def as_data(programme: Programme) -> dict[str, Any]:
    """`programme` as JSON can hold it."""
    names = ("slug", "titles", "zone", "venues", "cities", "is_demonstration")
    return {
        "meeting": {name: getattr(programme, name) for name in names},
        "people": [_person(person) for person in programme.leaders],
        "days": [
            {"held_on": day.held_on.isoformat(), "sessions": [_session(each) for each in day.sessions]}
            for day in programme.days
        ],
    }


def _session(session: ProgrammeSession) -> dict[str, Any]:
    return {
        **_entry(session),
        "uid": session.uid,
        "sequence": session.sequence,
        "code": session.code,
        "zone": session.zone_label,
        "room": session.room or None,
        "record_rule": session.record_rule,
        "summaries": session.summaries,
        "items": [_item(item) for item in session.items],
    }


def _item(item: ProgrammeItem) -> dict[str, Any]:
    return {**_entry(item), "minutes": item.minutes}


def _entry(entry: Entry) -> dict[str, Any]:
    names = ("id", "kind", "titles", "abstracts", "questions")
    return {name: getattr(entry, name) for name in names} | {
        "starts": entry.starts or None,
        "ends": entry.ends or None,
        "starts_at": entry.starts_at.isoformat() if entry.starts_at else None,
        "ends_at": entry.ends_at.isoformat() if entry.ends_at else None,
        "people": [_person(person) for person in entry.people],
        "materials": [_handout(handout) for handout in entry.materials],
    }


def _person(person: Person) -> dict[str, Any]:
    names = ("duty", "names", "affiliations", "on_behalf_of", "is_online")
    return {name: getattr(person, name) for name in names}


def _handout(handout: Handout) -> dict[str, Any]:
    names = ("id", "kind", "titles", "lang", "audience")
    return {name: getattr(handout, name) for name in names}
