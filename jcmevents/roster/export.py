"""The roster as a file: a spreadsheet, data, or a document to print."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from flask_babel import force_locale, gettext
from werkzeug.datastructures import MultiDict

from jcmevents import clock, downloads
from jcmevents.accounts.models import User
from jcmevents.document import media_type as document_type
from jcmevents.document import render
from jcmevents.downloads import Download
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.roster.printing import document
from jcmevents.roster.roster import Roster
from jcmevents.roster.view import View
from jcmevents.sheet import XLSX, as_csv, as_xlsx

KIND = "roster"
MOST_PRINTED_AT_ONCE = 300  # people: about three seconds
MOST_WRITTEN_AT_ONCE = 10_000


def export(roster: Roster, format: str, *, lang: str, at: datetime) -> bytes:
    """The roster as a file of `format` (a key of FORMATS), headings and values in `lang`."""
    with force_locale(lang):
        return FORMATS[format][1](roster, at)


def takes_long(roster: Roster, format: str) -> bool:
    """Whether the worker should make the file, so that nobody waits for a page."""
    return roster.total > (MOST_PRINTED_AT_ONCE if format == "pdf" else MOST_WRITTEN_AT_ONCE)


def request_export(roster: Roster, format: str, *, lang: str, by: User, at: datetime) -> Download:
    """Have the worker make the file for `by`."""
    meeting = roster.meeting
    arguments = {"meeting_id": meeting.id, "view": roster.view.arguments, "format": format}
    return Download.request(KIND, arguments, name=f"{meeting.slug}-roster.{format}", lang=lang, by=by, at=at)


@downloads.makes(KIND)
def _made_by_worker(arguments: dict[str, Any], lang: str, report: Callable[[int, int], None]) -> tuple[bytes, str]:
    meeting, format = db.session.get_one(Meeting, arguments["meeting_id"]), arguments["format"]
    roster = Roster(meeting, View.understood(MultiDict(arguments["view"])), lang)
    roster.report = report if format != "pdf" else None  # reading the people is the least of it
    return export(roster, format, lang=lang, at=clock.now()), media_type(format)


def media_type(format: str) -> str:
    return FORMATS[format][0]


def _rows(roster: Roster) -> Iterator[list[str]]:
    keys = roster.written
    return (list(roster.cells(person, keys).values()) for person in roster.people())


def _headings(roster: Roster) -> list[str]:
    return [str(roster.headings[key]) for key in roster.written]


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
        told = json.dumps(roster.stored(person, roster.written), ensure_ascii=False)
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
