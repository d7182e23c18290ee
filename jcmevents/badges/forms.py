"""The forms about badges, name plates and room signs."""

from typing import Any
from urllib.parse import parse_qsl

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, ColorField, HiddenField, SearchField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from jcmevents.badges.design import LANGUAGES, LAYOUT_LABELS, BadgeDesign, Layout
from jcmevents.badges.plates import WHOSE_LABELS, Whose
from jcmevents.badges.printing import WHICH_LABELS, Which
from jcmevents.badges.signs import PER_LABELS, Per, SignPaper
from jcmevents.delegations.capacities import CAPACITY_LABELS, Capacity
from jcmevents.delegations.ordering import all_in_order
from jcmevents.forms import AskingForm, CreateForm, EditForm, choices
from jcmevents.meetings.models import Meeting
from jcmevents.registration.selection import LONGEST_SEARCH, Selection
from jcmevents.text import current_language, written_date

OFFERED = (Which.NEW, Which.ALL)
LANGUAGE_LABELS = {
    "en": _l("English"),
    "ja": _l("Japanese"),
    "en ja": _l("English, with Japanese below"),
    "ja en": _l("Japanese, with English below"),
}
LANGUAGE_CHOICES = choices((" ".join(langs), LANGUAGE_LABELS[" ".join(langs)]) for langs in LANGUAGES)


def _delegations(meeting: Meeting) -> Any:
    everybody = ("", gettext("all"))
    return choices([everybody, *((str(each.id), each.name()) for each in all_in_order(meeting))])


class ShownForm(AskingForm):
    """Whom the page shows; sent by GET."""

    search = SearchField(_l("Search"), render_kw={"maxlength": LONGEST_SEARCH})
    delegation_id = SelectField(_l("Delegation"))
    capacity = SelectField(_l("Capacity"))

    def __init__(self, meeting: Meeting, selection: Selection):
        super().__init__(formdata=None, data=selection.parts)
        self.delegation_id.choices = _delegations(meeting)
        self.capacity.choices = choices([("", gettext("all")), *CAPACITY_LABELS.items()])


class PrintForm(CreateForm):
    """Whose badges are printed. `shown` is what the page shows; where names are ticked, it is theirs alone."""

    which = SelectField(
        _l("Print the badges of"), choices=choices((which, WHICH_LABELS[which]) for which in OFFERED), coerce=Which
    )
    shown = HiddenField(validators=[Length(max=1000)])

    def selection(self) -> Selection:
        return Selection.understood(dict(parse_qsl(self.shown.data or "")))

    def wanted(self) -> tuple[Which, Selection, list[str]]:
        """As `printing.chosen` takes it."""
        ticked = request.form.getlist("numbers")
        return (Which.TICKED if ticked else self.which.data, self.selection(), ticked)


class ReprintForm(CreateForm):
    why = StringField(
        _l("Why"), validators=[DataRequired(), Length(max=200)], description=_l("Lost, for example, or another name.")
    )


class DesignForm(EditForm):
    """The look of the badges; one field for the colour of each capacity, made below."""

    layout = SelectField(_l("Format"), choices=choices(LAYOUT_LABELS.items()), coerce=Layout)
    langs = SelectField(_l("Languages"), choices=LANGUAGE_CHOICES)
    logo = FileField(
        _l("Logo (PNG or JPEG, at most 1 megabyte)"), description=_l("Without one the mark of this site is printed.")
    )
    without_logo = BooleanField(_l("Take the present logo away"))

    @staticmethod
    def stored(row: BadgeDesign) -> dict[str, Any]:
        colours = {str(capacity): row.colour_of(capacity) for capacity in Capacity}
        return {"layout": Layout(row.layout), "langs": " ".join(row.langs), **colours}

    @property
    def colours(self) -> dict[str, str]:
        return {str(capacity): self[capacity].data or "" for capacity in Capacity}


for _capacity, _label in CAPACITY_LABELS.items():
    setattr(DesignForm, _capacity, ColorField(_label))


class PlatesForm(CreateForm):
    """Whose name plates; `delegation_id` empty for all."""

    whose = SelectField(_l("A plate for"), choices=choices(WHOSE_LABELS.items()), coerce=Whose)
    delegation_id = SelectField(_l("Delegation"))
    langs = SelectField(_l("Languages"), choices=LANGUAGE_CHOICES)

    def __init__(self, meeting: Meeting):
        super().__init__(data={"langs": " ".join(BadgeDesign.of(meeting).langs)})
        self.delegation_id.choices = _delegations(meeting)


class SignsForm(CreateForm):
    """Signs for which rooms; `day` empty for all."""

    per = SelectField(_l("A sign for"), choices=choices(PER_LABELS.items()), coerce=Per)
    day = SelectField(_l("Day"))
    paper = SelectField(_l("Paper"), choices=choices((paper, paper.upper()) for paper in SignPaper), coerce=SignPaper)
    langs = SelectField(_l("Languages"), choices=LANGUAGE_CHOICES)

    def __init__(self, meeting: Meeting):
        super().__init__(data={"langs": " ".join(BadgeDesign.of(meeting).langs)})
        lang = current_language()
        days = ((str(day.id), written_date(day.held_on, lang)) for day in meeting.days)
        self.day.choices = choices([("", gettext("all")), *days])
