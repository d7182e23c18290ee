"""All answers of a meeting as a spreadsheet: a row for each person, a column for each question."""

from collections.abc import Callable, Iterator, Sequence

from flask_babel import gettext
from sqlalchemy import select

from jcmevents.delegations.ordering import all_in_order
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire.models import FormField
from jcmevents.registration.answers import texts
from jcmevents.registration.models import Registration
from jcmevents.registration.states import SEATED
from jcmevents.sheet import XLSX, as_csv, as_xlsx

Table = tuple[list[str], Iterator[list[str]]]


def _columns(meeting: Meeting) -> list[FormField]:
    """The questions, retired ones too. Sensitive answers are read person by person and leave in no file."""
    return [field for field in FormField.of(meeting, retired=True) if not field.is_sensitive]


def _table(meeting: Meeting) -> Table:
    """Head and rows for the people who hold a seat, delegation by delegation."""
    fields = _columns(meeting)
    head = [gettext("Number"), gettext("Delegation"), gettext("Name"), *(field.label() for field in fields)]
    return head, _rows(meeting, fields)


def _rows(meeting: Meeting, fields: Sequence[FormField]) -> Iterator[list[str]]:
    names = {delegation.id: delegation.name() for delegation in all_in_order(meeting)}
    places = {id: place for place, id in enumerate(names)}
    seated = select(Registration).where(Registration.meeting_id == meeting.id, Registration.state.in_(SEATED))
    people = sorted(db.session.scalars(seated), key=lambda person: (places[person.delegation_id], person.position))
    told = texts(people, fields)
    for person in people:
        yield [person.number, names[person.delegation_id], person.full_name, *told[person.id].values()]


def _xlsx(meeting: Meeting) -> bytes:
    return as_xlsx(gettext("Answers"), *_table(meeting))


def _csv(meeting: Meeting) -> bytes:
    return as_csv(*_table(meeting))


FORMATS: dict[str, tuple[str, Callable[[Meeting], bytes]]] = {
    "xlsx": (XLSX, _xlsx),
    "csv": ("text/csv; charset=utf-8", _csv),
}
