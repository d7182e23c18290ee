"""The list of participants as data, beside its document: a printed list cannot be read back."""

import json
from datetime import datetime
from typing import Any

from jcmevents.document import render
from jcmevents.record.participants import Entry, Part, Participant, ParticipantList, Readers
from jcmevents.record.participants_list import participants_document
from jcmevents.sheet import as_csv
from jcmevents.text import current_language, localized

MEDIA_TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "json": "application/json"}
COLUMNS = ("part", "iso2", "delegation", "honorific", "name", "function", "unit", "people")


def exported(listed: ParticipantList, format: str, at: datetime) -> bytes:
    """The list for the participants as pdf, csv or json, in the reader's language. `at` is the instant it is made."""
    if format == "pdf":
        return render(participants_document(listed, at), "pdf")
    return _csv(listed) if format == "csv" else _json(listed, at)


def _csv(listed: ParticipantList) -> bytes:
    """A row per person; a row without a name, with their number in `people`, for those who are not named."""
    return as_csv(COLUMNS, (row for part, entries in listed.parts for entry in entries for row in _rows(part, entry)))


def _json(listed: ParticipantList, at: datetime) -> bytes:
    content = {
        "meeting": listed.meeting.slug,
        "title": localized(listed.meeting.titles),
        "lang": current_language(),
        "stage": listed.stage,
        "as_at": at.astimezone(listed.meeting.tz).date().isoformat(),
        "people": listed.people,
        "counted": listed.counted,
        "delegations": [_delegation(part, entry) for part, entries in listed.parts for entry in entries],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _rows(part: Part, entry: Entry) -> list[tuple[str, ...]]:
    head = (part.value, entry.delegation.country_iso2 or "", entry.delegation.name(form="formal"))
    named = entry.named(Readers.PARTICIPANTS)
    rows: list[tuple[str, ...]] = [
        (*head, person.honorific, person.name, person.function, person.unit, "1") for person in named
    ]
    if further := entry.further(Readers.PARTICIPANTS):
        rows.append((*head, "", "", "", "", str(further)))
    return rows


def _delegation(part: Part, entry: Entry) -> dict[str, Any]:
    return {
        "part": part.value,
        "iso2": entry.delegation.country_iso2,
        "name": entry.delegation.name(form="formal"),
        "people": [_person(person) for person in entry.named(Readers.PARTICIPANTS)],
        "further": entry.further(Readers.PARTICIPANTS),
    }


def _person(person: Participant) -> dict[str, str]:
    """Lines that are missing are absent."""
    values = {name: getattr(person, name) for name in ("honorific", "name", "function", "unit")}
    return {name: value for name, value in values.items() if value}
