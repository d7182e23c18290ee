from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from jcmevents.countries.models import KIND_LABELS, Country
from jcmevents.countries.ordering import OrderPolicy, in_dictionary_order
from jcmevents.forms import AskingForm, CreateForm, choices
from jcmevents.text import current_language

ORDER_LABELS = {
    OrderPolicy.HOUSE_JA: _l("order of the Japanese releases"),
    OrderPolicy.GOJUON: _l("Japanese syllabary (JIS X 4061)"),
    OrderPolicy.SIGNING: _l("date of signing"),
    OrderPolicy.PROTOCOL: _l("rank of the head of delegation"),
    OrderPolicy.EN_UN: _l("English names of the United Nations"),
}
# The rank of heads is known at a meeting only.
TABLE_ORDERS = (OrderPolicy.HOUSE_JA, OrderPolicy.GOJUON, OrderPolicy.SIGNING, OrderPolicy.EN_UN)


def country_choices(none: str | None = None) -> list[SelectChoice]:
    """All countries for a SelectField as a dictionary in the reader's language lists them; first `none` if given."""
    names = in_dictionary_order(current_language())
    return choices([*([("", none)] if none else []), *names])


class PartnersForm(AskingForm):
    """Which partner table to show; sent by GET, so that it can be linked to."""

    on = DateField(_l("On"), validators=[Optional()])
    order = SelectField(_l("Order"), choices=choices((o, ORDER_LABELS[o]) for o in TABLE_ORDERS))


class NewInstrumentForm(CreateForm):
    country = SelectField(_l("Country"), validators=[InputRequired()])
    kind = SelectField(_l("Kind"), choices=choices(KIND_LABELS.items()))
    signed_on = DateField(_l("Signed on"), validators=[InputRequired()])
    place = StringField(_l("Place"), validators=[Length(max=80)])
    source = StringField(_l("Source"), validators=[Length(max=200)], description=_l("Where the date was found."))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.country.choices = country_choices(gettext("Choose a country"))

    def details(self) -> dict[str, Any]:
        """The arguments of `Instrument.enter` that were filled in."""
        return {
            "country": Country.by_code(self.country.data),
            **{name: self[name].data for name in ("kind", "signed_on", "place", "source")},
        }
