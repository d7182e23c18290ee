"""The forms of the roster: whom it shows with which columns, and the name under which that is kept."""

from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SearchField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from jcmevents.forms import AskingForm, CreateForm, Form, choices
from jcmevents.registration.selection import LONGEST_SEARCH
from jcmevents.registration.states import CAPACITY_LABELS, MODE_LABELS, STATE_LABELS
from jcmevents.roster.roster import Roster
from jcmevents.roster.view import SHOWN


class ViewForm(AskingForm):
    """What the roster shows, filled in from its view; sent by GET, so that the address can be kept."""

    search = SearchField(_l("Search"), render_kw={"maxlength": LONGEST_SEARCH})
    delegation_id = SelectField(_l("Delegation"))
    state = SelectField(_l("State"))
    capacity = SelectField(_l("Capacity"))
    mode = SelectField(_l("Takes part"))
    funded = SelectField(_l("Funded"))
    late = SelectField(_l("Nominated late"))
    wants_visa_letter = SelectField(_l("Visa letter"))
    letter = SelectField(_l("Nomination letter"))
    columns = SelectMultipleField(
        _l("Columns"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), choices=()
    )
    order = HiddenField()

    def __init__(self, roster: Roster):
        view = roster.view
        super().__init__(formdata=None, data=view.selection.parts | {"columns": roster.shown, "order": view.order})
        labels: dict[str, Any] = {
            "delegation_id": roster.delegation_names,
            "state": STATE_LABELS,
            "capacity": CAPACITY_LABELS,
            "mode": MODE_LABELS,
            "funded": {"yes": gettext("funded"), "no": gettext("self-funded")},
            "late": {"yes": gettext("nominated late"), "no": gettext("in time")},
            "letter": {"missing": gettext("missing"), "given": gettext("handed in")},
            "wants_visa_letter": {"yes": gettext("wanted"), "no": gettext("not wanted")},
        }
        for name, values in labels.items():
            self[name].choices = choices([("", gettext("all")), *values.items()])
        self.columns.choices = choices((key, roster.headings[key]) for key in dict.fromkeys((*SHOWN, *roster.headings)))


class RenameViewForm(Form):
    name = StringField(_l("Name of the view"), validators=[DataRequired(), Length(max=100)])
    shared = BooleanField(_l("Show it to the whole team"))


class SavedViewForm(CreateForm, RenameViewForm):
    """Keeps the view that has these arguments in its address."""

    arguments = HiddenField(validators=[Length(max=4000)])

    def __init__(self) -> None:
        super().__init__(data={"arguments": request.query_string.decode()})
