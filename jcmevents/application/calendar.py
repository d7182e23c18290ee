"""The meeting as an event in the calendar of a person who takes part (RFC 5545)."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app, url_for
from flask_babel import gettext
from icalendar import Calendar, Event

from jcmevents.calendar_text import PRODUCT, CalendarText, one_line
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State
from jcmevents.text import localized


def calendar_file(registration: Registration, lang: str, at: datetime, *, with_name: bool) -> bytes:
    """One event over all days of the meeting; it names the person only `with_name`. Made at the instant `at`."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(registration, lang, at, with_name))
    return calendar.to_ical()


def _event(registration: Registration, lang: str, at: datetime, with_name: bool) -> Event:
    meeting, event = registration.meeting, Event()
    page = url_for("door.received", meeting_slug=meeting.slug, number=registration.number)
    event.add("uid", f"{meeting.slug}-{registration.number}@jcm-events")
    event.add("sequence", meeting.version - 1)
    event.add("dtstamp", at)
    event.add("dtstart", meeting.start_on)
    event.add("dtend", meeting.end_on + timedelta(days=1))
    event.add("summary", CalendarText(one_line(localized(meeting.titles, lang))))
    event.add("status", _status(State(registration.state)))
    if place := ", ".join(filter(None, (localized(meeting.venues, lang), localized(meeting.cities, lang)))):
        event.add("location", CalendarText(one_line(place)))
    name = [registration.full_name] if with_name else []
    about = [*name, gettext("Registration %(number)s", number=registration.number)]
    event.add("description", CalendarText("\n".join(map(one_line, about))))
    event.add("url", f"{current_app.config['BASE_URL']}{page}")
    return event


def _status(state: State) -> str:
    if state in (State.WITHDRAWN, State.DECLINED):
        return "CANCELLED"
    return "CONFIRMED" if state in (State.CONFIRMED, State.ATTENDED) else "TENTATIVE"
