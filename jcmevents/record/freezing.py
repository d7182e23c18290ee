"""The worker's part: makes every file of a version of the summary from one reading of the data."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select, update

from jcmevents import clock, jobs
from jcmevents.document import Document, body_html, media_type, render
from jcmevents.document.side_by_side import side_by_side
from jcmevents.errors import DocumentFailed, RuleBroken
from jcmevents.extensions import db, read_only
from jcmevents.language_fields import language_codes
from jcmevents.meetings.models import Meeting
from jcmevents.record.choices import Part, SummaryChoices
from jcmevents.record.short_summary import in_language
from jcmevents.record.versions import BODY, JOB, MOST_ATTEMPTS, SummaryVersion

Key = tuple[str, str, str]  # form, language, format
FORMATS = ("pdf", "docx", "html", "json", "txt", BODY)
_log = logging.getLogger(__name__)


def documents(meeting: Meeting, at: datetime, choices: SummaryChoices) -> Iterator[tuple[str, str, Document]]:
    """(form, language, document): long and short in each language, and the long form in the first with each other."""
    codes = languages_of(meeting)
    made = {lang: in_language(lang, meeting, at, choices) for lang in codes}
    for lang, (long, short) in made.items():
        yield "long", lang, long
        yield "short", lang, short
    for other in codes[1:]:
        yield "long", f"{codes[0]}-{other}", side_by_side(made[codes[0]][0], made[other][0])


def languages_of(meeting: Meeting) -> list[str]:
    """Those of the application in which the meeting has a title."""
    return [code for code in language_codes() if meeting.titles.get(code)] or language_codes()[:1]


@jobs.register(JOB)
def make(version_id: int) -> None:
    """Make the version if nobody else does."""
    version = SummaryVersion.claim(version_id, clock.now())
    db.session.commit()
    if version is None:
        return
    try:
        names_people, files = _files(version_id, version.meeting_id)
        db.session.refresh(version)
        version.names_people = names_people
        version.keep(files, clock.now())
    except (RuleBroken, DocumentFailed) as error:
        _note_failure(version_id, str(error), final=True)
    except Exception:
        _log.exception("summary version %s was not made", version_id)
        sentence = gettext("Something went wrong while the files were made. Please tell those who run this site.")
        _note_failure(version_id, sentence, final=version.attempts >= MOST_ATTEMPTS)


def _files(version_id: int, meeting_id: int) -> tuple[bool, dict[Key, tuple[bytes, str]]]:
    """All files of one moment, and whether they name people. The data are read before the first file is set."""
    token = read_only.set(True)
    try:
        meeting = db.session.get_one(Meeting, meeting_id)
        choices = SummaryChoices.of(meeting)
        composed = list(documents(meeting, clock.now(), choices))
        names_people = choices.has(Part.PARTICIPANTS)
    finally:
        db.session.rollback()
        read_only.reset(token)
    made: dict[Key, tuple[bytes, str]] = {}
    for form, lang, document in composed:
        for format in FORMATS:
            made[form, lang, format] = _rendered(document, format)
            _report(version_id, len(made), len(composed) * len(FORMATS))
    return names_people, made


def _rendered(document: Document, format: str) -> tuple[bytes, str]:
    if format == BODY:
        return str(body_html(document)).encode(), media_type("html")
    return render(document, format), media_type(format)


def _report(version_id: int, done: int, total: int) -> None:
    """Note the progress on a connection of its own."""
    told = update(SummaryVersion).where(SummaryVersion.id == version_id)
    with db.engine.begin() as connection:
        connection.execute(told.values(done=done, total=total, heard_of_at=clock.now()))


def _note_failure(version_id: int, sentence: str, *, final: bool) -> None:
    db.session.rollback()
    if failed := db.session.get(SummaryVersion, version_id):
        failed.note_failure(sentence, final=final)


@jobs.register_sweep
def due_versions(at: datetime) -> list[tuple[str, int]]:
    """The jobs of versions that wait, or whose worker is gone."""
    waiting = select(SummaryVersion.id).where(SummaryVersion.due(at)).order_by(SummaryVersion.id)
    return [(JOB, version_id) for version_id in db.session.scalars(waiting)]
