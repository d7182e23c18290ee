"""The agenda as files."""

import json
from datetime import datetime

from jcmevents.agenda.calendar import calendar_file
from jcmevents.agenda.document import agenda_document
from jcmevents.agenda.programme import Programme
from jcmevents.document import render
from jcmevents.meetings.models import Meeting

MEDIA_TYPES = {"pdf": "application/pdf", "ics": "text/calendar", "json": "application/json"}
FORMATS = tuple(MEDIA_TYPES)


def agenda_file(meeting: Meeting, format: str, *, lang: str, at: datetime) -> bytes:
    """The agenda of `meeting` in one of FORMATS, made at the instant `at`. Raises DocumentFailed."""
    programme = Programme.of(meeting)
    if format == "ics":
        return calendar_file(programme, lang, at)
    if format == "json":
        return (json.dumps(programme.as_json(), ensure_ascii=False, indent=1) + "\n").encode()
    return render(agenda_document(programme, lang, at.astimezone(meeting.tz).date()), "pdf")
