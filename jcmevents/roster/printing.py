"""The roster as a document to print."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask_babel import gettext

from jcmevents.document import Block, Document, Figures, Heading, Paragraph, Table
from jcmevents.registration.states import State
from jcmevents.roster.roster import Roster
from jcmevents.text import current_language, localized

# The columns while nobody has chosen any, and their widths in percent; see `_row`.
WIDTHS = {"full_name": 20, "function": 20, "capacity": 10, "state": 10, "email": 25, "number": 15}


def document(roster: Roster, at: datetime) -> Document:
    """In the language in force; in the order of delegations a section for each, else one table."""
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
    people = [(person.delegation_id, roster.cells(person, roster.written)) for person in roster.people()]
    groups: dict[int, list[dict[str, str]]] = {}
    for delegation_id, cells in people:
        groups.setdefault(delegation_id, []).append(cells)
    yield from _figures(roster, len(people), len(groups))
    if roster.view.order:
        yield _table(roster, [cells for _id, cells in people])
        return
    for id, group in groups.items():
        yield Heading(f"{roster.delegation_names[id]} ({len(group)})")
        yield _table(roster, group)


def _figures(roster: Roster, people: int, delegations: int) -> Iterator[Block]:
    figures = [(gettext("People"), str(people)), (gettext("Delegations"), str(delegations))]
    if roster.selection.parts:
        yield Paragraph(gettext("A selection, not the whole roster."), role="note")
    else:
        figures += [(State(state).label, str(number)) for state, number in roster.counts.states.items()]
    yield Figures(figures)


def _table(roster: Roster, people: Sequence[dict[str, str]]) -> Table:
    if roster.view.columns:
        columns = roster.shown
        head = [str(roster.headings[key]) for key in columns]
        return Table(head, [[cells[key] for key in columns] for cells in people], header_column=0)
    head = [str(roster.headings[key]) for key in WIDTHS]
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
