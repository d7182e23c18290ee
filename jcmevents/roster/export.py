"""The roster as a file: a spreadsheet, data, or a document to print."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from flask_babel import force_locale, gettext

from jcmevents.document import Block, Document, Figures, Heading, Paragraph, Table, render
from jcmevents.document import media_type as document_type
from jcmevents.registration.particulars import HEADINGS
from jcmevents.registration.states import State
from jcmevents.roster.roster import Roster
from jcmevents.sheet import XLSX, as_csv, as_xlsx
from jcmevents.text import current_language, localized

# The columns of the document and their widths in percent.
WIDTHS = {"full_name": 20, "function": 20, "capacity": 10, "state": 10, "email": 25, "number": 15}


def export(roster: Roster, format: str, *, lang: str, at: datetime) -> bytes:
    """The roster as a file of `format` (a key of FORMATS), headings and values in `lang`."""
    with force_locale(lang):
        return FORMATS[format][1](roster, at)


def media_type(format: str) -> str:
    return FORMATS[format][0]


def _rows(roster: Roster) -> list[list[str]]:
    return [list(roster.cells(person).values()) for person in roster.people()]


def _headings() -> list[str]:
    return [str(heading) for heading in HEADINGS.values()]


def _xlsx(roster: Roster, _at: datetime) -> bytes:
    return as_xlsx(gettext("Roster"), _headings(), _rows(roster))


def _csv(roster: Roster, _at: datetime) -> bytes:
    return as_csv(_headings(), _rows(roster))


def _json(roster: Roster, at: datetime) -> bytes:
    """Values as they are stored, so that a program need not know the language."""
    content = {
        "meeting": roster.meeting.slug,
        "made_at": at.isoformat(),
        "selection": roster.selection.parts,
        "people": [roster.stored(person) for person in roster.people()],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _pdf(roster: Roster, at: datetime) -> bytes:
    return render(document(roster, at), "pdf")


FORMATS: dict[str, tuple[str, Callable[[Roster, datetime], bytes]]] = {
    "xlsx": (XLSX, _xlsx),
    "csv": ("text/csv; charset=utf-8", _csv),
    "json": ("application/json", _json),
    "pdf": (document_type("pdf"), _pdf),
}


def document(roster: Roster, at: datetime) -> Document:
    """The roster to print, a section for each delegation, in the language in force."""
    title = localized(roster.meeting.titles)
    return Document(
        title=gettext("Roster"),
        lang=current_language(),
        blocks=tuple(_blocks(roster)),
        kind="roster",
        author=gettext("Article 6 Implementation Partnership Center (A6IP Center)"),
        created=at.astimezone(roster.meeting.tz).date(),
        subtitle=title,
        running_head=title,
        notice=gettext("Demonstration data") if roster.meeting.is_demonstration else "",
        orientation="landscape",
    )


def _blocks(roster: Roster) -> Iterator[Block]:
    groups = list(roster.by_delegation())
    people = sum(len(group) for _name, group in groups)
    figures = [(gettext("People"), str(people)), (gettext("Delegations"), str(len(groups)))]
    if roster.selection.parts:
        yield Paragraph(gettext("A selection, not the whole roster."), role="note")
    else:
        figures += [(State(state).label, str(number)) for state, number in roster.counts.items()]
    yield Figures(figures)
    for name, group in groups:
        yield Heading(f"{name} ({len(group)})")
        yield _table([roster.cells(person) for person in group])


def _table(people: Sequence[dict[str, str]]) -> Table:
    head = [str(HEADINGS[key]) for key in WIDTHS]
    return Table(head, [_row(cells) for cells in people], widths=tuple(WIDTHS.values()), header_column=0)


def _row(cells: dict[str, str]) -> list[str]:
    """The cells of a person under the columns of WIDTHS; what belongs together shares a cell."""
    together = {
        "full_name": _joined("\n", _joined(" ", cells["honorific"], cells["full_name"]), cells["reading"]),
        "function": _joined("\n", cells["function"], cells["unit"]),
        "capacity": _joined("\n", cells["capacity"], cells["mode"]),
        "email": _joined("\n", cells["email"], cells["phone"]),
    }
    return [together.get(key, cells[key]) for key in WIDTHS]


def _joined(by: str, *texts: str) -> str:
    return by.join(text for text in texts if text)
