from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from jcmevents.countries.forms import country_choices
from jcmevents.countries.models import Country
from jcmevents.extensions import db
from jcmevents.forms import Form, choices
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire.controls import TickedChoices
from jcmevents.registration.models import Registration
from jcmevents.text import current_language
from jcmevents.travel.issuing import CAN_BE_WRITTEN
from jcmevents.travel.letters import LetterKind
from jcmevents.travel.passports import PASSPORT_KIND_LABELS, SEX_LABELS, Passport, PassportKind, TravelDocument
from jcmevents.travel.visa import Missing, Stay, VisaRequest

PASSPORT = ("number", "kind", "issuing_country", "nationality", "sex", "born_on", "issued_on", "expires_on")
OFTEN_THE_SAME = {"kind"}  # chosen beforehand, so it does not show that somebody has begun to fill in
LANGUAGE_LABELS = {"ja": _l("Japanese"), "en": _l("English")}
STAY = ("arrives_on", "leaves_on", "lodging", "applies_in")


class OwnTravelForm(Form):
    """Passport and stay, by the person. A passport that is known is never shown: left empty, it stays as it is."""

    number = StringField(
        _l("Passport number"),
        description=_l("Letters and digits as printed. It is stored encrypted."),
        validators=[Length(max=40)],
    )
    kind = SelectField(
        _l("Kind of passport"), choices=choices(PASSPORT_KIND_LABELS.items()), default=PassportKind.ORDINARY
    )
    issuing_country = SelectField(_l("Issued by"))
    nationality = SelectField(_l("Nationality"))
    sex = SelectField(_l("Sex as printed in the passport"))
    born_on = DateField(_l("Date of birth"), validators=[MayBeEmpty()])
    issued_on = DateField(_l("Date of issue"), validators=[MayBeEmpty()])
    expires_on = DateField(_l("Date of expiry"), validators=[MayBeEmpty()])
    arrives_on = DateField(_l("Day of arrival"), validators=[InputRequired()])
    leaves_on = DateField(_l("Day of departure"), validators=[InputRequired()])
    lodging = StringField(
        _l("Where you will stay"),
        description=_l("Name and address of the hotel, if you know it."),
        validators=[Length(max=300)],
    )
    applies_in = SelectField(
        _l("Country in which you ask for the visa"),
        description=_l("The letters are addressed to the Japanese embassy or consulate there."),
        validators=[DataRequired()],
    )

    def __init__(self, registration: Registration):
        self.request = VisaRequest.of(registration)
        self.document = TravelDocument.of(registration)
        stored = {name: getattr(self.request, name) for name in STAY} if self.request else {}
        super().__init__(data=stored)
        countries = country_choices(gettext("Choose a country"))
        for name in ("issuing_country", "nationality", "applies_in"):
            self[name].choices = countries
        self.sex.choices = choices([("", gettext("Please choose")), *SEX_LABELS.items()])

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.changes_passport:
            for name in PASSPORT:
                if not self[name].data and not self[name].errors:
                    self[name].errors = [gettext("Please fill this in as it is in the passport.")]
                    valid = False
        return valid

    @property
    def changes_passport(self) -> bool:
        typed = any(self[name].data or self[name].errors for name in PASSPORT if name not in OFTEN_THE_SAME)
        return typed or self.document is None

    def passport(self) -> Passport | None:
        """What was typed; None where the known passport stays as it is."""
        return Passport(**{name: self[name].data for name in PASSPORT}) if self.changes_passport else None

    def stay(self) -> Stay:
        return Stay(**{name: self[name].data for name in STAY})


class StepForm(Form):
    """A button."""


class PartForm(Form):
    """One of several forms on a page; its name keeps their fields apart."""

    part = ""

    def __init__(self) -> None:
        super().__init__(prefix=self.part)


class ReasonForm(PartForm):
    part = "refusal"
    why = TextAreaField(_l("Reason"), validators=[DataRequired(), Length(max=300)])


class ReadingForm(PartForm):
    part = "reading"
    why = StringField(
        _l("Why do you need the passport?"),
        description=_l("Your name, the time and this reason are noted; the person may ask for it."),
        validators=[DataRequired(), Length(max=300)],
    )


class AskBackForm(PartForm):
    part = "ask"
    missing = TickedChoices(_l("What is missing"), validators=[InputRequired(_l("Choose what is missing."))])

    def __init__(self) -> None:
        super().__init__()
        self.missing.choices = choices((key, key.label) for key in Missing)


class LanguageFields(PartForm):
    lang = SelectField(_l("Language of the letters"), choices=choices(LANGUAGE_LABELS.items()))


class LettersForm(LanguageFields):
    """Which letters to write about one person. What is not for everybody is ticked by hand."""

    part = "letters"
    kinds = TickedChoices(_l("Letters"), validators=[InputRequired(_l("Choose at least one letter."))])

    def __init__(self) -> None:
        super().__init__()
        self.kinds.choices = choices((kind, kind.label) for kind in LetterKind)


class ListForm(LanguageFields):
    """For which embassy to write a list of applicants: of those whose passport and stay have been checked."""

    applies_in = SelectField(_l("Embassy in"), validators=[DataRequired()])

    def __init__(self, meeting: Meeting):
        super().__init__()
        ready = db.session.scalars(VisaRequest.of_meeting(meeting).where(VisaRequest.state.in_(CAN_BE_WRITTEN)))
        self.ready = list(ready.all())
        names, codes = Country.names(current_language()), {request.applies_in for request in self.ready}
        self.applies_in.choices = choices(sorted(((code, names[code]) for code in codes), key=lambda pair: pair[1]))

    def requests(self) -> list[VisaRequest]:
        return [request for request in self.ready if request.applies_in == self.applies_in.data]
