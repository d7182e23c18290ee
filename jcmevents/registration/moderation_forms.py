"""Forms of the organizers' steps: the reason, the mail that tells of it, what is to be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from jcmevents.errors import RuleBroken
from jcmevents.forms import CreateForm, Form, choices
from jcmevents.registration import corrections, mails
from jcmevents.registration.models import Registration
from jcmevents.registration.steps import Step, Telling
from jcmevents.registration.wording import Wording

SEND, NONE = "send", "none"


class WordingFields(Form):
    """Subject and body of a mail. `preview`: show what it would be, and do nothing."""

    subject = StringField(_l("Subject"), validators=[Length(max=300)])
    body = TextAreaField(_l("Text"), validators=[Length(max=20_000)])
    preview = SubmitField(_l("Preview"))

    def wording(self) -> Wording:
        return Wording(self.subject.data or "", self.body.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        try:
            self.wording().require_known_placeholders()
        except RuleBroken as broken:
            return self._refuse(broken.field or "body", broken.message)
        return valid

    def _refuse(self, name: str, message: object) -> bool:
        self[name].errors = [*self[name].errors, str(message)]
        return False


class MailTemplateForm(WordingFields):
    """The wording of one kind of mail in one language, for a meeting."""

    subject = StringField(_l("Subject"), validators=[DataRequired(), Length(max=300)])
    body = TextAreaField(_l("Text"), validators=[DataRequired(), Length(max=20_000)])


class TellingForm(WordingFields):
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
            valid = self._refuse("why", gettext("This field is required."))
        if self.mail.data == NONE and not self.no_mail_because.data:
            valid = self._refuse("no_mail_because", gettext("Say why nobody is told."))
        return valid

    def telling(self) -> Telling:
        no_mail_because = self.no_mail_because.data if self.mail.data == NONE else ""
        return Telling(self.why.data or "", self.wording(), no_mail_because or "")


class StepForm(TellingForm):
    """A step with one person."""

    asks: tuple[str, ...] = ()  # the fields that can be named for correction

    def __init__(self, registration: Registration, step: Step):
        text = mails.draft(registration, step.mail)
        sends = {} if mails.recipient_of(registration) else {"mail": NONE}
        super().__init__(data={**text._asdict(), **sends}, needs_reason=step.needs_reason)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.mail.data == SEND and not (self.subject.data and self.body.data):
            valid = self._refuse("body", gettext("A mail needs a subject and a text."))
        if self.asks and not (self.why.data or self.notes()):
            valid = self._refuse("why", gettext("Name at least one field, or write here what is to be corrected."))
        return valid

    def notes(self) -> dict[str, str]:
        """What is to be corrected, by field: of those ticked or with a note."""
        asked = {key: (self[f"asks_{key}"].data, self[f"note_{key}"].data) for key in self.asks}
        return {key: note or gettext("Please check.") for key, (ticked, note) in asked.items() if ticked or note}

    def telling(self) -> Telling:
        told = super().telling()
        return Telling(told.why, told.wording, told.no_mail_because, self.notes())


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
    """A step with several people: the usual wording of each language, or other words for all of them."""
