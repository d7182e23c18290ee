from collections.abc import Iterator
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from jcmevents.agenda.kinds import Kind, RecordRule
from jcmevents.agenda.models import Item, Session
from jcmevents.agenda.programme import ProgrammeDay
from jcmevents.agenda.rooms import Room
from jcmevents.agenda.speakers import MOST_SPEAKERS, Speaker
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import CreateForm, EditForm, Form, by_language, choices
from jcmevents.meetings.models import Meeting
from jcmevents.text import current_language

LONGEST_ITEM = 12 * 60  # minutes
SPEAKER_COLUMNS = ("name", "affiliation", "on_behalf_of", "is_online")


class ClockField(TimeField):
    """A time of day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Enter a time from 00:00 to 23:59, like 09:30.")) from None


class SessionFields(Form):
    """What is entered about a session. `title_*` and `summary_*` are per language."""

    title_en = StringField(_l("Title in English"), validators=[InputRequired(), Length(max=300)])
    title_ja = StringField(_l("Title in Japanese"), validators=[Length(max=300)])
    day = SelectField(_l("Day"), coerce=int)
    starts = ClockField(_l("Starts"), validators=[InputRequired()])
    ends = ClockField(_l("Ends"), validators=[InputRequired()])
    kind = SelectField(_l("Kind"), default=Kind.DISCUSSION)
    code = StringField(
        _l("Number or short name"), validators=[Length(max=20)], description=_l("For example: Session 2")
    )
    room = SelectField(_l("Room"), coerce=int)
    moderator = StringField(_l("Moderator"), validators=[Length(max=200)])
    record_rule = SelectField(_l("What may be told of it"), default=RecordRule.ON_RECORD)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.days = {day.id: day for day in meeting.days}
        self.rooms = {room.id: room for room in db.session.scalars(Room.of_meeting(meeting))}
        lang = current_language()
        self.day.choices = choices((day.id, ProgrammeDay(day.held_on).title(lang)) for day in meeting.days)
        self.room.choices = choices([(0, gettext("none")), *((room.id, room.name) for room in self.rooms.values())])
        self.kind.choices = choices((kind, kind.label) for kind in Kind)
        self.record_rule.choices = choices((rule, rule.label) for rule in RecordRule)

    def details(self) -> dict[str, Any]:
        """Column values for `Session`."""
        return {
            "titles": self.texts("title"),
            "day": self.days[self.day.data],
            "room": self.rooms.get(self.room.data),
            **{name: self[name].data for name in ("starts", "ends", "kind", "code", "moderator", "record_rule")},
        }


class NewSessionForm(CreateForm, SessionFields):
    pass


class EditSessionForm(EditForm, SessionFields):
    summary_en = TextAreaField(
        _l("Summary in English"),
        validators=[Length(max=10_000)],
        description=_l("What the rapporteur reports, shown on the agenda. Of a closed session nothing is shown."),
    )
    summary_ja = TextAreaField(_l("Summary in Japanese"), validators=[Length(max=10_000)])

    @staticmethod
    def stored(row: Session) -> dict[str, Any]:
        return {
            **by_language("title", row.titles),
            **by_language("summary", row.summaries),
            "day": row.day_id,
            "room": row.room_id or 0,
            **{name: getattr(row, name) for name in ("starts", "ends", "kind", "code", "moderator", "record_rule")},
        }

    def details(self) -> dict[str, Any]:
        return {**super().details(), "summaries": self.texts("summary")}


class ItemFields(Form):
    """What is entered about an item. The speakers are `speaker1_name`, `speaker1_affiliation`, ... in their order."""

    title_en = StringField(_l("Title in English"), validators=[InputRequired(), Length(max=300)])
    title_ja = StringField(_l("Title in Japanese"), validators=[Length(max=300)])
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

    @property
    def speaker_rows(self) -> list[dict[str, Any]]:
        """The fields of each speaker by column."""
        return [
            {column: self[f"speaker{n}_{column}"] for column in SPEAKER_COLUMNS} for n in range(1, MOST_SPEAKERS + 1)
        ]

    def speakers(self) -> Iterator[dict[str, Any]]:
        """Columns of `Speaker` for each row with a name."""
        for row in self.speaker_rows:
            values = {column: field.data for column, field in row.items()}
            if values["name"]:
                yield values
            elif values["affiliation"] or values["on_behalf_of"]:
                raise RuleBroken(gettext("Enter the name of this speaker too."), field=row["name"].name)

    def details(self) -> dict[str, Any]:
        """Column values for `Item`."""
        return {"titles": self.texts("title"), **{name: self[name].data for name in ("kind", "starts", "minutes")}}


for _n in range(1, MOST_SPEAKERS + 1):
    setattr(ItemFields, f"speaker{_n}_name", StringField(_l("Name"), validators=[Length(max=200)]))
    setattr(ItemFields, f"speaker{_n}_affiliation", StringField(_l("Affiliation"), validators=[Length(max=300)]))
    setattr(ItemFields, f"speaker{_n}_on_behalf_of", StringField(_l("On behalf of"), validators=[Length(max=300)]))
    setattr(ItemFields, f"speaker{_n}_is_online", BooleanField(_l("Online")))


class NewItemForm(CreateForm, ItemFields):
    pass


class EditItemForm(EditForm, ItemFields):
    @staticmethod
    def stored(row: Item) -> dict[str, Any]:
        empty = [Speaker(name="", affiliation="", on_behalf_of="", is_online=False)] * MOST_SPEAKERS
        speakers = {
            f"speaker{n}_{column}": getattr(speaker, column)
            for n, speaker in enumerate([*row.speakers, *empty][:MOST_SPEAKERS], start=1)
            for column in SPEAKER_COLUMNS
        }
        return {
            **by_language("title", row.titles),
            **{name: getattr(row, name) for name in ("kind", "starts", "minutes")},
            **speakers,
        }


class NewRoomForm(CreateForm):
    name_en = StringField(_l("Name in English"), validators=[InputRequired(), Length(max=100)])
    name_ja = StringField(_l("Name in Japanese"), validators=[Length(max=100)])
