from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NoneOf, NumberRange, Optional, Regexp

from jcmevents.countries.forms import country_choices
from jcmevents.forms import CreateForm, EditForm, Form, by_language, choices
from jcmevents.organizations.models import KIND_LABELS, Organization

KEY = Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Use small Latin letters, digits and single hyphens, like moej."))
UNUSED = NoneOf(["new"], message=_l("This key leads to another page. Choose another one."))
PLAIN_COLUMNS = ("kind", "abbreviation", "reading_ja", "rank")


class OrganizationFields(Form):
    """What is entered about a body. `name_*` and `short_name_*` are per language."""

    name_en = StringField(_l("Name in English"), validators=[InputRequired(), Length(max=300)])
    name_ja = StringField(_l("Name in Japanese"), validators=[Length(max=300)])
    short_name_en = StringField(_l("Short name in English"), validators=[Length(max=100)])
    short_name_ja = StringField(_l("Short name in Japanese"), validators=[Length(max=100)])
    abbreviation = StringField(_l("Abbreviation"), validators=[Length(max=40)])
    reading_ja = StringField(_l("Reading of the Japanese name"), validators=[Length(max=200)])
    kind = SelectField(_l("Kind"), choices=choices(KIND_LABELS.items()))
    country = SelectField(_l("Country"))
    rank = IntegerField(
        _l("Rank"),
        validators=[Optional(), NumberRange(1, 9999)],
        description=_l("Its place among the bodies of its country; the lowest number comes first."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.country.choices = country_choices(gettext("none"))

    def details(self) -> dict[str, Any]:
        """Column values for `Organization`, without the key."""
        return {
            "names": self.texts("name"),
            "short_names": self.texts("short_name"),
            "country_iso2": self.country.data or None,
            **{name: self[name].data for name in PLAIN_COLUMNS},
        }


class NewOrganizationForm(CreateForm, OrganizationFields):
    key = StringField(_l("Key"), validators=[InputRequired(), Length(max=60), KEY, UNUSED])


class EditOrganizationForm(EditForm, OrganizationFields):
    @staticmethod
    def stored(row: Organization) -> dict[str, Any]:
        return {
            **by_language("name", row.names),
            **by_language("short_name", row.short_names),
            "country": row.country_iso2 or "",
            **{name: getattr(row, name) for name in PLAIN_COLUMNS},
        }
