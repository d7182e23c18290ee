from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional

from jcmevents.countries.forms import ORDER_LABELS, country_choices
from jcmevents.countries.models import Country
from jcmevents.delegations.models import DEFAULT_SEATS, MOST_SEATS, Delegation
from jcmevents.extensions import db
from jcmevents.forms import CreateForm, EditForm, Form, choices
from jcmevents.organizations.models import Organization

FOCAL_POINTS = (
    *("focal_point_name", "focal_point_email", "focal_point_lang"),
    *("alternate_name", "alternate_email", "alternate_lang"),
)
EDITED = ("seats", "funded_seats", *FOCAL_POINTS, "rank")
NO_ADDRESS = _l("This is not an e-mail address, like name@example.org.")


def seats_field() -> IntegerField:
    return IntegerField(_l("Seats"), default=DEFAULT_SEATS, validators=[InputRequired(), NumberRange(0, MOST_SEATS)])


def funded_seats_field() -> IntegerField:
    description = _l("Of the seats, those whose journey the host pays.")
    valid = [InputRequired(), NumberRange(0, MOST_SEATS)]
    return IntegerField(_l("Funded seats"), default=0, validators=valid, description=description)


def address_field(label: Any) -> EmailField:
    return EmailField(label, validators=[Optional(), Length(max=254), Email(NO_ADDRESS)])


class NewDelegationForm(CreateForm):
    country = SelectField(_l("Country"))
    organization = SelectField(_l("Organization"), description=_l("Instead of a country."))
    seats = seats_field()
    funded_seats = funded_seats_field()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        bodies = db.session.scalars(Organization.in_list_order())
        self.country.choices = country_choices(gettext("none"))
        self.organization.choices = choices([("", gettext("none")), *((body.key, body.name()) for body in bodies)])

    def details(self) -> dict[str, Any]:
        """The arguments of `Delegation.admit` that were filled in."""
        return {
            "country": Country.by_code(self.country.data) if self.country.data else None,
            "organization": Organization.by_key(self.organization.data) if self.organization.data else None,
            "seats": self.seats.data,
            "funded_seats": self.funded_seats.data,
        }


class EditDelegationForm(EditForm):
    seats = seats_field()
    funded_seats = funded_seats_field()
    focal_point_name = StringField(_l("Name of the focal point"), validators=[Length(max=200)])
    focal_point_email = address_field(_l("E-mail address of the focal point"))
    focal_point_lang = SelectField(_l("Language of mails"))
    alternate_name = StringField(_l("Name of the second focal point"), validators=[Length(max=200)])
    alternate_email = address_field(_l("E-mail address of the second focal point"))
    alternate_lang = SelectField(_l("Language of mails to the second focal point"))
    rank = IntegerField(
        _l("Rank of the head of delegation"),
        validators=[Optional(), NumberRange(1, 9999)],
        description=_l("For the order by rank: 1 is the highest."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in (self.focal_point_lang, self.alternate_lang):
            field.choices = choices(current_app.extensions["languages"])

    @staticmethod
    def stored(row: Delegation) -> dict[str, Any]:
        return {name: getattr(row, name) for name in EDITED}

    def details(self) -> dict[str, Any]:
        """Column values for `Delegation`."""
        return {name: self[name].data for name in EDITED}


class AnotherLetterForm(Form):
    """Why a nomination letter is not in order."""

    why = TextAreaField(
        _l("Why another letter is needed"),
        description=_l("The focal point reads it."),
        validators=[DataRequired(), Length(max=2000)],
    )


class OrderForm(Form):
    policy = SelectField(_l("Order"), choices=choices(ORDER_LABELS.items()))
