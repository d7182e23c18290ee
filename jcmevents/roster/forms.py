"""The form that selects people of the roster."""

from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SearchField, SelectField
from wtforms.validators import Length

from jcmevents.forms import Form, choices
from jcmevents.registration.states import CAPACITY_LABELS, MODE_LABELS, STATE_LABELS
from jcmevents.roster.roster import Roster, Selection


def _id_or_none(value: Any) -> int | None:
    return int(value) if value else None


class SelectionForm(Form):
    """Whom the roster shows; sent by GET, so that the address can be kept. What makes no sense selects everybody."""

    class Meta(Form.Meta):
        csrf = False

    search = SearchField(_l("Search"), validators=[Length(max=100)])
    delegation_id = SelectField(_l("Delegation"), coerce=_id_or_none)
    state = SelectField(_l("State"), default="")
    capacity = SelectField(_l("Capacity"), default="")
    mode = SelectField(_l("Takes part"), default="")

    def __init__(self, roster: Roster):
        super().__init__(formdata=request.args)
        everybody = ("", gettext("all"))
        self.delegation_id.choices = choices([everybody, *roster.delegation_names.items()])
        for field, labels in ((self.state, STATE_LABELS), (self.capacity, CAPACITY_LABELS), (self.mode, MODE_LABELS)):
            field.choices = choices([everybody, *labels.items()])

    def selection(self) -> Selection:
        self.validate()
        understood = {field.name: field.data for field in self if field.data and not field.errors}
        for field in self:
            if field.errors:
                field.data, field.errors = "", ()
        return Selection(**understood)
