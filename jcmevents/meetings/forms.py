from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, DateTimeLocalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NoneOf, NumberRange, Optional, Regexp

from jcmevents.countries.forms import ORDER_LABELS, country_choices
from jcmevents.extensions import db
from jcmevents.forms import CreateForm, EditForm, Form, by_language, choices
from jcmevents.meetings.models import DEFAULT_ZONE, Kind, Meeting, Mode, RegistrationPolicy, Series
from jcmevents.text import localized

SLUG = Regexp(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Use small Latin letters, digits and single hyphens, like jcm-gp-5.")
)
UNUSED = NoneOf(["new", "series"], message=_l("This address leads to another page. Choose another one."))
ZONES = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
UNKNOWN_ZONE = _l("Choose a time zone from the list, for example Asia/Tokyo.")
KINDS = {Kind.MEETING: _l("meeting"), Kind.TRAINING: _l("training")}
MODES = {Mode.ON_SITE: _l("on site"), Mode.ONLINE: _l("online"), Mode.HYBRID: _l("on site and online")}
POLICIES = {
    RegistrationPolicy.INVITATION: _l("by invitation: only those who are nominated or hold a private link"),
    RegistrationPolicy.APPROVAL: _l("by approval: who registers is confirmed by the organizers"),
    RegistrationPolicy.OPEN: _l("open: who registers is confirmed at once while there are seats"),
}
# Columns that the form shows as they are stored.
PLAIN_COLUMNS = ("ordinal", "kind", "zone", "mode", "order_policy", "participants_public", "registration_policy")
# Instants, shown as wall time in the meeting's zone.
INSTANTS = ("registration_opens_at", "registration_closes_at", "nominations_due_at")


def instant_field(label: Any, description: Any = "") -> DateTimeLocalField:
    """A field for wall time in the meeting's zone, which may stay empty."""
    sentence = _l("There is no such day or hour. Write it like 2025-02-17 09:00.")
    written = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"]
    shared = {"description": description, "validators": [Optional()], "invalid_value_message": sentence}
    return DateTimeLocalField(label, format=written, **shared)


class MeetingFields(Form):
    """What is entered about a meeting. `title_*`, `city_*` and `venue_*` are per language."""

    title_en = StringField(_l("Title in English"), validators=[InputRequired(), Length(max=300)])
    title_ja = StringField(_l("Title in Japanese"), validators=[Length(max=300)])
    series = SelectField(_l("Series"))
    ordinal = IntegerField(_l("Number in the series"), validators=[Optional(), NumberRange(1, 999)])
    kind = SelectField(_l("Kind"), choices=choices(KINDS.items()))
    start = DateField(_l("First day"), validators=[InputRequired()])
    end = DateField(_l("Last day"), validators=[InputRequired()])
    zone = SelectField(_l("Time zone"), default=DEFAULT_ZONE, choices=ZONES, invalid_choice_message=UNKNOWN_ZONE)
    mode = SelectField(_l("Held"), choices=choices(MODES.items()))
    country = SelectField(_l("Host country"))
    city_en = StringField(_l("City in English"), validators=[Length(max=100)])
    city_ja = StringField(_l("City in Japanese"), validators=[Length(max=100)])
    venue_en = StringField(_l("Venue in English"), validators=[Length(max=200)])
    venue_ja = StringField(_l("Venue in Japanese"), validators=[Length(max=200)])
    summary_en = TextAreaField(_l("Introduction in English"), validators=[Length(max=5000)])
    summary_ja = TextAreaField(_l("Introduction in Japanese"), validators=[Length(max=5000)])
    order_policy = SelectField(_l("Order of the delegations"), choices=choices(ORDER_LABELS.items()))
    registration_policy = SelectField(
        _l("Who may register"), choices=choices(POLICIES.items()), default=RegistrationPolicy.APPROVAL
    )
    registration_opens_at = instant_field(_l("Registration opens"), _l("In the time zone of the meeting."))
    registration_closes_at = instant_field(
        _l("Registration closes"), _l("Until then people can change what they entered.")
    )
    nominations_due_at = instant_field(
        _l("Nominations are due"), _l("What focal points nominate later waits for the organizers.")
    )
    participants_public = BooleanField(_l("Show the list of participants to everybody (only names with consent)"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.country.choices = country_choices(gettext("none"))
        all_series = db.session.scalars(db.select(Series).order_by(Series.id))
        self.series.choices = choices([("", gettext("none")), *((s.key, localized(s.titles)) for s in all_series)])

    def details(self) -> dict[str, Any]:
        """Column values for `Meeting`, without the slug and the days."""
        return {
            "titles": self.texts("title"),
            "cities": self.texts("city"),
            "venues": self.texts("venue"),
            "summaries": self.texts("summary"),
            "series": Series.by_key(self.series.data) if self.series.data else None,
            "country_iso2": self.country.data or None,
            **{name: self[name].data for name in PLAIN_COLUMNS},
            **{name: self._instant(self[name].data) for name in INSTANTS},
        }

    def _instant(self, wall_time: datetime | None) -> datetime | None:
        return wall_time and wall_time.replace(tzinfo=ZoneInfo(self.zone.data))


class NewMeetingForm(CreateForm, MeetingFields):
    slug = StringField(_l("Address"), validators=[InputRequired(), Length(max=80), SLUG, UNUSED])


class EditMeetingForm(EditForm, MeetingFields):
    @staticmethod
    def stored(row: Meeting) -> dict[str, Any]:
        return {
            **by_language("title", row.titles),
            **by_language("city", row.cities),
            **by_language("venue", row.venues),
            **by_language("summary", row.summaries),
            "series": row.series.key if row.series else "",
            "country": row.country_iso2 or "",
            "start": row.start_on,
            "end": row.end_on,
            **{name: getattr(row, name) for name in PLAIN_COLUMNS},
            **{name: _wall_time(getattr(row, name), row) for name in INSTANTS},
        }


def _wall_time(instant: datetime | None, meeting: Meeting) -> datetime | None:
    return instant and instant.astimezone(meeting.tz).replace(tzinfo=None)


class NewSeriesForm(CreateForm):
    key = StringField(_l("Key"), validators=[InputRequired(), Length(max=60), SLUG])
    title_en = StringField(_l("Title in English"), validators=[InputRequired(), Length(max=300)])
    title_ja = StringField(_l("Title in Japanese"), validators=[Length(max=300)])
