"""What a focal point fills in."""

from typing import Any

import wtforms
from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FieldList,
    FileField,
    FormField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, Optional, ValidationError

from jcmevents.delegations.letters import KIND_LABELS
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.forms import CreateForm, EditForm, Form, choices
from jcmevents.meetings.models import Day
from jcmevents.nomination.nominating import CAPACITIES, MOST_AT_ONCE
from jcmevents.registration.models import Registration
from jcmevents.registration.states import CAPACITY_LABELS, Capacity
from jcmevents.text import current_language, written_date

PERSON = ("full_name", "capacity", "function", "email", "lang", "funded")
NO_ADDRESS = _l("This is not an e-mail address, like name@example.org.")
AS_IN_PASSPORT = _l("In full, as in the passport. One word is enough if it is the whole name.")


class _PersonFields(wtforms.Form):
    """What is told about a person who is nominated. The rest the person fills in himself."""

    full_name = StringField(_l("Name"), description=AS_IN_PASSPORT, validators=[Length(max=200)])
    capacity = SelectField(_l("Capacity"), default=Capacity.DELEGATE)
    function = StringField(_l("Function"), description=_l("For example Deputy Director."), validators=[Length(max=300)])
    email = EmailField(
        _l("E-mail"),
        description=_l("The person gets a private link to complete the form. Without an address the mails go to you."),
        validators=[Optional(), Length(max=254), Email(NO_ADDRESS)],
    )
    lang = SelectField(_l("Language of mails"))
    funded = BooleanField(_l("On a funded seat: the host pays for the journey"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.capacity.choices = choices((capacity, CAPACITY_LABELS[capacity]) for capacity in CAPACITIES)
        self.lang.choices = choices(current_app.extensions["languages"])

    def details(self) -> dict[str, Any]:
        """Columns of `Registration`."""
        return {name: self[name].data for name in PERSON if name in self}

    @property
    def is_empty(self) -> bool:
        return not any(self[name].data for name in ("full_name", "function", "email"))


class NomineeFields(_PersonFields):
    """One of several people; left empty where fewer are nominated."""

    def validate_full_name(self, field: StringField) -> None:
        if not self.is_empty and not field.data:
            raise ValidationError(gettext("Enter the name."))


class NomineesForm(CreateForm):
    """Several people at once."""

    people = FieldList(FormField(NomineeFields), label=_l("People"), max_entries=MOST_AT_ONCE)

    def __init__(self, delegation: Delegation):
        super().__init__(data={"people": [{"lang": current_language()}] * MOST_AT_ONCE})
        if not delegation.funded_seats:
            for entry in self.people:
                del entry.form.funded

    def nominees(self) -> list[dict[str, Any]]:
        """Columns of `Registration` for each person that was entered. Refuses none at all."""
        entered = [entry.form.details() for entry in self.people if not entry.form.is_empty]
        if not entered:
            raise RuleBroken(gettext("Enter at least one person."))
        return entered


class _PersonForm(Form, _PersonFields):
    full_name = StringField(_l("Name"), description=AS_IN_PASSPORT, validators=[DataRequired(), Length(max=200)])


class EditNomineeForm(EditForm, _PersonForm):
    """Change what the focal point told, while the person has not filled in the form."""

    def __init__(self, registration: Registration):
        super().__init__(registration)
        if not registration.delegation.funded_seats:
            del self.funded

    @staticmethod
    def stored(row: Registration) -> dict[str, Any]:
        return {name: getattr(row, name) for name in PERSON}


class ReplacementForm(CreateForm, _PersonForm):
    """Somebody else in the place of a person."""

    def __init__(self, registration: Registration):
        kept = {name: getattr(registration, name) for name in ("capacity", "function", "funded")}
        super().__init__(data={**kept, "lang": current_language()})
        if not registration.delegation.funded_seats:
            del self.funded


class WithdrawalForm(Form):
    why = TextAreaField(
        _l("Reason"), description=_l("The organizers and the person read it."), validators=[Length(max=2000)]
    )


class LetterForm(CreateForm):
    file = FileField(_l("File"), description=_l("PDF, JPEG or PNG, at most 10 megabytes."))
    kind = SelectField(_l("Kind"), choices=choices(KIND_LABELS.items()))
    reference = StringField(
        _l("Reference number"), description=_l("If the letter has one."), validators=[Length(max=100)]
    )
    dated_on = DateField(_l("Date of the letter"), validators=[Optional()])

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError(gettext("Choose a file."))


class HeadForm(Form):
    """Who is head, and who on which day of the meeting in his place: a field `day_<id>` for each, see `head_form`."""

    head = SelectField(_l("Head of delegation"), coerce=int, validators=[DataRequired()])

    def of_days(self, days: list[Day]) -> dict[Day, int]:
        """The id of the person named for each day; 0: nobody but the head."""
        return {day: int(self[f"day_{day.id}"].data) for day in days}


def head_form(delegation: Delegation, members: list[Registration], named: dict[str, int]) -> HeadForm:
    """The form of the heads among `members`; `named`: id of the person by name of the field."""
    people = [(member.id, member.full_name) for member in members]
    as_always = (0, gettext("the head of delegation"))
    days = {
        f"day_{day.id}": SelectField(
            written_date(day.held_on, current_language()), coerce=int, choices=choices([as_always, *people])
        )
        for day in delegation.meeting.days
    }
    form: HeadForm = type("HeadOfDaysForm", (HeadForm,), days)(data=named)
    form.head.choices = choices([*([] if named.get("head") else [(0, gettext("Please choose"))]), *people])
    return form
