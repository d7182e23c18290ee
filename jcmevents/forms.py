"""What all forms share: cleaned text, one effect per form however often it is sent, no lost edits."""

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from flask import Response, g, redirect, request
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlalchemy import ScalarResult, String, select
from sqlalchemy.orm import Mapped, mapped_column
from wtforms import (
    DateField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    PasswordField,
    SelectChoice,
    StringField,
    TextAreaField,
)

from jcmevents import clock, kept_forms, merging
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.text import clean, without_refused

_BREAKS = re.compile(r"[\r\n\t]+")
_WRONG = "invalid_value_message"
_NOT_TYPED = {"csrf_token", "once", "version", "as_read"}


class SubmittedForm(Base):
    """A form that has had its effect: the same key sent again is led to the same answer."""

    __tablename__ = "submitted_form"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    location: Mapped[str] = mapped_column(String(500))
    submitted_at: Mapped[datetime]

    @classmethod
    def location_of(cls, key: str) -> str | None:
        """Where the first sending of `key` led, or None if it has had no effect yet."""
        answer: ScalarResult[str] = db.session.scalars(select(cls.location).where(cls.key == key))
        return answer.first()


def _filled_in(fields: Iterable[Field]) -> Iterator[Field]:
    """The fields that a person fills in, those inside lists and inner forms too."""
    for field in fields:
        if isinstance(field, FormField):
            yield from _filled_in(field.form)
        elif isinstance(field, FieldList):
            yield from _filled_in(field.entries)
        else:
            yield field


def _is_text(field: Field) -> bool:
    """Whether the field's text is tidied. Passwords are taken as they are."""
    return isinstance(field, StringField) and not isinstance(field, PasswordField) and isinstance(field.data, str)


def _tidy(field: StringField) -> None:
    """Store the text as `clean` has it, without outer space, in one line unless the field has several.

    A refused character is taken out of what is shown again: its writer could neither see nor remove it.
    """
    try:
        text = clean(field.data)
    except RuleBroken as broken:
        taken_out = gettext("It has been taken out here: please check the text and save again.")
        field.process_errors.append(f"{broken} {taken_out}")
        text = clean(without_refused(field.data))
    field.data = (text if isinstance(field, TextAreaField) else _BREAKS.sub(" ", text)).strip()
    if field.raw_data:
        field.raw_data = [field.data]  # so that a text of nothing but spaces is missing where one is required


class Form(FlaskForm):
    """A form of the product. A broken rule or an edit clash brings it back with everything typed still in it."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            if issubclass(unbound_field.field_class, DateField) and not unbound_field.kwargs.get(_WRONG):
                sentence = gettext("There is no such day. Write it as year-month-day, like 2025-02-17.")
                options = {**options, _WRONG: sentence}
            return unbound_field.bind(form=form, **options)

    def __init__(self, *args: Any, **kwargs: Any):
        self.came_back = self._take_back(kwargs)
        super().__init__(*args, **kwargs)
        self.broken_rules: list[str] = []
        if self.is_submitted():
            g.form_was_submitted = True

    @classmethod
    def _take_back(cls, kwargs: dict[str, Any]) -> bool:
        """Fill in what was sent in vain from this form, if anything was; see `kept_forms`."""
        kept = kept_forms.of_this_page()
        if not kept or not {name.partition("-")[0] for name in kept} <= {name for name, _ in cls._unbound_fields or ()}:
            return False
        kwargs["formdata"] = kept
        return True

    def texts(self, name: str) -> dict[str, str]:
        """What was typed per language: the fields `<name>_en`, `<name>_ja`, ... that are not empty, by language."""
        prefix = f"{name}_"
        fields = ((f.name.removeprefix(prefix), f.data) for f in self if f.name.startswith(prefix))
        return {lang: text for lang, text in fields if text and len(lang) == 2}

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """As Flask-WTF's; False as well when the view runs again because a rule was broken (see errors handler)."""
        broken = g.get("broken_rule")
        if broken is None:
            return bool(super().validate_on_submit(extra_validators))
        if broken.field and broken.field in self._fields:
            self._fields[broken.field].errors = [str(broken)]
        else:
            self.broken_rules.append(str(broken))
        return False

    def validate(self, extra_validators: Any = None) -> bool:
        """Tidy every text, refusing characters that are not permitted, then run the fields' validators."""
        self.tidy()
        valid = bool(super().validate(extra_validators))
        for field in _filled_in(self):
            field.errors = [str(error) for error in field.errors]  # a lazily translated one is no string to templates
        return valid

    def tidy(self) -> None:
        """Bring every text into the shape in which it would be stored."""
        for field in filter(_is_text, _filled_in(self)):
            _tidy(field)


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """The options of a select field from (value, label) pairs."""
    return [SelectChoice(value, label) for value, label in pairs]


def by_language(name: str, texts: dict[str, str] | None) -> dict[str, str]:
    """The inverse of `Form.texts`: {"title_en": ..., "title_ja": ...} for the texts of a row."""
    return {f"{name}_{lang}": text for lang, text in (texts or {}).items()}


class AskingForm(Form):
    """Says what to show and changes nothing: sent by GET, so that the address can be kept."""

    class Meta(Form.Meta):
        csrf = False


class CreateForm(Form):
    """A form that makes something new: `once` identifies this filling-in, see `created`."""

    once = HiddenField(default=lambda: secrets.token_urlsafe(24))


class MergingForm(Form):
    """A form over what others change too: their changes stand beside the reader's, see `merging`.

    `theirs` maps the names of the fields that both have changed to the stored values, for the page to show beside
    the typed ones.
    """

    as_read = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.theirs: dict[str, Any] = {}

    @staticmethod
    def part_of(name: str) -> str:
        """Fields of one part are changed by one person at a time. Usually each is its own."""
        return name

    def merge(self, stored: Mapping[str, Any]) -> None:
        """Take over what was changed meanwhile in fields that were left alone; `theirs` are those of both."""
        self.tidy()
        known = {field.name: stored.get(field.name) for field in self if field.name not in _NOT_TYPED}
        both = merging.take_over(self._fields, known, self.as_read.data, self.part_of)
        self.theirs = {name: "" if known[name] is None else known[name] for name in known if name in both}
        self.as_read.data = merging.marks(known)

    def clash(self) -> None:
        """Say that both have changed the fields of `theirs`."""
        self.broken_rules.append(
            gettext("Somebody else saved this while you were editing. Compare both texts, then save again.")
        )


class EditForm(MergingForm):
    """A form over a versioned row: refuses to overwrite what somebody else saved meanwhile, and shows both texts."""

    version = HiddenField()

    def __init__(self, row: Any, **kwargs: Any):
        stored = self.stored(row)
        super().__init__(data={**stored, "version": str(row.version)}, **kwargs)
        self.row = row
        if not (self.is_submitted() or self.came_back):
            self.as_read.data = merging.marks({name: stored.get(name) for name in self._fields})

    @staticmethod
    def stored(row: Any) -> dict[str, Any]:
        """The values of the fields as they are stored in `row`, by field name."""
        raise NotImplementedError

    def validate(self, extra_validators: Any = None) -> bool:
        if str(self.version.data) != str(self.row.version):
            self.merge(self.stored(self.row))
            self.version.data = str(self.row.version)
        valid = super().validate(extra_validators)
        if self.theirs:
            self.clash()
        return valid and not self.theirs


def _sending() -> str | None:
    """Identifies this filling-in of a create form: its `once` with all that was filled in.

    Somebody who goes back, changes the text and sends it again means a second thing, not the first again.
    """
    if not request.form.get("once"):
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    files = [(name, file.filename) for name, file in request.files.items(multi=True)]
    return hashlib.sha256(json.dumps([request.path, fields, files]).encode()).hexdigest()


def created(location: Callable[[], str]) -> Response:
    """Commit what the view made, remember where its form leads (evaluated after ids exist), and go there."""
    db.session.flush()
    target = location()
    if key := _sending():
        db.session.add(SubmittedForm(key=key, location=target, submitted_at=clock.now()))
    db.session.commit()
    return redirect(target)  # type: ignore[return-value]


def earlier_answer() -> Response | None:
    """The redirect that an earlier sending of this very form got, or None. Runs before every POST."""
    if request.method != "POST" or not (key := _sending()):
        return None
    location = SubmittedForm.location_of(key)
    return redirect(location) if location else None  # type: ignore[return-value]
