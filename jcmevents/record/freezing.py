"""The worker's part: makes every file of a version from one reading of the data."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from flask_babel import force_locale, gettext
from sqlalchemy import select, update

from jcmevents import clock, jobs
from jcmevents.document import Document, body_html, media_type, render
from jcmevents.document.side_by_side import side_by_side
from jcmevents.errors import DocumentFailed, RuleBroken
from jcmevents.extensions import db, read_only
from jcmevents.language_fields import language_codes
from jcmevents.meetings.models import Meeting
from jcmevents.record.attending import Stage
from jcmevents.record.choices import Part, SummaryChoices
from jcmevents.record.participants import ParticipantList
from jcmevents.record.participants_export import Make, composed_list
from jcmevents.record.short_summary import in_language
from jcmevents.record.versions import BODY, JOB, MOST_ATTEMPTS, Subject, SummaryVersion

Key = tuple[str, str, str]  # form, language, format
FORMATS = ("pdf", "docx", "html", "json", "txt", BODY)
_log = logging.getLogger(__name__)


def documents(
    meeting: Meeting, at: datetime, choices: SummaryChoices, number: int | None = None
) -> Iterator[tuple[str, str, Document]]:
    """(form, language, document): long and short in each language, and the long form in the first with each other.

    `number` is that of the version, which they bear.
    """
    codes = languages_of(meeting)
    made = {lang: in_language(lang, meeting, at, choices, number) for lang in codes}
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
        names_people, files = _files(version)
        db.session.refresh(version)
        version.names_people = names_people
        version.keep(files, clock.now())
    except (RuleBroken, DocumentFailed) as error:
        _note_failure(version_id, str(error), final=True)
    except Exception:
        _log.exception("version %s was not made", version_id)
        sentence = gettext("Something went wrong while the files were made. Please tell those who run this site.")
        _note_failure(version_id, sentence, final=version.attempts >= MOST_ATTEMPTS)


def _files(version: SummaryVersion) -> tuple[bool, dict[Key, tuple[bytes, str]]]:
    """All files of one moment, and whether they name people. The data are read before the first file is set."""
    version_id, meeting_id, number = version.id, version.meeting_id, version.number
    compose = COMPOSERS[Subject(version.subject)]
    token = read_only.set(True)
    try:
        meeting = db.session.get_one(Meeting, meeting_id)
        names_people, composed = compose(meeting, clock.now(), number)
    finally:
        db.session.rollback()
        read_only.reset(token)
    made: dict[Key, tuple[bytes, str]] = {}
    for key, make_file in composed.items():
        made[key] = make_file(partial(_report, version_id, len(made), len(composed)))
        _report(version_id, len(made), len(composed))
    return names_people, made


def _summary(meeting: Meeting, at: datetime, number: int) -> tuple[bool, dict[Key, Make]]:
    choices = SummaryChoices.of(meeting)
    composed: dict[Key, Make] = {
        (form, lang, format): partial(_rendered, document, format)
        for form, lang, document in documents(meeting, at, choices, number)
        for format in FORMATS
    }
    return choices.has(Part.PARTICIPANTS), composed


def _rendered(document: Document, format: str, _beat: Callable[[], None]) -> tuple[bytes, str]:
    if format == BODY:
        return str(body_html(document)).encode(), media_type("html")
    return render(document, format), media_type(format)


def _final_list(meeting: Meeting, at: datetime, _number: int) -> tuple[bool, dict[Key, Make]]:
    """It always names people: those who consented to be named to the participants."""
    composed: dict[Key, Make] = {}
    for lang in languages_of(meeting):
        with force_locale(lang):
            files = composed_list(ParticipantList.of(meeting, Stage.FINAL), at)
        composed |= {("list", lang, format): make_file for format, make_file in files.items()}
    return True, composed


COMPOSERS = {Subject.SUMMARY: _summary, Subject.PARTICIPANTS: _final_list}


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
