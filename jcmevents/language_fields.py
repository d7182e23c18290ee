"""Texts that are entered in every language of the application: one field a language, without naming the languages."""

from functools import partial
from typing import Any

from babel import Locale
from flask import current_app
from flask_babel import LazyString, gettext
from wtforms import Field
from wtforms.fields.core import UnboundField
from wtforms.form import FormMeta

from jcmevents.forms import Form
from jcmevents.text import current_language

# Between two declared fields there is room for so many languages.
STEP = 1 / 1000


class InEachLanguage:
    """Declares a text of a form: `title = InEachLanguage(_l("Title"), StringField)` makes title_en, title_ja, ...

    The fields stand where the declaration does. `options` are those of the field.
    """

    def __init__(self, label: Any, field: type[Field], **options: Any):
        self.label, self.field, self.options = label, field, options
        self.place = UnboundField(field).creation_counter

    def fields(self, name: str, codes: list[str]) -> dict[str, UnboundField]:
        return {f"{name}_{code}": self._field(code, number) for number, code in enumerate(codes)}

    def _field(self, code: str, number: int) -> UnboundField:
        field = self.field(LazyString(partial(labelled, self.label, code)), **self.options)
        field.creation_counter = self.place + number * STEP
        return field


def labelled(what: Any, code: str) -> str:
    """The label of the text in the language `code`, in the reader's language: Title in English, 題名（英語）."""
    return gettext("%(what)s in %(language)s", what=what, language=language_name(code))


def language_name(code: str) -> str:
    """The name of a language in the reader's language."""
    return Locale.parse(code).get_display_name(current_language()) or code


def language_codes() -> list[str]:
    """The languages of the application, English first."""
    return [code for code, _name in current_app.extensions["languages"]]


class _Languages(FormMeta):
    """Makes the fields of a form's texts when it is first used: only then the languages are known."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        for name in dir(cls):
            declared = getattr(cls, name)
            if isinstance(declared, InEachLanguage):
                for field_name, field in declared.fields(name, language_codes()).items():
                    if not hasattr(cls, field_name):
                        setattr(cls, field_name, field)
        return super().__call__(*args, **kwargs)


class LanguagesForm(Form, metaclass=_Languages):
    """A form with texts that are declared by `InEachLanguage`; read them with `texts("title")`."""
