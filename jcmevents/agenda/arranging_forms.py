"""What is entered for acts on many sessions at once."""

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, Optional

from jcmevents.accounts.models import User
from jcmevents.agenda.arranging import LONGEST_SHIFT
from jcmevents.agenda.beginning import days_elsewhere, from_elsewhere, from_template, template_names
from jcmevents.agenda.programme import day_title
from jcmevents.agenda.runs import Run
from jcmevents.extensions import db
from jcmevents.forms import CreateForm, Form, choices
from jcmevents.meetings.models import Day, Meeting
from jcmevents.text import current_language, localized


class RippleForm(CreateForm):
    """A create form: sent twice it moves once."""

    minutes = IntegerField(
        _l("Minutes"),
        default=10,
        validators=[InputRequired()],
        description=_l("A number below 0 moves everything to an earlier time, at most %(n)s minutes.", n=LONGEST_SHIFT),
    )
    stretch = BooleanField(_l("This session begins as before and lasts so much longer"))
    everywhere = BooleanField(_l("In all rooms"), default=True)

    def details(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("minutes", "stretch", "everywhere")}


class DayFields(Form):
    """Chooses among the days of a meeting."""

    day_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.days = {day.id: day for day in meeting.days}
        for name in self.day_fields:
            titles = ((day.id, day_title(day.held_on, current_language())) for day in meeting.days)
            self[name].choices = choices(titles)

    def chosen(self, name: str) -> Day:
        return self.days[self[name].data]


class CopyDayForm(CreateForm, DayFields):
    day_fields = ("source", "target")

    source = SelectField(_l("Copy the sessions of"), coerce=int)
    target = SelectField(_l("to"), coerce=int)
    shift = IntegerField(
        _l("Minutes later"),
        default=0,
        validators=[Optional()],
        description=_l("For a programme that is run once more for another part of the world."),
    )
    with_people = BooleanField(_l("With the same speakers and moderators"))
    source_run = SelectField(_l("Those copied belong to the run"), coerce=int, default=0)
    run = SelectField(_l("The copies belong to the run"), coerce=int, default=0)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, meeting=meeting, **kwargs)
        self.runs = {run.id: run for run in db.session.scalars(Run.of_meeting(meeting))}
        for field in (self.source_run, self.run):
            field.choices = choices([(0, gettext("all")), *((run.id, run.name) for run in self.runs.values())])

    def details(self) -> dict[str, Any]:
        days = {name: self.chosen(name) for name in self.day_fields}
        runs = {name: self.runs.get(self[name].data) for name in ("source_run", "run")}
        return {**days, **runs, "shift": self.shift.data or 0, "with_people": self.with_people.data}


class TemplateForm(DayFields):
    day_fields = ("day",)

    day = SelectField(_l("Day"), coerce=int)
    template = SelectField(_l("Template"), description=_l("Days of other meetings come without their people."))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, meeting=meeting, **kwargs)
        self.meeting = meeting
        self.elsewhere = {f"day-{day.id}": day for day in days_elsewhere(meeting)}
        ours = ((key, localized(names)) for key, names in template_names().items())
        self.template.choices = choices([*ours, *((key, _told(day)) for key, day in self.elsewhere.items())])

    def begin(self, *, by: User, at: datetime) -> None:
        """Enter what was chosen on the day that was chosen."""
        target, key = self.chosen("day"), self.template.data
        if source := self.elsewhere.get(key):
            from_elsewhere(source, target, by=by, at=at)
        else:
            from_template(self.meeting, key, target, by=by, at=at)


def _told(day: Day) -> str:
    return f"{localized(day.meeting.titles)}: {day_title(day.held_on, current_language())}"
