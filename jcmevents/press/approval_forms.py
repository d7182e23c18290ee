"""What is entered on the way from a draft to the public."""

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, EmailField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import Email, InputRequired, Length, Optional

from jcmevents.forms import Form, choices
from jcmevents.meetings.forms import UNKNOWN_ZONE, ZONES
from jcmevents.meetings.models import DEFAULT_ZONE
from jcmevents.press.house import LANGUAGES
from jcmevents.press.scheduling import opening
from jcmevents.press.texts import language_name

LONGEST = 2000  # characters of a reason
AT_ONCE, LATER = "at_once", "later"
WHEN = {LATER: _l("at the time below"), AT_ONCE: _l("at once")}
TWICE = {
    "": _l("it does not happen on this day"),
    "0": _l("the first time"),
    "1": _l("the second time, an hour later"),
}


class CoOrganizerForm(Form):
    """Who approves for the other house."""

    name = StringField(_l("Name"), validators=[Length(max=200)])
    address = EmailField(_l("E-mail address"), validators=[Optional(), Email(), Length(max=254)])
    lang = SelectField(_l("Language of the mail"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lang.choices = choices((code, language_name(code)) for code in LANGUAGES)


class EmbargoForm(Form):
    """When the release appears."""

    when = RadioField(_l("Publish"), default=LATER, choices=choices(WHEN.items()))
    day = DateField(_l("Day"), validators=[Optional()])
    time = TimeField(_l("Time"), validators=[Optional()])
    zone = SelectField(_l("Time zone"), default=DEFAULT_ZONE, choices=ZONES, invalid_choice_message=UNKNOWN_ZONE)
    twice = SelectField(_l("If the clocks show this time twice"), choices=choices(TWICE.items()))
    tells_list = BooleanField(_l("Mail it to the press list when it is out"))

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.when.data == AT_ONCE:
            return valid
        missing = [field for field in (self.day, self.time) if not field.data and not field.errors]
        for field in missing:
            field.errors = [gettext("Enter the day and the time, or publish at once.")]
        return valid and not missing

    def opens_at(self, present: datetime) -> datetime:
        """The instant chosen in a valid form; `present` when it is to be now."""
        if self.when.data == AT_ONCE or not (self.day.data and self.time.data):
            return present
        fold = int(self.twice.data) if self.twice.data else None
        return opening(self.day.data, self.time.data, self.zone.data, fold)


class ReasonForm(Form):
    """Why: for the readers of a correction or a withdrawal, in each language."""

    reason_ja = TextAreaField(_l("In Japanese"), validators=[Length(max=LONGEST)])
    reason_en = TextAreaField(_l("In English"), validators=[Length(max=LONGEST)])


class SendBackForm(Form):
    """What has to be changed before the text can be approved."""

    reason = TextAreaField(_l("What has to be changed"), validators=[InputRequired(), Length(max=LONGEST)])
