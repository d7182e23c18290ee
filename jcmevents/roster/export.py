"""The roster as a file: a spreadsheet, data, or a document to print."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO

from flask_babel import force_locale, gettext

from jcmevents.document import media_type as document_type
from jcmevents.document import render
from jcmevents.registration.particulars import HEADINGS
from jcmevents.roster.printing import document
from jcmevents.roster.roster import Roster
from jcmevents.sheet import XLSX, as_csv, as_xlsx


def export(roster: Roster, format: str, *, lang: str, at: datetime) -> bytes:
    """The roster as a file of `format` (a key of FORMATS), headings and values in `lang`."""
    with force_locale(lang):
        return FORMATS[format][1](roster, at)


def media_type(format: str) -> str:
    return FORMATS[format][0]


def _rows(roster: Roster) -> Iterator[list[str]]:
    keys = roster.view.written
    return (list(roster.cells(person, keys).values()) for person in roster.people())


def _headings(roster: Roster) -> list[str]:
    return [str(HEADINGS[key]) for key in roster.view.written]


def _xlsx(roster: Roster, _at: datetime) -> bytes:
    return as_xlsx(gettext("Roster"), _headings(roster), _rows(roster))


def _csv(roster: Roster, _at: datetime) -> bytes:
    return as_csv(_headings(roster), _rows(roster))


def _json(roster: Roster, at: datetime) -> bytes:
    """Values as they are stored, so that a program need not know the language; one person after the other."""
    about = {"meeting": roster.meeting.slug, "made_at": at.isoformat(), "selection": roster.selection.parts}
    file = BytesIO()
    file.write(json.dumps(about, ensure_ascii=False, indent=1).encode().removesuffix(b"\n}") + b',\n "people": [')
    for number, person in enumerate(roster.people()):
        told = json.dumps(roster.stored(person, roster.view.written), ensure_ascii=False)
        file.write((b",\n  " if number else b"\n  ") + told.encode())
    file.write(b"\n ]\n}\n")
    return file.getvalue()


def _pdf(roster: Roster, at: datetime) -> bytes:
    return render(document(roster, at), "pdf")


FORMATS: dict[str, tuple[str, Callable[[Roster, datetime], bytes]]] = {
    "xlsx": (XLSX, _xlsx),
    "csv": ("text/csv; charset=utf-8", _csv),
    "json": ("application/json", _json),
    "pdf": (document_type("pdf"), _pdf),
}
