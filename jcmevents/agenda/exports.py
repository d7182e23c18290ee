"""The agenda as files."""

import json
from collections.abc import Collection
from datetime import datetime

from jcmevents.agenda.calendar import calendar_file
from jcmevents.agenda.data import as_data
from jcmevents.agenda.document import agenda_document
from jcmevents.agenda.kinds import Audience
from jcmevents.agenda.readers import programme_for
from jcmevents.document import render
from jcmevents.meetings.models import Meeting

MEDIA_TYPES = {"pdf": "application/pdf", "ics": "text/calendar", "json": "application/json"}
FORMATS = tuple(MEDIA_TYPES)


def agenda_file(
    meeting: Meeting,
    format: str,
    *,
    lang: str,
    at: datetime,
    audience: Audience = Audience.PUBLIC,
    only: Collection[str] = (),
) -> bytes:
    """The agenda of `meeting` in one of FORMATS, made at the instant `at` for `audience`. Raises DocumentFailed.

    `only` names sessions by their uid: the file then has these alone.
    """
    programme = programme_for(meeting, audience)
    if only:
        programme = programme.only(lambda session: session.uid in only)
    if format == "ics":
        return calendar_file(programme, lang, at)
    if format == "json":
        return (json.dumps(as_data(programme), ensure_ascii=False, indent=1) + "\n").encode()
    return render(agenda_document(programme, lang, at.astimezone(meeting.tz).date()), "pdf")
