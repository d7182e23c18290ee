from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from jcmevents.agenda.models import Session
from jcmevents.attendance.marking import STATUS_LABELS, Status
from jcmevents.attendance.places import Place
from jcmevents.attendance.rule import MEASURE_LABELS, AttendanceRule, Measure
from jcmevents.extensions import db
from jcmevents.forms import CreateForm, Form, choices
from jcmevents.meetings.models import Day, Meeting, Mode
from jcmevents.registration.day_modes import Presence
from jcmevents.registration.day_modes import offered as offered_at
from jcmevents.text import current_language, localized, written_date

REPORT_ZONES = ("UTC", "Asia/Tokyo")  # of accounts, beside that of the meeting


class MarkForm(Form):
    """What is noted, sent by the button pressed."""

    status = SelectField(_l("Attendance"), choices=choices(STATUS_LABELS.items()), coerce=Status)


class NewStationForm(CreateForm):
    """Where a station stands: at the entrance on a day, or in the room of a session."""

    name = StringField(_l("Name"), validators=[DataRequired(), Length(max=80)], description=_l("Like Main entrance."))
    where = SelectField(_l("Where"))

    def __init__(self, meeting: Meeting):
        super().__init__()
        self.days = {f"day-{day.id}": day for day in meeting.days}
        held = Session.of_meeting(meeting).order_by(Session.day_id, Session.starts)
        self.sessions = {f"session-{session.id}": session for session in db.session.scalars(held)}
        entrances = [(key, self._label(day.held_on, gettext("entrance"))) for key, day in self.days.items()]
        rooms = [(key, self._label(s.day.held_on, localized(s.titles))) for key, s in self.sessions.items()]
        self.where.choices = choices([*entrances, *rooms])

    @staticmethod
    def _label(day: date, place: str) -> str:
        return f"{written_date(day, current_language())}, {place}"

    def place(self) -> tuple[Day, Session | None]:
        session = self.sessions.get(self.where.data)
        return (session.day, session) if session else (self.days[self.where.data], None)


class TickForm(Form):
    """What is said of all that was changed on the list; the ticks themselves stand beside the names."""

    mode = SelectField(_l("Those newly ticked were"), coerce=Mode)
    why = StringField(_l("Reason, where a tick was taken away"), default="", validators=[Length(max=200)])

    def __init__(self, meeting: Meeting):
        super().__init__()
        offered = [mode for mode in offered_at(meeting) if mode != Presence.ABSENT]
        self.mode.choices = choices((Mode(mode), mode.label) for mode in offered)


class AttendanceRuleForm(Form):
    """Who counts as having attended."""

    least = IntegerField(_l("At least"), validators=[InputRequired(), NumberRange(1, 99)])
    measure = SelectField(_l("Counted by"), choices=choices(MEASURE_LABELS.items()), coerce=Measure)

    def __init__(self, meeting: Meeting):
        super().__init__(data=AttendanceRule.of(meeting).as_stored())

    def rule(self) -> AttendanceRule:
        return AttendanceRule(Measure(self.measure.data), self.least.data or 1)


class ReportForm(Form):
    """The report that the product of an online meeting gives, and where it belongs."""

    file = FileField(_l("Report of the online meeting (CSV)"), validators=[FileRequired()])
    place = SelectField(_l("Where"))
    zone = SelectField(
        _l("Clock of the report"), description=_l("That of the account which held the meeting, as its settings say.")
    )
    least = IntegerField(
        _l("Leave out who was there for fewer minutes than"),
        default=5,
        validators=[InputRequired(), NumberRange(0, 999)],
    )

    def __init__(self, meeting: Meeting, places: dict[str, Place]):
        super().__init__()
        self.places = places
        here = [(meeting.zone, gettext("that of the meeting (%(zone)s)", zone=meeting.zone))]
        self.zone.choices = choices([*here, *((zone, zone) for zone in REPORT_ZONES if zone != meeting.zone)])
        self.place.choices = choices((key, place.label) for key, place in places.items())

    def chosen(self) -> Place:
        return self.places[self.place.data]
