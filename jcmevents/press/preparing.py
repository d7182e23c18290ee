"""Makes the files of an edition before its time, so that nobody waits for them when everybody comes at once."""

from datetime import datetime, timedelta

from flask_babel import force_locale
from sqlalchemy import select

from jcmevents import jobs
from jcmevents.document import FORMATS, rendered
from jcmevents.extensions import db
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.notes import with_notes

JOB = "release_files"
AHEAD = timedelta(hours=2)


@jobs.register(JOB)
def prepare(edition_id: int) -> None:
    """Let every file of the edition be made, and kept where it takes long; again costs nothing."""
    edition = db.session.get(ReleaseEdition, edition_id)
    if edition is None or edition.opens_at is None:
        return
    for lang in edition.langs:
        with force_locale(lang):
            for format in FORMATS:
                rendered(with_notes(edition, lang), format)


@jobs.register_chore(timedelta(hours=1))
def prepare_what_comes(at: datetime) -> None:
    """Make the files once more of what appears soon: those nobody asks for are thrown away after some days."""
    soon = ReleaseEdition.opens_at.between(at, at + AHEAD)
    for edition_id in db.session.scalars(select(ReleaseEdition.id).where(soon)).all():
        prepare(edition_id)
