"""The forms by which organizers build the form of a meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, IntegerField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms import FormField as InnerForm
from wtforms.fields import HiddenField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from jcmevents.delegations.capacities import CAPACITY_LABELS
from jcmevents.errors import RuleBroken
from jcmevents.forms import AskingForm, CreateForm, EditForm, Form, by_language, choices
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire import starters
from jcmevents.questionnaire.asked_about import as_choice, conditions_about, from_choice
from jcmevents.questionnaire.checking import LONGEST_KEEPING, MOST_OPTIONS, SHORTEST_KEEPING
from jcmevents.questionnaire.conditions import FACTS, Condition
from jcmevents.questionnaire.controls import TickedChoices
from jcmevents.questionnaire.keys import new_key
from jcmevents.questionnaire.kinds import CLASS_LABELS, KIND_LABELS, WITH_OPTIONS
from jcmevents.questionnaire.models import DEFAULT_KEEP_DAYS, FormField
from jcmevents.questionnaire.options import Option
from jcmevents.text import localized

OPEN_ROWS = 4  # empty rows for further options
PLAIN_COLUMNS = ("required", "capacities", "keep_days", "data_class")


class OptionRow(PlainForm):
    """One option; a row without labels is none."""

    key = HiddenField()
    place = IntegerField(_l("Place"), validators=[Optional(), NumberRange(1, 999)])
    label_en = StringField(_l("English"), validators=[Length(max=200)])
    label_ja = StringField(_l("Japanese"), validators=[Length(max=200)])
    retired = BooleanField(_l("No longer offered"))


class FieldFields(Form):
    """What is entered about a field. `label_*`, `purpose_*` and `help_*` are per language."""

    label_en = StringField(_l("Question in English"), validators=[InputRequired(), Length(max=300)])
    label_ja = StringField(_l("Question in Japanese"), validators=[Length(max=300)])
    options = FieldList(InnerForm(OptionRow), label=_l("What can be chosen"), max_entries=MOST_OPTIONS)
    purpose_en = TextAreaField(
        _l("Why you ask, in English"),
        validators=[Length(max=1000)],
        description=_l("Shown at the question after “Why we ask:”. People answer more readily if they know."),
    )
    purpose_ja = TextAreaField(_l("Why you ask, in Japanese"), validators=[Length(max=1000)])
    help_en = StringField(_l("Help in English"), validators=[Length(max=500)])
    help_ja = StringField(_l("Help in Japanese"), validators=[Length(max=500)])
    required = BooleanField(_l("Must be answered"))
    capacities = TickedChoices(
        _l("Asked of"), choices=choices(CAPACITY_LABELS.items()), description=_l("Tick none to ask everybody.")
    )
    condition = SelectField(_l("Asked only if"))
    condition_words = StringField(
        _l("Words for a condition on a text"),
        validators=[Length(max=200)],
        description=_l("Only for a condition that ends in “…”."),
    )
    data_class = SelectField(_l("How personal is the answer?"), choices=choices(CLASS_LABELS.items()))
    keep_days = IntegerField(
        _l("Days the answers are kept after the meeting"),
        default=DEFAULT_KEEP_DAYS,
        validators=[InputRequired(), NumberRange(SHORTEST_KEEPING, LONGEST_KEEPING)],
        description=_l("From 7 to 3650. After that they are deleted."),
    )

    def __init__(self, *args: Any, others: Sequence[FormField], **kwargs: Any):
        """others: the fields of the meeting that this one may depend on."""
        super().__init__(*args, **kwargs)
        sentences = conditions_about(others)
        self.condition.choices = choices([("", gettext("always asked")), *sentences])
        if not self.is_submitted():
            for _n in range(OPEN_ROWS):
                self.options.append_entry()

    def _options(self) -> Iterator[Option]:
        """The options of the rows that have labels, in the order of their places."""
        rows = [entry.form for entry in self.options if entry.form.label_en.data or entry.form.label_ja.data]
        taken = {row.key.data for row in rows if row.key.data}
        for row in sorted(rows, key=lambda row: row.place.data or len(rows) + MOST_OPTIONS):
            labels = {"en": row.label_en.data or "", "ja": row.label_ja.data or ""}
            key = row.key.data or new_key(labels["en"], taken, fallback="option")
            taken.add(key)
            option: Option = {"key": key, "labels": {lang: text for lang, text in labels.items() if text}}
            yield {**option, "retired": True} if row.retired.data else option

    def _condition(self) -> dict[str, Any]:
        condition, words = from_choice(self.condition.data or ""), self.condition_words.data or ""
        if condition and condition.needs_words:
            if not words:
                raise RuleBroken(gettext("Enter the words to look for."), field="condition_words")
            condition = replace(condition, value=words)
        return condition.as_dict() if condition else {}

    def details(self) -> dict[str, Any]:
        """Column values for `FormField`."""
        return {
            "labels": self.texts("label"),
            "purposes": self.texts("purpose"),
            "helps": self.texts("help"),
            "options": list(self._options()),
            "condition": self._condition(),
            **{name: self[name].data for name in PLAIN_COLUMNS},
        }


class NewFieldForm(CreateForm, FieldFields):
    pass


class EditFieldForm(EditForm, FieldFields):
    kind = SelectField(_l("Kind"), choices=choices(KIND_LABELS.items()))

    @staticmethod
    def stored(row: FormField) -> dict[str, Any]:
        condition = Condition.stored(row.condition)
        return {
            **by_language("label", row.labels),
            **by_language("purpose", row.purposes),
            **by_language("help", row.helps),
            "kind": row.kind,
            "options": [_as_row(option, place) for place, option in enumerate(row.options, start=1)],
            "condition": as_choice(condition) if condition else "",
            "condition_words": condition.value if condition and condition.needs_words else "",
            **{name: getattr(row, name) for name in PLAIN_COLUMNS},
        }

    def merge(self, stored: Mapping[str, Any]) -> None:
        """Options are compared as they would be stored: the form has rows for some more."""
        super().merge(stored)
        if list(self._options()) == self.row.options:
            self.theirs.pop("options", None)
        if "options" in self.theirs:
            self.theirs["options"] = ", ".join(localized(option["labels"]) for option in self.row.options)

    def details(self) -> dict[str, Any]:
        return {**super().details(), "kind": self.kind.data}

    @property
    def has_options(self) -> bool:
        return self.kind.data in WITH_OPTIONS


def _as_row(option: Option, place: int) -> dict[str, Any]:
    retired = bool(option.get("retired"))
    return {"key": option["key"], "place": place, "retired": retired, **by_language("label", option["labels"])}


class StartForm(CreateForm):
    """From which questions to begin: a starter, or another meeting."""

    source = SelectField(_l("Take the questions of"), validators=[InputRequired()])

    def __init__(self, *, meetings: Sequence[Meeting]):
        super().__init__()
        ready = [(f"starter:{key}", localized(titles)) for key, titles in starters.titles().items()]
        earlier = [(f"meeting:{meeting.slug}", localized(meeting.titles)) for meeting in meetings]
        self.source.choices = {gettext("Ready-made forms"): choices(ready), gettext("Other meetings"): choices(earlier)}


class PreviewForm(AskingForm):
    """Whose form to show; sent by GET, so that it can be linked to."""

    capacity = SelectField(_l("As"), default="delegate", choices=choices(CAPACITY_LABELS.items()))
    language = SelectField(_l("In"))

    def __init__(self, *args: Any, languages: Sequence[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.language.choices = choices(languages)

    @property
    def facts(self) -> dict[str, str]:
        return {name: self[name].data for name in FACTS}


for _name, _fact in FACTS.items():  # the first value of each is the one that leads to questions
    _values = choices(_fact.values.items())
    setattr(PreviewForm, _name, SelectField(_fact.label, choices=_values, default=next(iter(_fact.values))))
