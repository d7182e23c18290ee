"""The inputs by which the kinds of questions are asked, and what is checked of each answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import phonenumbers
from flask_babel import gettext
from flask_wtf.file import FileField
from phonenumbers import NumberParseException, PhoneNumberFormat
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    DateField,
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    widgets,
)
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.files.content import JPEG, MEGABYTE, PDF, PNG, check
from jcmevents.files.models import StoredFile
from jcmevents.forms import choices
from jcmevents.questionnaire.kinds import Kind
from jcmevents.questionnaire.models import FormField
from jcmevents.text import localized

LARGEST_FILE = 5 * MEGABYTE
FILE_TYPES = (PDF, JPEG, PNG)
LONGEST_TEXT, LONGEST_LONG_TEXT = 300, 5000  # characters
FEW = 5  # options that are all shown; more of them open from a list


class TickedChoices(SelectMultipleField):
    """Several choices, each a box to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


REMOVE = "remove"  # sent in place of a file: the one that was given before is to go


class Upload(FileField):
    """A file. `data` is the upload, or the id of the file that was given before, or None."""

    is_removed = False

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if REMOVE in valuelist and self.upload is None:
            self.is_removed, self.data = True, None

    @property
    def given(self) -> StoredFile | None:
        """The file that was given before."""
        return db.session.get(StoredFile, self.data) if isinstance(self.data, int) else None

    @property
    def upload(self) -> FileStorage | None:
        return self.data if isinstance(self.data, FileStorage) else None


class WhenAsked:
    """Ends all checks of a question whose condition is not met: what it holds is dropped."""

    def __call__(self, form: Any, control: Field) -> None:
        if not form.is_asked(control.name):
            control.errors = []
            raise StopValidation()


class AnyFile:
    """A file was given, now or before."""

    field_flags = {"required": True}

    def __call__(self, _form: Any, control: Upload) -> None:
        if not control.data:
            raise StopValidation(control.gettext("This field is required."))


def is_readable_file(_form: Any, control: Upload) -> None:
    """The upload is what it may be, told from its content."""
    if control.upload is None:
        return
    content = control.upload.stream.read(LARGEST_FILE + 1)
    control.upload.stream.seek(0)
    try:
        check(content, FILE_TYPES, LARGEST_FILE)
    except RuleBroken as broken:
        raise ValidationError(str(broken)) from broken


def phone_number(typed: str) -> str | None:
    """The number in E.164 (+81312345678), None if it is none or its country is not told."""
    try:
        number = phonenumbers.parse(typed, None)
    except NumberParseException:
        return None
    possible = phonenumbers.is_possible_number(number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if possible else None


def is_phone_number(_form: Any, control: StringField) -> None:
    if phone_number(control.data or "") is None:
        raise ValidationError(gettext("Write the number with the code of its country, like +81 3 1234 5678."))


def control_for(field: FormField) -> Any:
    """The unbound input that asks `field`, in the language in force."""
    return BUILDERS[Kind(field.kind)](field)


def _asked(field: FormField, *checks: Any) -> dict[str, Any]:
    """The arguments that all inputs share."""
    presence = InputRequired() if field.required else Optional()
    return {"label": field.label(), "validators": [WhenAsked(), presence, *checks]}


def _text(field: FormField) -> Any:
    return StringField(**_asked(field, Length(max=LONGEST_TEXT)))


def _long_text(field: FormField) -> Any:
    return TextAreaField(**_asked(field, Length(max=LONGEST_LONG_TEXT)))


def _options(field: FormField) -> list[tuple[str, str]]:
    return [(option["key"], localized(option["labels"]) or option["key"]) for option in field.offered]


def _choice(field: FormField) -> Any:
    options = _options(field)
    if field.required and len(options) <= FEW:
        return RadioField(choices=choices(options), **_asked(field))
    return SelectField(choices=choices([("", gettext("Please choose")), *options]), **_asked(field))


def _multi_choice(field: FormField) -> Any:
    return TickedChoices(choices=choices(_options(field)), **_asked(field))


def _date(field: FormField) -> Any:
    return DateField(**_asked(field))


def _country(field: FormField) -> Any:
    return SelectField(**_asked(field))  # the form offers the countries, once for all such questions


def _phone(field: FormField) -> Any:
    return StringField(render_kw={"type": "tel", "autocomplete": "tel"}, **_asked(field, is_phone_number))


def _file(field: FormField) -> Any:
    presence = [AnyFile()] if field.required else []
    accepted = {"accept": ",".join(FILE_TYPES)}
    return Upload(field.label(), validators=[WhenAsked(), *presence, is_readable_file], render_kw=accepted)


def _consent(field: FormField) -> Any:
    return BooleanField(**_asked(field))


BUILDERS: dict[Kind, Callable[[FormField], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.CHOICE: _choice,
    Kind.MULTI_CHOICE: _multi_choice,
    Kind.DATE: _date,
    Kind.COUNTRY: _country,
    Kind.PHONE: _phone,
    Kind.FILE: _file,
    Kind.CONSENT: _consent,
}
