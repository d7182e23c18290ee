"""What became of each row, as a table and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext
from sqlalchemy import Select, select

from jcmevents.extensions import db
from jcmevents.registration.models import Registration
from jcmevents.roster.importing.columns import targets
from jcmevents.roster.importing.models import ImportRow, Outcome, RosterImport
from jcmevents.sheet import XLSX, as_csv, as_xlsx

SHOWN = 100  # rows with a fault on the page; the file has all
AT_A_TIME = 500
MEDIA_TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}


class Told(NamedTuple):
    """A row of the report."""

    row: str
    outcome: str
    number: str
    name: str
    column: str
    fault: str


def faults(roster_import: RosterImport) -> list[Told]:
    """The first rows in which something is wrong, a line for each cell."""
    wrong = (Outcome.REFUSED, Outcome.KEPT)
    rows = db.session.execute(_rows(roster_import).where(ImportRow.outcome.in_(wrong)).limit(SHOWN))
    headings = targets(roster_import.meeting)
    return [told for row, number in rows for told in _told(row, number, headings)]


def report(roster_import: RosterImport, format: str) -> bytes:
    """All rows of which something is known, as "xlsx" or "csv"."""
    head = [
        *(gettext("Row"), gettext("What became of it"), gettext("Number"), gettext("Name")),
        *(gettext("Column"), gettext("What is wrong")),
    ]
    return (
        as_csv(head, _all(roster_import)) if format == "csv" else as_xlsx(gettext("Import"), head, _all(roster_import))
    )


def _all(roster_import: RosterImport) -> Iterator[Told]:
    rows = db.session.execute(_rows(roster_import), execution_options={"yield_per": AT_A_TIME})
    headings = targets(roster_import.meeting)
    return (told for row, number in rows for told in _told(row, number, headings))


def _rows(roster_import: RosterImport) -> Select[ImportRow, str]:
    return (
        select(ImportRow, Registration.number)
        .outerjoin(Registration, Registration.id == ImportRow.registration_id)
        .where(ImportRow.import_id == roster_import.id)
        .order_by(ImportRow.row)
    )


def _told(row: ImportRow, number: str | None, headings: Mapping[str, Any]) -> Iterator[Told]:
    """A line for each fault; one line where there is none."""
    known = (str(row.row), Outcome(row.outcome).label, number or "", row.name)
    for target, sentence in row.faults or [("", "")]:
        yield Told(*known, str(headings.get(target, "")), sentence)
