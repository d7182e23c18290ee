"""The programme as data: texts by language, times as on the wall and as instants. It can be read back."""

from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from jcmevents.agenda.kinds import Audience, Duty, RecordRule
from jcmevents.agenda.programme import Entry, Handout, Person, Programme, ProgrammeItem, ProgrammeSession, day_of
from jcmevents.agenda.walltime import instant

NOON = time(12)
_MEETING = ("slug", "titles", "zone", "venues", "cities", "is_demonstration")
_ENTRY = ("id", "kind", "titles", "abstracts", "questions")
_SESSION = ("uid", "sequence", "code", "record_rule", "summaries")


def as_data(programme: Programme) -> dict[str, Any]:
    """`programme` as JSON can hold it."""
    return {
        "meeting": {name: getattr(programme, name) for name in _MEETING},
        "people": [asdict(person) for person in programme.leaders],
        "days": [
            {"held_on": day.held_on.isoformat(), "sessions": [_session(each) for each in day.sessions]}
            for day in programme.days
        ],
        "cancelled": [_session(each) | {"held_on": each.held_on.isoformat()} for each in programme.cancelled],
    }


def _session(session: ProgrammeSession) -> dict[str, Any]:
    return {
        **_entry(session),
        **{name: getattr(session, name) for name in _SESSION},
        "zone": session.zone_label,
        "room": session.room or None,
        "run": {"names": session.run, "zone": session.run_zone} if session.run else None,
        "key_points": list(session.key_points),
        "items": [{**_entry(item), "minutes": item.minutes} for item in session.items],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _ENTRY} | {
        "starts": entry.starts or None,
        "ends": entry.ends or None,
        "starts_at": entry.starts_at.isoformat() if entry.starts_at else None,
        "ends_at": entry.ends_at.isoformat() if entry.ends_at else None,
        "people": [asdict(person) for person in entry.people],
        "materials": [asdict(handout) for handout in entry.materials],
    }


def from_data(data: dict[str, Any]) -> Programme:
    """The programme that `as_data` was given."""
    meeting = data["meeting"]
    zone = ZoneInfo(meeting["zone"])
    days = [(date.fromisoformat(day["held_on"]), day["sessions"]) for day in data["days"]]
    sessions = [_read_session(each, held_on, zone) for held_on, of_day in days for each in of_day]
    cancelled = (_read_session(each, date.fromisoformat(each["held_on"]), zone) for each in data["cancelled"])
    return Programme(
        **{name: meeting[name] for name in _MEETING},
        leaders=_read_people(data["people"]),
        days=tuple(day_of(held_on, sessions, instant(held_on, NOON, zone)) for held_on, _ in days),
        cancelled=tuple(cancelled),
    )


def _read_session(data: dict[str, Any], held_on: date, zone: ZoneInfo) -> ProgrammeSession:
    items = (ProgrammeItem(**_read_entry(item, zone), minutes=item["minutes"]) for item in data["items"])
    own = {name: data[name] for name in _SESSION} | {"record_rule": RecordRule(data["record_rule"])}
    run = data.get("run") or {"names": {}, "zone": ""}  # versions of earlier days know of no runs
    place = {"held_on": held_on, "room": data["room"] or {}, "run": run["names"], "run_zone": run["zone"]}
    return ProgrammeSession(**_read_entry(data, zone), **own, **place, items=tuple(items))


def _read_entry(data: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    handouts = (Handout(**{**each, "audience": Audience(each["audience"])}) for each in data["materials"])
    return {name: data[name] for name in _ENTRY} | {
        "starts_at": _read_instant(data["starts_at"], zone),
        "ends_at": _read_instant(data["ends_at"], zone),
        "people": _read_people(data["people"]),
        "materials": tuple(handouts),
    }


def _read_instant(text: str | None, zone: ZoneInfo) -> Any:
    return datetime.fromisoformat(text).astimezone(zone) if text else None


def _read_people(people: list[dict[str, Any]]) -> tuple[Person, ...]:
    return tuple(Person(**{**each, "duty": Duty(each["duty"])}) for each in people)
