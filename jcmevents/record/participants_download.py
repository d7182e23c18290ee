"""A long list of participants, made by the worker."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from jcmevents import clock, downloads
from jcmevents.accounts.models import User
from jcmevents.downloads import Download
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.record.attending import Stage
from jcmevents.record.participants import ParticipantList
from jcmevents.record.participants_export import MEDIA_TYPES, exported

KIND = "participants"
MOST_SET_AT_ONCE = 300  # people: about two seconds


def takes_long(listed: ParticipantList, format: str) -> bool:
    """Whether the worker should make the file, so that nobody waits for a page."""
    return format in ("pdf", "docx") and listed.people > MOST_SET_AT_ONCE


def request_list(meeting: Meeting, stage: Stage, format: str, *, lang: str, by: User, at: datetime) -> Download:
    """Have the worker make the list for `by`."""
    arguments = {"meeting_id": meeting.id, "stage": stage.value, "format": format}
    return Download.request(KIND, arguments, name=file_name(meeting, stage, format), lang=lang, by=by, at=at)


def file_name(meeting: Meeting, stage: Stage, format: str) -> str:
    return f"{meeting.slug}-participants-{stage}.{format}"


@downloads.makes(KIND)
def _made_by_worker(arguments: dict[str, Any], _lang: str, report: Callable[[int, int], None]) -> tuple[bytes, str]:
    meeting, stage = db.session.get_one(Meeting, arguments["meeting_id"]), Stage(arguments["stage"])
    listed = ParticipantList.of(meeting, stage, with_addresses=True)
    format = arguments["format"]
    return exported(listed, format, clock.now(), report), MEDIA_TYPES[format]
