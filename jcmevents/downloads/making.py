"""The worker's part: makes what was asked for, and clears away what was fetched or forgotten."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import select, update

from jcmevents import clock, jobs
from jcmevents.downloads.models import JOB, KEPT_FOR, MOST_ATTEMPTS, Download
from jcmevents.errors import DocumentFailed, RuleBroken
from jcmevents.extensions import db, read_only
from jcmevents.retention import carries_out

Report = Callable[[int, int], None]
Maker = Callable[[dict[str, Any], str, Report], tuple[bytes, str]]
Sequel = Callable[[Download, datetime], None]

_makers: dict[str, Maker] = {}
_sequels: dict[str, Sequel] = {}
_log = logging.getLogger(__name__)


def makes(kind: str, then: Sequel | None = None) -> Callable[[Maker], Maker]:
    """Decorate the function (arguments, lang, report) -> (content, media type) that makes files of `kind`.

    It only reads, and says by `report(done, total)` how far it is. It raises RuleBroken or DocumentFailed where the
    reader can be told why there is no file. What is to be noted of a file that has been made, `then` notes: it is
    called with the download and the time, in the transaction that keeps the file.
    """

    def keep(maker: Maker) -> Maker:
        _makers[kind] = maker
        if then:
            _sequels[kind] = then
        return maker

    return keep


@jobs.register(JOB)
def make(download_id: int) -> None:
    """Make the file if nobody else does."""
    download = Download.claim(download_id, clock.now())
    db.session.commit()
    if download is None:
        return
    try:
        content, media_type = _made(download)
        db.session.refresh(download)
        download.note_made(content, media_type, clock.now())
        if then := _sequels.get(download.kind):
            then(download, clock.now())
    except (RuleBroken, DocumentFailed) as error:
        _note_failure(download_id, str(error), final=True)
    except Exception:
        _log.exception("download %s was not made", download_id)
        with force_locale(download.lang):
            sentence = gettext("Something went wrong while the file was made. Please tell those who run this site.")
        _note_failure(download_id, sentence, final=download.attempts >= MOST_ATTEMPTS)


def _made(download: Download) -> tuple[bytes, str]:
    """The content and its media type. While it is made, the session only reads and keeps nobody from writing."""
    token = read_only.set(True)
    try:
        with force_locale(download.lang):
            return _makers[download.kind](download.arguments, download.lang, partial(_report, download.id))
    finally:
        db.session.rollback()
        read_only.reset(token)


def _report(download_id: int, done: int, total: int) -> None:
    """Note the progress on a connection of its own, as the maker may be in the middle of reading rows."""
    told = update(Download).where(Download.id == download_id)
    token = read_only.set(False)
    try:
        with db.engine.begin() as connection:
            connection.execute(told.values(done=done, total=total, heard_of_at=clock.now()))
    finally:
        read_only.reset(token)


def _note_failure(download_id: int, sentence: str, *, final: bool) -> None:
    db.session.rollback()
    if failed := db.session.get(Download, download_id):
        failed.note_failure(sentence, final=final)


@jobs.register_sweep
def due_downloads(at: datetime) -> list[tuple[str, int]]:
    """The jobs of files that wait, or whose worker is gone."""
    return [(JOB, id) for id in db.session.scalars(select(Download.id).where(Download.due(at)).order_by(Download.id))]


@carries_out("window", every=timedelta(hours=1))
def forget_old(at: datetime) -> int:
    """Delete files a day after they were asked for."""
    old = db.session.scalars(select(Download).where(Download.requested_at < at - KEPT_FOR)).all()
    for download in old:
        download.forget()
    return len(old)
