"""The form that asks the questions of a meeting.

    class_ = questions_form(meeting, capacity, facts={"mode": "on_site", "wants_visa_letter": True})
    form = class_(answers=Answer.of(registration))      # answers: by key of the field, in the shapes of kinds.Kind
    if form.validate_on_submit():
        Answer.keep(registration, form.answers(at=now), fields=form.fields_asked, by=user, at=now)

In the template `questions(form)` of components/questions.html shows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, ClassVar, cast

from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from wtforms import Field

from jcmevents.countries.forms import country_choices
from jcmevents.extensions import db
from jcmevents.files.models import StoredFile
from jcmevents.forms import Form
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire.controls import FILE_TYPES, LARGEST_FILE, Upload, control_for, phone_number
from jcmevents.questionnaire.kinds import Kind
from jcmevents.questionnaire.models import FormField
from jcmevents.questionnaire.sentences import sentence

PREFIX = "q_"  # keeps the names of questions apart from those of the form's own fields


class Questions(Form):
    """What `questions_form` adds to a form."""

    fields_asked: ClassVar[Sequence[FormField]] = ()
    facts: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, *args: Any, answers: Mapping[str, Any] | None = None, **kwargs: Any):
        shown = {PREFIX + f.key: _shown(f, (answers or {}).get(f.key)) for f in self.fields_asked}
        super().__init__(*args, **shown, **kwargs)
        self._offer_countries()

    def _offer_countries(self) -> None:
        asking = [control for field, control in self.questions if field.kind == Kind.COUNTRY]
        offered = country_choices(gettext("Please choose")) if asking else []
        for control in asking:
            control.choices = offered

    @property
    def questions(self) -> Iterator[tuple[FormField, Field]]:
        """Each question with its input, in order."""
        for field in self.fields_asked:
            yield field, self[PREFIX + field.key]

    def is_asked(self, name: str) -> bool:
        """Whether the condition of the question with this input is met by what was typed."""
        field = next(f for f in self.fields_asked if PREFIX + f.key == name)
        condition = field.asked_if
        return condition is None or condition.is_met_by(self._known(condition.about, is_fact=condition.is_fact))

    def _known(self, about: str, *, is_fact: bool) -> Any:
        """A fact, from this form if it asks for it, or the answer typed to another question that is asked."""
        name = about if is_fact else PREFIX + about
        if name in self._fields:
            return self[name].data if is_fact or self.is_asked(name) else None
        return self.facts.get(about) if is_fact else None

    def answers(self, *, at: datetime, uploaded_by_id: int | None = None) -> dict[str, Any]:
        """What was answered, by key, as JSON can hold it. Uploads are stored; raises RuleBroken if one cannot be."""
        asked = [(field, control) for field, control in self.questions if self.is_asked(control.name)]
        values = ((field.key, _answer(field, control, at, uploaded_by_id)) for field, control in asked)
        return {key: value for key, value in values if value not in (None, "", [])}

    def condition_of(self, field: FormField) -> dict[str, str] | None:
        """The condition as the page's script reads it: the name of an input or fact, operator, value; in words."""
        condition = field.asked_if
        if condition is None:
            return None
        about = condition.about if condition.is_fact else PREFIX + condition.about
        words = gettext("Answer this only if %(condition)s.", condition=sentence(condition, self.fields_asked))
        return {"about": about, "operator": condition.operator, "value": condition.value, "words": words}


def questions_form(
    meeting: Meeting,
    capacity: str,
    *,
    facts: Mapping[str, Any] | None = None,
    base: type[Form] = Form,
    fields: Sequence[FormField] | None = None,
) -> type[Questions]:
    """A form class with what the meeting asks of people in `capacity`, after the fields of `base`.

    `facts` (keys of conditions.FACTS) are what is known from elsewhere; a field of `base` with such a name counts
    more. `fields` spares the query for those of the meeting. One query, and one more where a country is asked.
    """
    asked = [field for field in (FormField.of(meeting) if fields is None else fields) if field.is_asked_of(capacity)]
    controls = {PREFIX + field.key: control_for(field) for field in asked}
    return type("QuestionsForm", (Questions, base), {"fields_asked": asked, "facts": facts or {}, **controls})


def _shown(field: FormField, answer: Any) -> Any:
    """An answer as the input takes it."""
    return date.fromisoformat(answer) if field.kind == Kind.DATE and answer else answer


def _answer(field: FormField, control: Field, at: datetime, uploaded_by_id: int | None) -> Any:
    """What the input holds, as it is stored."""
    if isinstance(control, Upload) and control.upload:
        return _stored(field, control.upload, at, uploaded_by_id)
    if field.kind == Kind.DATE:
        return control.data.isoformat() if control.data else None
    if field.kind == Kind.PHONE:
        return phone_number(control.data or "")
    return control.data


def _stored(field: FormField, upload: FileStorage, at: datetime, uploaded_by_id: int | None) -> int:
    file = StoredFile.keep(
        cast(BinaryIO, upload.stream),
        upload.filename or field.key,
        allowed=FILE_TYPES,
        max_bytes=LARGEST_FILE,
        sensitive=field.is_sensitive,
        uploaded_by_id=uploaded_by_id,
        at=at,
    )
    db.session.flush()
    return file.id
