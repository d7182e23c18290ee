"""The steps of the form. Each holds what was typed, valid or not; `details` gives what it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
    widgets,
)
from wtforms.validators import DataRequired, Email, Length

from jcmevents.application import honorifics
from jcmevents.delegations.models import Delegation
from jcmevents.forms import CreateForm, Form, MergingForm, choices
from jcmevents.meetings.models import Meeting, Mode
from jcmevents.registration.consents import ASKED, SENSITIVE, ConsentKind
from jcmevents.registration.day_modes import Presence, in_short, offered
from jcmevents.registration.models import GENDER_LABELS, NOT_BY_APPLICATION, Gender
from jcmevents.registration.needs import CHOICES, Part
from jcmevents.registration.particulars import CONSENTED
from jcmevents.registration.states import CAPACITY_LABELS, Capacity
from jcmevents.text import current_language

# Kana with their marks, the middle dot, and spaces; Latin letters too, as some names have initials.
KANA = re.compile(r"[\u3041-\u309f\u30a0-\u30ff\uff66-\uff9fA-Za-z.\s\u3000]*")
LONGEST_NOTE = 1000  # characters
TEXTS_ABOUT_NAME = ("full_name", "reading", "list_name", "badge_name", "family_name", "given_name")


def in_kana(_form: Any, field: StringField) -> None:
    if not KANA.fullmatch(field.data or ""):
        raise ValidationError(gettext("Please write the reading in hiragana or katakana."))


class StepForm(MergingForm):
    """A step. What the organizers changed meanwhile stands beside what the person typed."""

    def input_for(self, asked: str) -> Field | None:
        """The input by which is asked what the organizers' pages call so, if it is in this step."""
        return self._fields.get(asked)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.theirs:
            self.clash()
        return valid and not self.theirs


class WhoForm(StepForm):
    """Who you are. `delegation`, if it is known, says which honorifics come first."""

    full_name = StringField(
        _l("Full name"),
        description=_l("As in your passport. One word is enough if that is your whole name."),
        validators=[DataRequired(), Length(max=200)],
    )
    honorific = SelectField(_l("Honorific"), default="")
    other_honorific = StringField(_l("Your honorific"), validators=[Length(max=honorifics.LONGEST)])
    reading = StringField(
        _l("Reading in kana"),
        description=_l("Only for Japanese names, in hiragana or katakana."),
        validators=[Length(max=200), in_kana],
    )
    gender = RadioField(
        _l("Gender"),
        description=_l("For statistics only; no list shows it. You need not say."),
        choices=choices((key, GENDER_LABELS[key]) for key in (*list(Gender)[:3], Gender.NOT_SAID)),
        default=Gender.NOT_SAID,
    )
    email = EmailField(
        _l("E-mail"),
        description=_l("The confirmation and your private link go to this address."),
        validators=[DataRequired(), Email(), Length(max=254)],
    )
    phone = TelField(
        _l("Phone"), description=_l("With the country code, for example +81 3 1234 5678."), validators=[Length(max=40)]
    )
    lang = SelectField(_l("Language of our mails"), default=current_language)
    badge_name = StringField(
        _l("Name for the badge"), description=_l("How you like to be called."), validators=[Length(max=200)]
    )
    list_name = StringField(_l("Name for lists"), validators=[Length(max=200)])
    family_name = StringField(_l("Family name"), validators=[Length(max=100)])
    given_name = StringField(_l("Given name"), validators=[Length(max=100)])

    def __init__(self, *args: Any, delegation: Delegation | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.honorific.choices = honorifics.offered(delegation)
        self.lang.choices = choices(current_app.extensions["languages"])

    @staticmethod
    def part_of(name: str) -> str:
        return "honorific" if name == "other_honorific" else name

    def details(self) -> dict[str, Any]:
        """Columns of `Registration`."""
        words = {name: self[name].data or "" for name in (*TEXTS_ABOUT_NAME, "email", "phone", "gender", "lang")}
        other = self.honorific.data == honorifics.OTHER
        return words | {"honorific": (self.other_honorific if other else self.honorific).data or ""}

    @staticmethod
    def stored(honorific: str, **columns: Any) -> dict[str, Any]:
        """The inverse of `details`: values of the fields."""
        if not honorific or honorifics.known(honorific):
            return {"honorific": honorific, **columns}
        return {"honorific": honorifics.OTHER, "other_honorific": honorific, **columns}


class PartFields(StepForm):
    """Your part in the meeting. Days are asked where there is a choice; see `part_form`."""

    function = StringField(_l("Function"), description=_l("For example Deputy Director."), validators=[Length(max=300)])
    unit = StringField(
        _l("Organization and unit"),
        description=_l("For example Ministry of Environment, Climate Change Department."),
        validators=[Length(max=300)],
    )
    wants_visa_letter = BooleanField(
        _l("I need a letter of invitation for a visa"),
        description=_l("Passport details are asked for separately, and only if you need the letter."),
    )
    days: Mapping[int, str] = {}  # name of the field by id of the day

    def details(self) -> dict[str, Any]:
        """Columns of `Registration`; the `delegation` chosen is for the caller to look up."""
        told: dict[str, Any] = {name: self[name].data or "" for name in ("function", "unit")}
        for name in ("capacity", "wants_visa_letter"):
            if name in self:
                told[name] = self[name].data
        return told | ({"mode": in_short(self.presences())} if self.days else {})

    def input_for(self, asked: str) -> Field | None:
        days = list(self.days.values())
        return super().input_for(days[0] if asked == "mode" and days else asked)

    def presences(self) -> dict[int, Presence]:
        return {day_id: Presence(self[name].data) for day_id, name in self.days.items()}

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        names = list(self.days.values())
        if valid and names and all(self[name].data == Presence.ABSENT for name in names):
            self[names[0]].errors = [gettext("Choose at least one day on which you take part.")]
            return False
        return valid


class OwnDelegation(StepForm):
    """Asked of those whom nobody has nominated."""

    delegation = SelectField(_l("Delegation"), validators=[DataRequired()])
    capacity = RadioField(
        _l("Capacity"),
        choices=choices(pair for pair in CAPACITY_LABELS.items() if pair[0] not in NOT_BY_APPLICATION),
        default=Capacity.DELEGATE,
    )


def part_form(meeting: Meeting, day_names: Mapping[int, str], *, is_fixed: bool) -> type[PartFields]:
    """The form class for `meeting`: with days if there is a choice; `is_fixed`: delegation and capacity are given."""
    there_is_a_choice = len(meeting.days) > 1 or meeting.mode == Mode.HYBRID
    offers = [(presence, presence.label) for presence in offered(meeting)]
    days = {day_id: f"day_{day_id}" for day_id in day_names} if there_is_a_choice else {}
    fields: dict[str, Any] = {
        name: RadioField(day_names[day_id], choices=choices(offers), default=offers[0][0])
        for day_id, name in days.items()
    }
    if meeting.mode == Mode.ONLINE:
        fields["wants_visa_letter"] = None
    bases = (PartFields,) if is_fixed else (OwnDelegation, PartFields)
    return type("PartForm", bases, {"days": days, **fields})


class TickedChoices(SelectMultipleField):
    """Several choices, each a box to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def _needs_field(label: Any, part: Part) -> TickedChoices:
    return TickedChoices(label, choices=choices(CHOICES[part].items()))


class NeedsForm(StepForm):
    """What you need. Nothing of it is kept without the tick below it."""

    diet = _needs_field(_l("Food and drink"), Part.DIET)
    diet_note = TextAreaField(_l("More about food"), validators=[Length(max=LONGEST_NOTE)])
    diet_consent = BooleanField()
    access = _needs_field(_l("Access and support"), Part.ACCESS)
    access_note = TextAreaField(_l("More about access and support"), validators=[Length(max=LONGEST_NOTE)])
    access_consent = BooleanField()

    @staticmethod
    def part_of(name: str) -> str:
        """What is told goes with the consent to it."""
        return name.partition("_")[0]

    def told(self, part: Part) -> tuple[list[str], str]:
        return self[part].data or [], (self[f"{part}_note"].data or "").strip()

    def consents(self) -> set[ConsentKind]:
        """Those that were given and are about something."""
        return {kind for kind, part in SENSITIVE.items() if self[f"{part}_consent"].data and any(self.told(part))}

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        for part in Part:
            if any(self.told(part)) and not self[f"{part}_consent"].data:
                sentence = gettext("Please tick this, or take out what you told: without it we may not keep it.")
                self[f"{part}_consent"].errors = [sentence]
                valid = False
        return valid


class _ConsentFields(StepForm):
    def input_for(self, asked: str) -> Field | None:
        """The columns of CONSENTED stand for consents."""
        kinds = dict(zip(CONSENTED, (kind for kind in ASKED if kind != ConsentKind.TRANSFER), strict=True))
        return super().input_for(kinds.get(asked, asked))

    def consents(self) -> set[ConsentKind]:
        return {kind for kind in ASKED if self[kind].data}


# A tick for each consent, named by its kind.
ConsentsForm: type[_ConsentFields] = type(
    "ConsentsForm", (_ConsentFields,), {str(kind): BooleanField() for kind in ASKED}
)


class ReviewForm(CreateForm):
    """Everything once more; sending it is the act."""


class AddressForm(Form):
    """Where to send a private link."""

    email = EmailField(_l("E-mail"), validators=[DataRequired(), Email(), Length(max=254)])


class NotesForm(Form):
    """What the notes of people about their needs are read for."""

    purpose = RadioField(
        _l("What do you need the notes for?"),
        description=_l("Your name, the time and the purpose are noted."),
        choices=choices(
            [
                ("catering", _l("to order meals")),
                ("access", _l("to prepare rooms and support")),
                ("request", _l("to answer a person who asked about it")),
            ]
        ),
        validators=[DataRequired(_l("Choose one."))],
    )
