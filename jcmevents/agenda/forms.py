"""What is entered about sessions, items and rooms."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, SelectField, StringField, SubmitField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from jcmevents.agenda.kinds import Duty, Kind, RecordRule
from jcmevents.agenda.models import Item, Session
from jcmevents.agenda.people_form import EditPeopleForm, PeopleFields
from jcmevents.agenda.programme import day_title
from jcmevents.agenda.roles import Role
from jcmevents.agenda.rooms import Room
from jcmevents.agenda.runs import Run
from jcmevents.agenda.walltime import goes_back
from jcmevents.extensions import db
from jcmevents.forms import CreateForm, Form, by_language, choices
from jcmevents.meetings.models import Meeting
from jcmevents.text import current_language

LONGEST_ITEM = 12 * 60  # minutes
LONGEST_TEXT = 5_000  # characters
PLAIN_COLUMNS = ("starts", "ends", "kind", "code", "record_rule")
FOLDS = ("starts_fold", "ends_fold")


def _fold(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


class ClockField(TimeField):
    """A time of day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Enter a time from 00:00 to 23:59, like 09:30.")) from None


class TwiceField(SelectField):
    """Which of two equal times is meant; the page shows it only on nights when the clocks go back."""

    def __init__(self, label: Any, **kwargs: Any):
        which = [("", _l("not said")), ("0", _l("the first time")), ("1", _l("the second time, an hour later"))]
        super().__init__(label, choices=choices(which), coerce=str, **kwargs)

    def process_data(self, value: Any) -> None:
        super().process_data("" if value is None else str(value))


class TextFields(Form):
    """What sessions and items are told by; per language."""

    title_en = StringField(_l("Title in English"), validators=[InputRequired(), Length(max=300)])
    title_ja = StringField(_l("Title in Japanese"), validators=[Length(max=300)])
    abstract_en = TextAreaField(_l("What it is about, in English"), validators=[Length(max=LONGEST_TEXT)])
    abstract_ja = TextAreaField(_l("What it is about, in Japanese"), validators=[Length(max=LONGEST_TEXT)])
    question_en = TextAreaField(
        _l("Guiding questions in English"), validators=[Length(max=LONGEST_TEXT)], description=_l("One a line.")
    )
    question_ja = TextAreaField(_l("Guiding questions in Japanese"), validators=[Length(max=LONGEST_TEXT)])

    def told_texts(self) -> dict[str, Any]:
        columns = {"titles": "title", "abstracts": "abstract", "questions": "question"}
        return {column: self.texts(name) for column, name in columns.items()}

    @staticmethod
    def stored_texts(row: Session | Item) -> dict[str, Any]:
        return {
            **by_language("title", row.titles),
            **by_language("abstract", row.abstracts),
            **by_language("question", row.questions),
        }


class SessionFields(TextFields, PeopleFields):
    """What is entered about a session."""

    duties = (Duty.MODERATOR, Duty.SPEAKER, Duty.PANELIST, Duty.RAPPORTEUR)

    day = SelectField(_l("Day"), coerce=int)
    starts = ClockField(_l("Starts"), validators=[InputRequired()])
    starts_fold = TwiceField(_l("Of two equal times, it starts"))
    ends = ClockField(
        _l("Ends"), validators=[Optional()], description=_l("Leave it empty to end with the last of its items.")
    )
    ends_fold = TwiceField(_l("Of two equal times, it ends"))
    kind = SelectField(_l("Kind"), default=Kind.DISCUSSION)
    code = StringField(
        _l("Number or short name"), validators=[Length(max=20)], description=_l("For example: Session 2")
    )
    room = SelectField(_l("Room"), coerce=int)
    run = SelectField(_l("Run"), coerce=int, default=0)
    record_rule = SelectField(_l("What may be told of it"), default=RecordRule.ON_RECORD)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, meeting=meeting, **kwargs)
        self.days = {day.id: day for day in meeting.days}
        self.rooms = {room.id: room for room in db.session.scalars(Room.of_meeting(meeting))}
        self.runs = {run.id: run for run in db.session.scalars(Run.of_meeting(meeting))}
        self.run.choices = choices([(0, gettext("all")), *((run.id, run.name) for run in self.runs.values())])
        lang = current_language()
        self.day.choices = choices((day.id, day_title(day.held_on, lang)) for day in meeting.days)
        self.room.choices = choices([(0, gettext("none")), *((room.id, room.name) for room in self.rooms.values())])
        self.kind.choices = choices((kind, kind.label) for kind in Kind)
        self.record_rule.choices = choices((rule, rule.label) for rule in RecordRule)

    @property
    def clocks_go_back(self) -> bool:
        """Whether on one of the days an hour comes twice."""
        return any(goes_back(day.held_on, self.meeting.tz) for day in self.days.values())

    def details(self) -> dict[str, Any]:
        """Column values for `Session`, and its people."""
        return {
            **self.told_texts(),
            "day": self.days[self.day.data],
            "room": self.rooms.get(self.room.data),
            "run": self.runs.get(self.run.data),
            "people": self.people(),
            **{name: self[name].data for name in PLAIN_COLUMNS},
            **{name: _fold(self[name].data) for name in FOLDS},
        }


class NewSessionForm(CreateForm, SessionFields):
    another = SubmitField(_l("Save, and enter the next one"))


class EditSessionForm(EditPeopleForm, SessionFields):
    @classmethod
    def stored(cls, row: Session) -> dict[str, Any]:
        return {
            **cls.stored_texts(row),
            **cls.stored_people(row.roles),
            "day": row.day_id,
            "room": row.room_id or 0,
            "run": row.run_id or 0,
            **{name: getattr(row, name) for name in PLAIN_COLUMNS},
            **{name: "" if (fold := getattr(row, name)) is None else str(fold) for name in FOLDS},
        }


class ItemFields(TextFields, PeopleFields):
    """What is entered about an item."""

    kind = SelectField(_l("Kind"), default=Kind.PRESENTATION)
    starts = ClockField(
        _l("Starts"), validators=[Optional()], description=_l("Leave it empty to start when the item before ends.")
    )
    minutes = IntegerField(
        _l("Minutes"),
        validators=[Optional(), NumberRange(1, LONGEST_ITEM)],
        description=_l("Leave it empty to last until the next item."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind.choices = choices((kind, kind.label) for kind in Kind)

    def details(self) -> dict[str, Any]:
        """Column values for `Item`, and its people."""
        plain = {name: self[name].data for name in ("kind", "starts", "minutes")}
        return {**self.told_texts(), **plain, "people": self.people()}


class NewItemForm(CreateForm, ItemFields):
    another = SubmitField(_l("Save, and enter the next one"))


class EditItemForm(EditPeopleForm, ItemFields):
    @classmethod
    def stored(cls, row: Item) -> dict[str, Any]:
        return {
            **cls.stored_texts(row),
            **cls.stored_people(row.roles),
            **{name: getattr(row, name) for name in ("kind", "starts", "minutes")},
        }


class LeadersForm(EditPeopleForm):
    """Who leads through the whole meeting."""

    duties = (Duty.MC,)

    @classmethod
    def stored(cls, row: Meeting) -> dict[str, Any]:
        return cls.stored_people(list(db.session.scalars(Role.leading(row))))


class ImportForm(Form):
    file = FileField(
        _l("File"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l("YAML, CSV or Excel (.xlsx), at most 2 megabytes."),
    )
    replace = BooleanField(_l("Replace the sessions that its days hold so far"))
    enter = BooleanField(
        _l("Enter it"), description=_l("Without this the file is only checked and nothing is changed.")
    )


class PublicationForm(Form):
    note_en = TextAreaField(
        _l("Note in English"), validators=[Length(max=2_000)], description=_l("Shown beside the list of changes.")
    )
    note_ja = TextAreaField(_l("Note in Japanese"), validators=[Length(max=2_000)])
    notify = BooleanField(_l("Write to speakers and confirmed participants"), default=True)
