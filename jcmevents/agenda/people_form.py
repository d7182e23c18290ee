"""The rows of a form in which people get their part in the programme."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length

from jcmevents.agenda.kinds import DUTY_LABELS, Duty
from jcmevents.agenda.roles import LANGUAGES, MOST_PEOPLE, Role
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import EditForm, Form, by_language, choices
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import SEATED

MOST_OFFERED = 500  # people in the list to choose from; others are found by typing their number
TEXTS = ("name", "affiliation", "behalf")


class PeopleFields(Form):
    """`person1_duty`, `person1_registrant`, `person1_name_en`, ... for MOST_PEOPLE people in their order."""

    duties: tuple[Duty, ...] = (Duty.SPEAKER, Duty.PANELIST, Duty.MODERATOR, Duty.RAPPORTEUR)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        for row in self.person_rows:
            row["duty"].choices = choices((duty, DUTY_LABELS[duty]) for duty in self.duties)

    @property
    def person_rows(self) -> list[dict[str, Any]]:
        """The fields of each person by their name within the row."""
        return [{name: self[f"person{n}_{name}"] for name in _ROW} for n in range(1, MOST_PEOPLE + 1)]

    @property
    def filled(self) -> int:
        """How many rows hold somebody, up to the last one."""
        rows = enumerate(self.person_rows, start=1)
        return max(
            (n for n, row in rows if row["name_en"].data or row["name_ja"].data or row["registrant"].data), default=0
        )

    @property
    def registrants(self) -> list[tuple[str, str]]:
        """Those who can be chosen: number and name."""
        people = select(Registration.number, Registration.full_name).where(
            Registration.meeting_id == self.meeting.id, Registration.state.in_(SEATED)
        )
        return [
            (number, name)
            for number, name in db.session.execute(people.order_by(Registration.full_name).limit(MOST_OFFERED))
        ]

    def people(self) -> list[dict[str, Any]]:
        """Columns of `Role` for each row with somebody in it. Raises RuleBroken for a row that names nobody."""
        return list(self._people())

    def _people(self) -> Iterator[dict[str, Any]]:
        for n, row in enumerate(self.person_rows, start=1):
            names, affiliations, bodies = (self.texts(f"person{n}_{text}") for text in TEXTS)
            person = self._registrant(row["registrant"])
            if not names and not person and (affiliations or bodies):
                raise RuleBroken(gettext("Enter the name of this person too."), field=row["name_en"].name)
            if names or person:
                yield {
                    "duty": row["duty"].data,
                    "names": names,
                    "affiliations": affiliations,
                    "on_behalf_of": bodies,
                    "is_online": row["is_online"].data,
                    "registration_id": person.id if person else None,
                }

    def _registrant(self, field: Any) -> Registration | None:
        if not field.data:
            return None
        found = Registration.found_in(self.meeting, field.data)
        if found is None:
            sentence = gettext("Nobody is registered for this meeting under this number.")
            raise RuleBroken(sentence, field=field.name)
        return found


class EditPeopleForm(EditForm, PeopleFields):
    """Over a row that has `roles`."""

    @staticmethod
    def part_of(name: str) -> str:
        """All people are one part: rows move up when somebody is taken out."""
        return "people" if name.startswith("person") else name

    @classmethod
    def stored_people(cls, roles: list[Role]) -> dict[str, Any]:
        """The values of all rows, those of the empty ones too: a clash compares each field."""
        values: dict[str, Any] = {f"person{n}_duty": cls.duties[0] for n in range(1, MOST_PEOPLE + 1)}
        values |= {f"person{n}_is_online": False for n in range(1, MOST_PEOPLE + 1)}
        for n, role in enumerate(roles[:MOST_PEOPLE], start=1):
            values |= cls._stored_person(f"person{n}_", role)
        return values

    @staticmethod
    def _stored_person(person: str, role: Role) -> dict[str, Any]:
        return {
            f"{person}duty": role.duty,
            f"{person}registrant": role.registration.number if role.registration else "",
            f"{person}is_online": role.is_online,
            **by_language(f"{person}name", role.names),
            **by_language(f"{person}affiliation", role.affiliations),
            **by_language(f"{person}behalf", role.on_behalf_of),
        }


def _fields() -> dict[str, Any]:
    """The fields of one row, by name, in the order of the page."""
    labels = {
        "name": (_l("Name in English"), _l("Name in Japanese"), 200),
        "affiliation": (_l("Function and body in English"), _l("Function and body in Japanese"), 300),
        "behalf": (_l("On behalf of, in English"), _l("On behalf of, in Japanese"), 300),
    }
    texts = {
        f"{text}_{lang}": StringField(label, validators=[Length(max=most)])
        for text, (*both, most) in labels.items()
        for lang, label in zip(LANGUAGES, both, strict=True)
    }
    registrant = StringField(
        _l("Registration number"),
        validators=[Length(max=20)],
        description=_l("Of somebody who is registered: name and function may then stay empty."),
    )
    online = {"is_online": BooleanField(_l("Online"))}
    return {"duty": SelectField(_l("Part")), "registrant": registrant, **texts, **online}


_ROW = tuple(_fields())
for _n in range(1, MOST_PEOPLE + 1):
    for _name, _field in _fields().items():
        setattr(PeopleFields, f"person{_n}_{_name}", _field)
