"""The list of participants as data, beside its document: a printed list cannot be read back."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from jcmevents.document import Document, media_type, pdf_of_pieces, render
from jcmevents.record.participants import Entry, Participant, ParticipantList, Readers
from jcmevents.record.participants_list import participants_document, participants_pieces
from jcmevents.record.parts import Part
from jcmevents.sheet import as_csv
from jcmevents.text import current_language, localized

MEDIA_TYPES = {
    "pdf": media_type("pdf"),
    "docx": media_type("docx"),
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
COLUMNS = ("part", "iso2", "delegation", "honorific", "name", "function", "unit", "email", "people")


Report = Callable[[int, int], None]
Make = Callable[[Callable[[], None]], tuple[bytes, str]]  # told what to call now and then; content and media type


def exported(listed: ParticipantList, format: str, at: datetime, report: Report = lambda _done, _total: None) -> bytes:
    """The list for the participants as one of MEDIA_TYPES, in the reader's language. `at` is the instant it is made.

    How far a long PDF is, is told by `report(done, total)`.
    """
    if format == "pdf":
        return _pdf(listed, at, report)
    if format == "docx":
        return render(participants_document(listed, at), "docx")
    return _csv(listed) if format == "csv" else _json(listed, at)


def composed_list(listed: ParticipantList, at: datetime) -> dict[str, Make]:
    """What makes the file of each format, txt too; all that it needs is read now, so that they tell of one moment."""
    document, pieces = participants_document(listed, at), participants_pieces(listed, at)
    data = {"csv": _csv(listed), "json": _json(listed, at)}
    return {
        "pdf": lambda beat: (_bound(pieces, lambda _done, _total: beat()), MEDIA_TYPES["pdf"]),
        "docx": lambda _beat: (render(document, "docx"), MEDIA_TYPES["docx"]),
        "csv": lambda _beat: (data["csv"], MEDIA_TYPES["csv"]),
        "json": lambda _beat: (data["json"], MEDIA_TYPES["json"]),
        "txt": lambda _beat: (render(document, "txt"), media_type("txt")),
    }


def _pdf(listed: ParticipantList, at: datetime, report: Report) -> bytes:
    return _bound(participants_pieces(listed, at), report)


def _bound(pieces: list[Document], report: Report) -> bytes:
    return pdf_of_pieces(pieces, report) if len(pieces) > 1 else render(pieces[0], "pdf")


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
        "parts": [_part(part, entries) for part, entries in listed.parts],
        "delegations": [_delegation(part, entry) for part, entries in listed.parts for entry in entries],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _part(part: Part, entries: tuple[Entry, ...]) -> dict[str, Any]:
    people = sum(len(entry.people) for entry in entries)
    return {"part": part.value, "label": part.label, "delegations": len(entries), "people": people}


def _rows(part: Part, entry: Entry) -> list[tuple[str, ...]]:
    head = (part.value, entry.delegation.country_iso2 or "", entry.delegation.name(form="formal"))
    named = entry.named(Readers.PARTICIPANTS)
    rows: list[tuple[str, ...]] = [
        (*head, person.honorific, person.name, person.function, person.unit, person.email, "1") for person in named
    ]
    if further := entry.further(Readers.PARTICIPANTS):
        rows.append((*head, *[""] * 5, str(further)))
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
    values = {name: getattr(person, name) for name in ("honorific", "name", "function", "unit", "email")}
    return {name: value for name, value in values.items() if value}
