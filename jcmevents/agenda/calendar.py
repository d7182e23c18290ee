"""The agenda as a calendar file (RFC 5545): one event for each session."""

from datetime import UTC, date, datetime

from flask import current_app
from flask_babel import force_locale
from icalendar import Calendar, Event

from jcmevents.agenda.programme import Programme, ProgrammeSession
from jcmevents.agenda.walltime import is_twice
from jcmevents.calendar_text import PRODUCT, CalendarText, one_line
from jcmevents.text import localized


def calendar_file(programme: Programme, lang: str, at: datetime) -> bytes:
    """The file, made at the instant `at`. Times keep the meeting's zone, whose rules are in the file."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", CalendarText(one_line(localized(programme.titles, lang))))
    with force_locale(lang):
        for session in programme.sessions:
            calendar.add_component(_event(session, programme, at))
        for session in programme.cancelled:
            event = _event(session, programme, at)
            event.add("status", "CANCELLED")
            calendar.add_component(event)
    first, last = programme.days[0].held_on.year, programme.days[-1].held_on.year
    calendar.add_missing_timezones(first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1))
    return calendar.to_ical()


def _event(session: ProgrammeSession, programme: Programme, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{session.uid}@jcm-events")
    event.add("sequence", session.sequence)
    event.add("dtstamp", at)
    _add_times(event, session)
    event.add("summary", CalendarText(one_line(session.title)))
    if places := one_line(", ".join(filter(None, (localized(session.room), *programme.places)))):
        event.add("location", CalendarText(places))
    if description := "\n".join(filter(None, map(one_line, _description(session)))):
        event.add("description", CalendarText(description))
    event.add("url", f"{current_app.config['BASE_URL']}/meetings/{programme.slug}/agenda#session-{session.id}")
    return event


def _add_times(event: Event, session: ProgrammeSession) -> None:
    """Wall times with the name of their zone, but for the second of two equal hours: no calendar file can name that."""
    for name, moment in (("dtstart", session.starts_at), ("dtend", session.ends_at)):
        if moment:
            event.add(name, moment.astimezone(UTC) if is_twice(moment) and moment.fold else moment)


def _description(session: ProgrammeSession) -> list[str]:
    lines = [session.particulars, *(person.described for person in session.speakers)]
    lines += localized(session.abstracts).splitlines()
    for item in session.items:
        speakers = "; ".join(person.described for person in item.speakers)
        lines += [f"{item.span} {item.title}", f"- {speakers}" if speakers else ""]
    return [*lines, *localized(session.summaries).splitlines()]
