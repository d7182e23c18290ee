"""What is entered about people on the press list."""

import csv
from io import StringIO
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, ValidationError

from jcmevents.forms import Form, choices
from jcmevents.press.house import LANGUAGES
from jcmevents.press.texts import language_name
from jcmevents.text import clean

COLUMNS = ("address", "name", "outlet", "lang")
MOST_LINES = 1000


class SubscribeForm(Form):
    """Who wishes to be told."""

    address = EmailField(_l("E-mail address"), validators=[InputRequired(), Email(), Length(max=254)])
    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=80)])
    outlet = StringField(_l("Newspaper, agency or other house"), validators=[Length(max=200)])
    lang = SelectField(_l("Language of the mails"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lang.choices = choices((code, language_name(code)) for code in LANGUAGES)

    def details(self) -> dict[str, Any]:
        return {name: self[name].data or "" for name in COLUMNS}


class AddForm(SubscribeForm):
    """Somebody whom the press office enters."""

    consent = StringField(
        _l("How and when he agreed"),
        description=_l("For example: business card at the meeting of 6 March, asked to be told."),
        validators=[InputRequired(), Length(max=300)],
    )

    def details(self) -> dict[str, Any]:
        return {**super().details(), "consent": self.consent.data}


class ImportForm(Form):
    """Many people at once, as lines of CSV."""

    lines = TextAreaField(
        _l("Lines"),
        description=_l("CSV with the heading address,name,outlet,lang; at most 1,000 lines."),
        validators=[InputRequired(), Length(max=500_000)],
    )
    consent = StringField(_l("How and when they agreed"), validators=[InputRequired(), Length(max=300)])

    def validate_lines(self, field: TextAreaField) -> None:
        reader = csv.DictReader(StringIO((field.data or "").lstrip("\ufeff")))
        try:
            headings, number = set(reader.fieldnames or ()), len(self.people)
        except csv.Error:  # something that is longer than any field
            headings, number = set(), 0
        if not {"address", "name", "lang"} <= headings:
            raise ValidationError(gettext("The first line must be: address,name,outlet,lang"))
        if number > MOST_LINES:
            raise ValidationError(gettext("These are more than 1,000 lines. Import them in parts."))

    @property
    def people(self) -> list[dict[str, str]]:
        """What each line says, by column."""
        rows = csv.DictReader(StringIO((self.lines.data or "").lstrip("\ufeff")))
        return [{name: " ".join(clean(row.get(name) or "").split()) for name in COLUMNS} for row in rows]
