"""Forms of an import: the file, and which of its columns holds what."""

from __future__ import annotations

from itertools import islice
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField

from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.forms import CreateForm, Form, choices
from jcmevents.meetings.models import Meeting
from jcmevents.roster.importing.columns import targets
from jcmevents.roster.importing.models import RosterImport

LONGEST_EXAMPLE = 30  # characters
LOOKED_AT = 50  # rows in which an example is looked for


class UploadForm(CreateForm):
    file = FileField(
        _l("File"),
        description=_l("XLSX or CSV, at most 20 megabytes: a row of headings, then a row for each person."),
        validators=[FileRequired(_l("Choose a file."))],
    )


class ColumnsForm(Form):
    """For each thing that can be imported a select field of the same name, with the columns of the file."""

    delegation_id = SelectField(
        _l("Delegation of everybody"),
        description=_l("Where the file does not say to which delegation somebody belongs."),
    )

    def __init__(self, roster_import: RosterImport, delegations: list[Delegation]):
        self.targets = _in_order(targets(roster_import.meeting))
        stored = {target: str(number) for target, number in roster_import.columns.items()}
        super().__init__(data={**stored, "delegation_id": str(roster_import.delegation_id or "")})
        nobody = ("", gettext("(the file says it)"))
        self.delegation_id.choices = choices([nobody, *((str(each.id), each.name()) for each in delegations)])
        columns = choices([("", gettext("(not in the file)")), *_columns(roster_import)])
        for target in self.targets:
            self[target].choices = columns

    def delegation_of_everybody(self, meeting: Meeting) -> Delegation | None:
        return Delegation.found_in(meeting, int(self.delegation_id.data)) if self.delegation_id.data else None

    def columns(self) -> dict[str, int]:
        """Number of the column by what it holds. Raises RuleBroken if one is to hold two things, or no name is said."""
        said = {target: int(self[target].data) for target in self.targets if self[target].data}
        for target, number in said.items():
            if list(said.values()).count(number) > 1 and {target, *_twins(said, number)} != {"delegation", "country"}:
                raise RuleBroken(gettext("One column cannot hold two things."), field=target)
        if "full_name" not in said and "number" not in said:
            raise RuleBroken(gettext("Say which column holds the name."), field="full_name")
        return said


def columns_form(roster_import: RosterImport, delegations: list[Delegation]) -> ColumnsForm:
    """The form with a select field for everything that can be imported into the meeting."""
    fields = {target: SelectField(heading) for target, heading in targets(roster_import.meeting).items()}
    form: ColumnsForm = type("ColumnsOfMeeting", (ColumnsForm,), fields)(roster_import, delegations)
    return form


def _twins(said: dict[str, int], number: int) -> list[str]:
    return [target for target, each in said.items() if each == number]


def _columns(roster_import: RosterImport) -> list[tuple[str, str]]:
    """Number and heading of each column, with the first text that stands in it."""
    examples: dict[int, str] = {}
    for _row, cells in islice(roster_import.rows(), LOOKED_AT):
        for number, cell in enumerate(cells):
            if cell.strip():
                examples.setdefault(number, " ".join(cell.split()))
    return [
        (str(number), _with_example(heading or gettext("Column %(n)s", n=number + 1), examples.get(number, "")))
        for number, heading in enumerate(roster_import.head)
    ]


def _with_example(heading: str, example: str) -> str:
    short = example if len(example) <= LONGEST_EXAMPLE else example[:LONGEST_EXAMPLE] + "…"
    return f"{heading}: {short}" if short else heading


def not_imported(roster_import: RosterImport) -> list[str]:
    """The headings of the columns that hold nothing known."""
    used = set(roster_import.columns.values())
    return [heading for number, heading in enumerate(roster_import.head) if heading and number not in used]


def _in_order(headings: dict[str, Any]) -> list[str]:
    """As a list of people has them: who, from where, then the rest."""
    return list(dict.fromkeys(("full_name", "delegation", "country", "email", "number", "external_id", *headings)))
