"""The agenda as a calendar file (RFC 5545): one event for each session."""

import re
from datetime import date, datetime

from flask import current_app
from flask_babel import force_locale
from icalendar import Calendar, Event, vText

from jcmevents.agenda.models import Session
from jcmevents.agenda.programme import Programme, particulars, span, told_summary
from jcmevents.text import localized

PRODUCT = "-//A6IP Center//JCM Events//EN"
# Readers differ on which characters besides LF end a line of the file.
LINE_ENDS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class CalendarText(vText):
    """Text of an event. The library's own takes a typed backslash with a capital N for the end of a line."""

    def to_ical(self) -> bytes:
        return self.translate(ESCAPES).encode()


def calendar_file(programme: Programme, lang: str, at: datetime) -> bytes:
    """The file, made at the instant `at`. Times keep the meeting's zone, whose rules are in the file."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", CalendarText(_line(localized(programme.meeting.titles, lang))))
    with force_locale(lang):
        for session in programme.sessions:
            calendar.add_component(_event(session, at))
    first, last = programme.meeting.start_on.year, programme.meeting.end_on.year
    calendar.add_missing_timezones(first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1))
    return calendar.to_ical()


def _event(session: Session, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{session.uid}@jcm-events")
    # Calendars take over a change only with a higher number; the meeting's zone and venue are part of the event.
    event.add("sequence", session.version + session.meeting.version - 2)
    event.add("dtstamp", at)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("summary", CalendarText(_line(session.title)))
    if places := _line(", ".join(filter(None, _places(session)))):
        event.add("location", CalendarText(places))
    if description := "\n".join(filter(None, map(_line, _description(session)))):
        event.add("description", CalendarText(description))
    event.add("url", f"{current_app.config['BASE_URL']}/meetings/{session.meeting.slug}/agenda#session-{session.id}")
    return event


def _places(session: Session) -> list[str]:
    room = session.room.name if session.room else ""
    return [room, localized(session.meeting.venues), localized(session.meeting.cities)]


def _description(session: Session) -> list[str]:
    items = []
    for item, start, end in session.timed_items():
        speakers = "; ".join(speaker.described for speaker in item.speakers)
        items += [f"{span(start, end)} {item.title}", f"- {speakers}" if speakers else ""]
    return [particulars(session), *items, *localized(told_summary(session)).splitlines()]


def _line(text: str) -> str:
    """`text` on one line."""
    return LINE_ENDS.sub(" ", text).strip()
