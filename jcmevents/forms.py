"""What all forms share: cleaned text, one effect per form however often it is sent, no lost edits."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from flask import Response, g, redirect, request
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlalchemy import ScalarResult, String, select
from sqlalchemy.orm import Mapped, mapped_column
from wtforms import Field, HiddenField, SelectChoice, StringField
from wtforms.validators import ValidationError

from jcmevents import clock
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.text import clean


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


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _permitted_text(_form: Any, field: Field) -> None:
    if isinstance(field.data, str):
        try:
            field.data = clean(field.data)
        except RuleBroken as broken:
            raise ValidationError(str(broken)) from broken


class Form(FlaskForm):
    """A form of the product. A broken rule or an edit clash brings it back with everything typed still in it."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            if issubclass(unbound_field.field_class, StringField):
                options = {**options, "filters": (_stripped, *unbound_field.kwargs.get("filters", ()))}
                unbound_field.kwargs.pop("filters", None)
            return unbound_field.bind(form=form, **options)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.broken_rules: list[str] = []
        if self.is_submitted():
            g.form_was_submitted = True

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
        """Run the fields' validators and the check of permitted characters on every text field."""
        checks = {k: list(v) for k, v in (extra_validators or {}).items()}
        for name, field in self._fields.items():
            if isinstance(field, StringField):
                checks.setdefault(name, []).append(_permitted_text)
        return bool(super().validate(checks))


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """The options of a select field from (value, label) pairs."""
    return [SelectChoice(value, label) for value, label in pairs]


def by_language(name: str, texts: dict[str, str] | None) -> dict[str, str]:
    """The inverse of `Form.texts`: {"title_en": ..., "title_ja": ...} for the texts of a row."""
    return {f"{name}_{lang}": text for lang, text in (texts or {}).items()}


class CreateForm(Form):
    """A form that makes something new: `once` identifies this filling-in, see `created`."""

    once = HiddenField(default=lambda: secrets.token_urlsafe(24))


class EditForm(Form):
    """A form over a versioned row: refuses to overwrite what somebody else saved meanwhile, and shows both texts.

    `theirs` maps the names of the fields that differ to the stored values, for the page to show beside the typed ones.
    """

    version = HiddenField()

    def __init__(self, row: Any, **kwargs: Any):
        super().__init__(data={**self.stored(row), "version": str(row.version)}, **kwargs)
        self.row = row
        self.theirs: dict[str, Any] = {}

    @staticmethod
    def stored(row: Any) -> dict[str, Any]:
        """The values of the fields as they are stored in `row`, by field name."""
        raise NotImplementedError

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if str(self.version.data) == str(self.row.version):
            return valid
        self.theirs = {name: value for name, value in self.stored(self.row).items() if value != self[name].data}
        self.version.data = str(self.row.version)
        self.broken_rules.append(
            gettext("Somebody else saved this while you were editing. Compare both texts, then save again.")
        )
        return False


def created(location: Callable[[], str]) -> Response:
    """Commit what the view made, remember where its form leads (evaluated after ids exist), and go there."""
    db.session.flush()
    target = location()
    if key := request.form.get("once"):
        db.session.add(SubmittedForm(key=key[:64], location=target, submitted_at=clock.now()))
    db.session.commit()
    return redirect(target)  # type: ignore[return-value]


def earlier_answer() -> Response | None:
    """The redirect that an earlier sending of this very form got, or None. Runs before every POST."""
    if request.method != "POST" or not (key := request.form.get("once")):
        return None
    location = SubmittedForm.location_of(key[:64])
    return redirect(location) if location else None  # type: ignore[return-value]
