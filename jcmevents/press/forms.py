"""What the press office enters: releases, facts, blocks."""

from typing import Any

from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from jcmevents.extensions import db
from jcmevents.forms import CreateForm, EditForm, Form, by_language, choices
from jcmevents.meetings.forms import SLUG
from jcmevents.meetings.models import Meeting
from jcmevents.press.by_hand import NUMBER
from jcmevents.press.facts import BY_HAND, SOURCES
from jcmevents.press.house import LANGUAGES, publishers
from jcmevents.press.models import Fact, Release
from jcmevents.press.skeletons import skeletons
from jcmevents.press.texts import language_name
from jcmevents.text import localized

MOST = 2_000_000_000  # what a whole number column holds
COUNTER_LABELS = {
    "": _l("(nothing)"),
    "countries": _l("countries"),
    "people": _l("people"),
    "projects": _l("projects"),
    "institutions": _l("institutions"),
}
QUALIFIER_LABELS = {"exact": _l("exactly"), "about": _l("about"), "over": _l("at least")}
INSTEAD = _l("They stand in the text instead of the words that the data give. Leave this empty to use the data.")
RELATED = "related_meeting"


def _meetings() -> list[Any]:
    """Every meeting to choose from, the newest first."""
    meetings = db.session.scalars(select(Meeting).order_by(Meeting.id.desc()))
    return choices([("", gettext("none")), *((meeting.slug, localized(meeting.titles)) for meeting in meetings)])


class ReleaseFields(Form):
    """What a release is about, whose it is, which day it bears."""

    meeting = SelectField(_l("Meeting"))
    publisher = SelectField(_l("Publisher"), description=_l("Numbers, dates and lists follow the publisher's style."))
    joint_with = SelectMultipleField(
        _l("Issued jointly with"),
        description=_l("The release then bears the letterheads of all its publishers; the style is the first one's."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    released_on = DateField(_l("Date of the release"), validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.meeting.choices = _meetings()
        houses = [(key, localized(names)) for key, names in publishers().items()]
        self.publisher.choices, self.joint_with.choices = choices(houses), choices(houses)

    def details(self) -> dict[str, Any]:
        return {
            "meeting": Meeting.by_slug(self.meeting.data) if self.meeting.data else None,
            "publisher": self.publisher.data,
            "joint_with": self.joint_with.data or [],
            "released_on": self.released_on.data,
        }


class NewReleaseForm(CreateForm, ReleaseFields):
    slug = StringField(
        _l("Address"),
        description=_l(
            "The last part of the release's address: small letters, digits, hyphens. Left empty, it is that of the "
            "meeting, or the date."
        ),
        validators=[Optional(), Length(max=80), SLUG],
    )
    languages = SelectMultipleField(
        _l("Languages"),
        default=LANGUAGES,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired(_l("Choose at least one language."))],
    )
    skeleton = SelectField(
        _l("Begin with"), description=_l("A skeleton has the usual blocks, with facts where figures and dates stand.")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.skeleton.choices = choices([("", gettext("an empty text")), *skeletons()])
        self.languages.choices = choices((code, language_name(code)) for code in LANGUAGES)


class EditReleaseForm(EditForm, ReleaseFields):
    @staticmethod
    def stored(row: Release) -> dict[str, Any]:
        return {
            "meeting": row.meeting.slug if row.meeting else "",
            "publisher": row.publisher,
            "joint_with": row.joint_with,
            "released_on": row.released_on,
        }


class NumberFields(Form):
    """A number that no data hold, and where it comes from."""

    value = IntegerField(lazy_pgettext("of a fact", "Number"), validators=[Optional(), NumberRange(0, MOST)])
    total = IntegerField(
        _l("Of how many in all"),
        description=_l("Only for a part of a whole, such as 19 of 29 countries."),
        validators=[Optional(), NumberRange(0, MOST)],
    )
    qualifier = SelectField(_l("The number is meant"), choices=choices(QUALIFIER_LABELS.items()))
    counter = SelectField(_l("It counts"), choices=choices(COUNTER_LABELS.items()))
    as_of = DateField(_l("True on"), validators=[Optional()])
    note = StringField(_l("Source"), validators=[Length(max=300)])


class EditFactForm(EditForm, NumberFields):
    """What is known by hand about one fact: of a computed one only other words, or the meeting it speaks of."""

    meeting = SelectField(_l("Related meeting"))
    override_ja = TextAreaField(_l("Other words in Japanese"), description=INSTEAD, validators=[Length(max=2000)])
    override_en = TextAreaField(_l("Other words in English"), description=INSTEAD, validators=[Length(max=2000)])

    def __init__(self, row: Fact, **kwargs: Any):
        super().__init__(row, **kwargs)
        for name in self._names() - set(_fact_fields(row.key)):
            del self[name]
        if "meeting" in self:
            self.meeting.choices = _meetings()

    def _names(self) -> set[str]:
        return {field.name for field in self if field.name not in ("csrf_token", "version", "as_read")}

    @staticmethod
    def stored(row: Fact) -> dict[str, Any]:
        values = {
            **{name: getattr(row, name) for name in NUMBER},
            "meeting": row.subject_meeting.slug if row.subject_meeting else "",
            "override_ja": "",
            "override_en": "",
            **by_language("override", row.overrides),
        }
        return {name: values[name] for name in _fact_fields(row.key)}

    def details(self) -> dict[str, Any]:
        """Columns of `Fact`."""
        details: dict[str, Any] = {name: self[name].data for name in NUMBER if name in self}
        if "meeting" in self:
            details["subject_meeting"] = Meeting.by_slug(self.meeting.data) if self.meeting.data else None
        return {**details, "overrides": self.texts("override")}


def _fact_fields(key: str) -> tuple[str, ...]:
    if key == RELATED:
        return ("meeting", "note", "override_ja", "override_en")
    if key in SOURCES:
        return ("override_ja", "override_en", "note")
    return (*NUMBER, "override_ja", "override_en")


class NewFactForm(CreateForm, NumberFields):
    key = StringField(
        lazy_pgettext("of a fact", "Name"),
        description=_l("Stands in braces in the texts: small letters, digits and underscores, like jcm_projects."),
        validators=[
            InputRequired(),
            Length(max=60),
            Regexp(r"^[a-z][a-z0-9_]*$", message=_l("Use a name like jcm_projects.")),
        ],
    )
    value = IntegerField(lazy_pgettext("of a fact", "Number"), validators=[InputRequired(), NumberRange(0, MOST)])

    def __init__(self, release: Release, **kwargs: Any):
        super().__init__(**kwargs)
        self.release = release

    def validate_key(self, field: Field) -> None:
        if field.data in SOURCES or field.data in BY_HAND or self.release.fact(field.data):
            raise ValidationError(gettext("There is a fact with this name already. Choose another name."))

    def details(self) -> dict[str, Any]:
        return {name: self[name].data for name in NUMBER}
