"""From an uploaded file to a plan: YAML, CSV or XLSX."""

from collections.abc import Iterator
from csv import Error as CsvError
from csv import reader
from io import BytesIO, StringIO
from typing import Any

import yaml
from flask_babel import gettext
from python_calamine import CalamineError, CalamineWorkbook

from jcmevents.agenda import cells
from jcmevents.agenda.plan import KEYS, Fault, Plan
from jcmevents.errors import RuleBroken
from jcmevents.sheet import unguarded
from jcmevents.sheet.bombs import refuse_bomb

LARGEST = 2 * 1024 * 1024  # bytes
HEADINGS = {key for key in KEYS if key != "items"}
YAML_KEYS = {"title", "days", "zone", "place", "participants", "aims", "day", "items"}
SHARED = ("day", "room", "run", "record", "code")  # what the first row of a session says for all
PARTING = ("day", "run")  # what never differs within a session
Row = list[Any]


def read_plan(content: bytes, filename: str) -> Plan:
    """What the file says. Raises RuleBroken for a file that cannot be read at all."""
    if len(content) > LARGEST:
        raise RuleBroken(gettext("This file is too large."), field="file")
    ending = filename.lower().rpartition(".")[2]
    if ending in ("yaml", "yml"):
        return _from_yaml(_decoded(content))
    if ending == "csv":
        return _from_rows([[unguarded(cell) for cell in row] for row in _csv_rows(_decoded(content))])
    if ending == "xlsx":
        return _from_rows(_xlsx_rows(content))
    raise RuleBroken(gettext("Choose a file whose name ends in .yaml, .csv or .xlsx."), field="file")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp932")  # what a Japanese Excel writes
    except UnicodeDecodeError:
        raise RuleBroken(gettext("The text of this file is not UTF-8."), field="file") from None


def _from_yaml(text: str) -> Plan:
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        line = gettext(" (line %(n)s)", n=place.line + 1) if place else ""
        raise RuleBroken(gettext("This is not YAML that can be read%(line)s.", line=line), field="file") from None
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise RuleBroken(gettext("The file has no list of “items”."), field="file")
    entries = ((gettext("Entry %(n)s", n=n), entry) for n, entry in enumerate(data["items"], start=1))
    plan = Plan.of(entries, day=cells.day(data.get("day")), zone=cells.line(data.get("zone")))
    if unknown := sorted(str(key) for key in data if key not in YAML_KEYS):
        sentence = gettext("Nothing is known of “%(names)s” here.", names=", ".join(unknown))
        plan.faults.insert(0, Fault(gettext("Head of the file"), sentence))
    return plan


def _csv_rows(text: str) -> list[Row]:
    try:
        return list(reader(StringIO(text), strict=True))
    except CsvError:
        raise RuleBroken(gettext("This is not a CSV file that can be read."), field="file") from None


def _xlsx_rows(content: bytes) -> list[Row]:
    refuse_bomb(content)
    try:
        return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError):
        raise RuleBroken(gettext("This is not an Excel file that can be read."), field="file") from None


def _from_rows(rows: list[Row]) -> Plan:
    heads = [str(cell).strip().lower() for cell in rows[0]] if rows else []
    if unknown := [head for head in heads if head and head not in HEADINGS]:
        sentence = gettext(
            "These columns are not known: %(names)s. Known are: %(known)s.",
            names=", ".join(unknown),
            known=", ".join(sorted(HEADINGS)),
        )
        raise RuleBroken(sentence, field="file")
    if not {"title", "title_en"} & set(heads):
        raise RuleBroken(gettext("The first row has to name the columns, at least title and start."), field="file")
    return Plan.of(_sessions(_entries(heads, rows[1:])))


def _entries(heads: list[str], rows: list[Row]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, row in enumerate(rows, start=2):
        entry = {head: cell for head, cell in zip(heads, row, strict=False) if head and cell not in ("", None)}
        if entry:
            yield gettext("Row %(n)s", n=number), entry


def _sessions(entries: Iterator[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Neighbouring rows that name the same session become its items; another day or run begins another session."""
    rows: list[tuple[str, dict[str, Any]]] = []
    for row in entries:
        if rows and not _goes_on(rows[0][1], row[1]):
            yield _session(rows)
            rows = []
        rows.append(row)
    if rows:
        yield _session(rows)


def _goes_on(first: dict[str, Any], entry: dict[str, Any]) -> bool:
    """Whether `entry` is an item of the session whose first row is `first`."""
    name = _session_name(entry)
    return bool(name) and name == _session_name(first) and all(entry.get(k) in (None, first.get(k)) for k in PARTING)


def _session_name(entry: dict[str, Any]) -> str:
    return str(entry.get("session", "")).strip()


def _session(rows: list[tuple[str, dict[str, Any]]]) -> tuple[str, dict[str, Any]]:
    """The rows as a session with items; one that names no session is a session by itself."""
    where, first = rows[0]
    if not (name := _session_name(first)):
        return rows[0]
    items = [(place, {key: cell for key, cell in entry.items() if key != "session"}) for place, entry in rows]
    return where, {"session": name, "items": items, **{key: first[key] for key in SHARED if key in first}}
