"""The worker's part of an import: rows in batches, each in a transaction of its own, from where the last one ended.

The row of the import is locked while a batch is worked on, and says how many rows are done: a worker that was killed
has done whole batches only, and of two workers at one import the later one goes on while the other stops.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from flask_babel import force_locale
from sqlalchemy import delete, select

from jcmevents import audit, clock, jobs
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.intake import Intake
from jcmevents.retention import carries_out
from jcmevents.roster.importing.batches import Entry, Seen, as_rows, carry_out, entries, forecast, note_external_ids
from jcmevents.roster.importing.columns import guessed
from jcmevents.roster.importing.lines import Line, Lines
from jcmevents.roster.importing.models import JOBS, ImportRow, ImportState, Outcome, RosterImport
from jcmevents.roster.importing.undoing import undo_rows
from jcmevents.sheet import read

BATCH = 500  # rows
LEASE = timedelta(seconds=30)  # so long nothing may be heard from a worker before the sweep gives the import out anew
MOST_ATTEMPTS = 3
KEPT_FOR = timedelta(days=2)  # files of imports that nobody carried out
_log = logging.getLogger(__name__)


class Overtaken(Exception):  # noqa: N818 - not an error: somebody else is at it, or it has been stopped
    """The import is no longer where this worker left it."""


def check_rows(import_id: int) -> None:
    """Note what would become of the rows; of those only that would be refused, the reason."""
    roster_import = _held(import_id, ImportState.CHECKING)
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
    roster_import.done, roster_import.counts = 0, {}
    lines, seen = Lines(roster_import), Seen()
    intake = Intake(list(lines.delegations.values()), hold=False)
    db.session.commit()
    for done, batch in _batches(roster_import, lines, seen):
        roster_import = _held(import_id, ImportState.CHECKING, done)
        tried = entries(roster_import, batch)
        forecast(tried, intake)
        refused = [entry for entry in tried if entry.outcome == Outcome.REFUSED]
        db.session.add_all(as_rows(roster_import, refused))
        _note_done(roster_import, tried)
    _end(import_id, ImportState.CHECKING, ImportState.CHECKED)


def enter_rows(import_id: int) -> None:
    """Add and change the people, and note what became of each row."""
    roster_import = _held(import_id, ImportState.RUNNING)
    if not roster_import.done:
        db.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
    first, lines, seen = roster_import.done, Lines(roster_import), Seen()
    db.session.commit()
    for done, batch in _batches(roster_import, lines, seen, first):
        roster_import = _held(import_id, ImportState.RUNNING, done)
        _enter(roster_import, batch)
    _end(import_id, ImportState.RUNNING, ImportState.FINISHED).forget_file()


def _enter(roster_import: RosterImport, batch: Sequence[Line]) -> None:
    now, who = clock.now(), roster_import.user
    done = entries(roster_import, batch)
    carry_out(done, by=who, at=now)
    note_external_ids(roster_import, done)
    db.session.add_all(as_rows(roster_import, done))
    rows = [batch[0].row, batch[-1].row]
    audit.record("roster_import.enter", roster_import, by=who, at=now, rows=rows)
    _note_done(roster_import, done)


def _batches(
    roster_import: RosterImport, lines: Lines, seen: Seen, first: int = 0
) -> Iterator[tuple[int, Sequence[Line]]]:
    """Batches from the row `first` (from 0) on, each with the number of rows before it.

    The rows before are read too: a later one may be about the same person.
    """
    understood = (lines.understood(number, cells) for number, cells in roster_import.rows())
    for line in islice(understood, first):
        seen.note(line)
    while batch := list(islice(understood, BATCH)):
        for line in batch:
            seen.note(line)
        yield first, batch
        first += len(batch)


def _held(import_id: int, state: ImportState, done: int | None = None) -> RosterImport:
    """The import, locked until the next commit. Raises Overtaken if it is no longer in `state` with `done` rows."""
    locked = select(RosterImport).where(RosterImport.id == import_id).with_for_update(of=RosterImport)
    held = db.session.scalar(locked.execution_options(populate_existing=True))
    if held is None or held.state != state or (done is not None and held.done != done):
        raise Overtaken
    return held


def _note_done(roster_import: RosterImport, done: Sequence[Entry]) -> None:
    roster_import.done += len(done)
    roster_import.count(entry.outcome for entry in done)
    roster_import.heard_of_at, roster_import.attempts = clock.now(), 0
    db.session.commit()


def _end(import_id: int, state: ImportState, ended: ImportState) -> RosterImport:
    roster_import = _held(import_id, state)
    roster_import.state, roster_import.heard_of_at = ended, clock.now()
    return roster_import


def undo(import_id: int) -> None:
    """Take back what was entered, the last rows first."""
    while True:
        roster_import = _held(import_id, ImportState.UNDOING)
        if not (undone := undo_rows(roster_import, BATCH, at=clock.now())):
            break
        roster_import.done += len(undone)
        roster_import.count(undone)
        roster_import.heard_of_at, roster_import.attempts = clock.now(), 0
        db.session.commit()
    _end(import_id, ImportState.UNDOING, ImportState.UNDONE).forget_file()


def import_now(meeting: Meeting, content: bytes, name: str, *, dry_run: bool, lang: str) -> RosterImport:
    """Import a file here and without the worker, its columns told by their headings. Commits.

    The worker takes it over if this process ends before it is through.
    """
    sheet = read(content)
    roster_import = RosterImport.take_in(meeting, sheet, name, lang=lang, by=None, at=clock.now())
    roster_import.check(guessed(meeting, sheet.head), None, by=None, at=clock.now(), by_worker=False)
    db.session.commit()
    check_rows(roster_import.id)
    if not dry_run:
        roster_import.start(by=None, at=clock.now(), by_worker=False)
        db.session.commit()
        enter_rows(roster_import.id)
    db.session.commit()
    return roster_import


def carried(work: Callable[[int], None], import_id: int) -> None:
    """Do `work` in the language of the import; after some failures in a row the import is given up."""
    try:
        with force_locale(db.session.get_one(RosterImport, import_id).lang):
            work(import_id)
    except Overtaken:
        db.session.rollback()
    except Exception:
        _log.exception("import %s of a roster stumbled", import_id)
        db.session.rollback()
        _note_failure(db.session.get_one(RosterImport, import_id))


def _note_failure(roster_import: RosterImport) -> None:
    roster_import.attempts, roster_import.heard_of_at = roster_import.attempts + 1, clock.now()
    if roster_import.attempts >= MOST_ATTEMPTS:
        roster_import.state = ImportState.FAILED


@jobs.register(JOBS[ImportState.CHECKING])
def check_job(import_id: int) -> None:
    carried(check_rows, import_id)


@jobs.register(JOBS[ImportState.RUNNING])
def enter_job(import_id: int) -> None:
    carried(enter_rows, import_id)


@jobs.register(JOBS[ImportState.UNDOING])
def undo_job(import_id: int) -> None:
    carried(undo, import_id)


@jobs.register_sweep
def due_imports(at: datetime) -> list[tuple[str, int]]:
    """The jobs of imports that wait, or whose worker is gone."""
    states = select(RosterImport.state, RosterImport.id).where(RosterImport.state.in_(JOBS))
    left = states.where(RosterImport.heard_of_at < at - LEASE)
    return [(JOBS[ImportState(state)], id) for state, id in db.session.execute(left)]


@carries_out("participation", every=timedelta(hours=6))
def forget_unused(at: datetime) -> int:
    """Delete files that were uploaded and never entered."""
    waiting = (ImportState.READ, ImportState.CHECKED, ImportState.FAILED)
    old = select(RosterImport).where(RosterImport.state.in_(waiting), RosterImport.heard_of_at < at - KEPT_FOR)
    unused = db.session.scalars(old.where(RosterImport.file_id.is_not(None))).all()
    for roster_import in unused:
        roster_import.forget_file()
    return len(unused)
