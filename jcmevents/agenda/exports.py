"""The agenda as files."""

import json
from collections.abc import Collection
from datetime import date, datetime

from jcmevents.agenda.bilingual import BOTH, TWO, agenda_side_by_side
from jcmevents.agenda.calendar import calendar_file
from jcmevents.agenda.data import as_data
from jcmevents.agenda.document import agenda_document
from jcmevents.agenda.editions import Edition, unpublished
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

    `only` names sessions by their uid: the file then has these alone. `lang` may be BOTH: a PDF then has the languages
    of the house side by side, any other file is in the first of them.
    """
    programme = programme_for(meeting, audience)
    if only:
        programme = programme.only(lambda session: session.uid in only)
    if format == "ics":
        return calendar_file(programme, TWO[0] if lang == BOTH else lang, at)
    if format == "json":
        return (json.dumps(as_data(programme), ensure_ascii=False, indent=1) + "\n").encode()
    on, is_draft = _state(meeting, audience, at)
    if lang == BOTH:
        return render(agenda_side_by_side(programme, on, is_draft=is_draft), "pdf")
    return render(agenda_document(programme, lang, on, is_draft=is_draft), "pdf")


def _state(meeting: Meeting, audience: Audience, at: datetime) -> tuple[date, bool]:
    """The day a printed programme bears, and whether it says things that are not published yet.

    Who reads a published version reads the day on which it came out; organizers print what stands at the instant `at`.
    """
    edition = Edition.latest(meeting)
    is_draft = audience == Audience.INTERNAL and (edition is None or bool(unpublished(meeting)))
    told = edition.published_at if edition and not is_draft else at
    return told.astimezone(meeting.tz).date(), is_draft
