"""Forms of the organizers' steps: the reason, the mail that tells of it, what is to be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from jcmevents.errors import RuleBroken
from jcmevents.forms import CreateForm, Form, choices
from jcmevents.registration import corrections, mails
from jcmevents.registration.batch_plan import Plan
from jcmevents.registration.models import Registration
from jcmevents.registration.steps import Step, Telling
from jcmevents.registration.wording import Wording, wording_of

SEND, NONE = "send", "none"
LONGEST_MAIL = 20_000  # characters


def refuse(field: Field, message: object) -> bool:
    """Note what is wrong with the field. False, as an answer of `validate`."""
    field.errors = [*field.errors, str(message)]
    return False


class WordingFields(Form):
    """Subject and body of a mail."""

    subject = StringField(_l("Subject"), validators=[Length(max=300)])
    body = TextAreaField(_l("Text"), validators=[Length(max=LONGEST_MAIL)])
    preview = SubmitField(_l("Preview"))  # show what it would be, and do nothing

    def wording(self) -> Wording:
        return Wording(self.subject.data or "", self.body.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        try:
            self.wording().require_known_placeholders()
        except RuleBroken as broken:
            return refuse(self[broken.field or "body"], broken.message)
        return valid


class MailTemplateForm(WordingFields):
    """The wording of one kind of mail in one language, for a meeting."""

    subject = StringField(_l("Subject"), validators=[DataRequired(), Length(max=300)])
    body = TextAreaField(_l("Text"), validators=[DataRequired(), Length(max=LONGEST_MAIL)])


class TellingForm(Form):
    """Why a step is taken, and whether and with which words people are told."""

    why = TextAreaField(_l("Reason"), description=_l("It is kept in the history."), validators=[Length(max=2000)])
    mail = RadioField(_l("Mail"), default=SEND)
    no_mail_because = StringField(
        _l("Why no mail"),
        description=_l("For example: told by phone. It is kept in the history."),
        validators=[Length(max=500)],
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.needs_reason = needs_reason
        self.mail.choices = choices([(SEND, gettext("Send this mail")), (NONE, gettext("Send no mail"))])

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.needs_reason and not self.why.data:
            valid = refuse(self.why, gettext("This field is required."))
        if self.mail.data == NONE and not self.no_mail_because.data:
            valid = refuse(self.no_mail_because, gettext("Say why nobody is told."))
        return valid

    def telling(self) -> Telling:
        no_mail_because = self.no_mail_because.data if self.mail.data == NONE else ""
        return Telling(self.why.data or "", no_mail_because=no_mail_because or "")


class StepForm(TellingForm, WordingFields):
    """A step with one person."""

    asks: tuple[str, ...] = ()  # the fields that can be named for correction

    def __init__(self, registration: Registration, step: Step):
        text = mails.draft(registration, step.mail)
        sends = {} if mails.recipient_of(registration) else {"mail": NONE}
        super().__init__(data={**text._asdict(), **sends}, needs_reason=step.needs_reason)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.mail.data == SEND and not (self.subject.data and self.body.data):
            valid = refuse(self.body, gettext("A mail needs a subject and a text."))
        if self.asks and not (self.why.data or self.notes()):
            valid = refuse(self.why, gettext("Name at least one field, or write here what is to be corrected."))
        return valid

    def notes(self) -> dict[str, str]:
        """What is to be corrected, by field: of those ticked or with a note."""
        asked = {key: (self[f"asks_{key}"].data, self[f"note_{key}"].data) for key in self.asks}
        return {key: note or gettext("Please check.") for key, (ticked, note) in asked.items() if ticked or note}

    def telling(self) -> Telling:
        told = super().telling()
        return Telling(told.why, self.wording(), told.no_mail_because, self.notes())


def step_form(registration: Registration, step: Step) -> StepForm:
    """The form of `step`; a request for correction has two fields more for each field of the person's form."""
    if step.noun != "correction-request":
        return StepForm(registration, step)
    labels = corrections.fields_of(registration.meeting)
    return _correction_form(tuple(labels.items()))(registration, step)


@cache
def _correction_form(labels: tuple[tuple[str, str], ...]) -> type[StepForm]:
    fields: Mapping[str, Any] = {
        name: field
        for key, label in labels
        for name, field in (
            (f"asks_{key}", BooleanField(label)),
            (f"note_{key}", StringField(gettext("What is wrong: %(field)s", field=label), [Length(max=1000)])),
        )
    }
    return type("CorrectionForm", (StepForm,), {**fields, "asks": tuple(key for key, _label in labels)})


class BatchForm(CreateForm, TellingForm):
    """A step with several people: `subject_<lang>` and `body_<lang>` for each language of theirs."""

    numbers = HiddenField(validators=[DataRequired()])
    langs: tuple[str, ...] = ()

    def wordings(self) -> dict[str, Wording]:
        return {code: Wording(self[f"subject_{code}"].data, self[f"body_{code}"].data) for code in self.langs}

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        for code, wording in self.wordings().items() if self.mail.data == SEND else ():
            try:
                wording.require_known_placeholders()
            except RuleBroken as broken:
                valid = refuse(self[f"{broken.field}_{code}"], broken.message)
            if not all(wording):
                valid = refuse(self[f"body_{code}"], gettext("A mail needs a subject and a text."))
        return valid


def batch_form(plan: Plan, step: Step, **sent: Any) -> BatchForm:
    """The form of `step` with the people of `plan`, with the usual wording of each of their languages.

    `sent`: `formdata=None` for a form that has not been filled in yet, though the request is a POST.
    """
    languages = dict(current_app.extensions["languages"])
    texts = {code: wording_of(plan.meeting, step.mail, code) for code in plan.languages()}
    fields: dict[str, Any] = {"langs": tuple(texts)}
    for code in texts:
        name = languages.get(code, code)
        fields[f"subject_{code}"] = StringField(gettext("Subject (%(language)s)", language=name), [Length(max=300)])
        fields[f"body_{code}"] = TextAreaField(
            gettext("Text (%(language)s)", language=name), [Length(max=LONGEST_MAIL)]
        )
    usual = {f"{part}_{code}": text for code, text_ in texts.items() for part, text in text_._asdict().items()}
    made = type("BatchFormInLanguages", (BatchForm,), fields)
    data = {"numbers": " ".join(plan.numbers), **usual}
    form: BatchForm = made(data=data, needs_reason=step.needs_reason, **sent)
    return form
