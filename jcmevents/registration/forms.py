from collections.abc import Iterable
from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, StringField, TelField
from wtforms.validators import DataRequired, Email, Length
from wtforms.validators import Optional as MayBeEmpty

from jcmevents.delegations.models import Delegation
from jcmevents.forms import CreateForm, EditForm, Form, choices
from jcmevents.meetings.models import Mode
from jcmevents.registration.models import GENDER_LABELS, Gender, Registration
from jcmevents.registration.states import CAPACITY_LABELS, MODE_LABELS, Capacity

# Columns of a registration that are entered as they are stored.
PERSON = (
    *("full_name", "honorific", "reading", "function", "unit", "capacity", "mode", "email", "phone", "gender"),
    *("list_name", "badge_name", "family_name", "given_name", "lang"),
)


def _id_or_none(value: Any) -> int | None:
    return int(value) if value else None


class PersonFields(Form):
    """What is entered about a person. `delegations`: those to choose from, in order."""

    delegation = SelectField(_l("Delegation"), coerce=_id_or_none, validators=[DataRequired()])
    full_name = StringField(
        _l("Name"),
        description=_l("In full, as in the passport. One word is enough if it is the whole name."),
        validators=[DataRequired(), Length(max=200)],
    )
    honorific = StringField(
        _l("Honorific"),
        description=_l("As the person uses it: Ms., Mr., H.E. Mr., M., Sra."),
        validators=[Length(max=20)],
    )
    reading = StringField(_l("Reading"), description=_l("In kana, for Japanese names."), validators=[Length(max=200)])
    function = StringField(_l("Function"), description=_l("For example Deputy Director."), validators=[Length(max=300)])
    unit = StringField(_l("Organization and unit"), validators=[Length(max=300)])
    capacity = SelectField(_l("Capacity"), choices=choices(CAPACITY_LABELS.items()), default=Capacity.DELEGATE)
    mode = SelectField(_l("Takes part"), choices=choices(MODE_LABELS.items()), default=Mode.ON_SITE)
    email = EmailField(_l("E-mail"), validators=[MayBeEmpty(), Email(), Length(max=254)])
    phone = TelField(
        _l("Phone"), description=_l("With the country code, for example +81 3 1234 5678."), validators=[Length(max=40)]
    )
    gender = SelectField(
        _l("Gender"),
        description=_l("For statistics; no list shows it."),
        choices=choices(GENDER_LABELS.items()),
        default=Gender.NOT_SAID,
    )
    list_name = StringField(
        _l("Name for lists"), description=_l("If other than the name above."), validators=[Length(max=200)]
    )
    badge_name = StringField(
        _l("Name for the badge"), description=_l("If other than the name above."), validators=[Length(max=200)]
    )
    family_name = StringField(
        _l("Family name"), description=_l("Only if the name has these parts."), validators=[Length(max=100)]
    )
    given_name = StringField(_l("Given name"), validators=[Length(max=100)])
    lang = SelectField(_l("Language of mails"), default="en")

    def __init__(self, *args: Any, delegations: Iterable[Delegation], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._delegations = {delegation.id: delegation for delegation in delegations}
        names = ((id, delegation.name()) for id, delegation in self._delegations.items())
        self.delegation.choices = choices([("", gettext("Please choose")), *names])
        self.lang.choices = choices(current_app.extensions["languages"])

    def details(self) -> dict[str, Any]:
        """Values of `Registration`'s columns, and the `delegation` chosen."""
        return {name: self[name].data for name in PERSON} | {"delegation": self._delegations[self.delegation.data]}


class NominationForm(CreateForm, PersonFields):
    """An organizer enters a person."""


class EditRegistrationForm(EditForm, PersonFields):
    @staticmethod
    def stored(row: Registration) -> dict[str, Any]:
        return {"delegation": row.delegation_id, **{name: getattr(row, name) for name in PERSON}}
