"""Five years after a meeting its imports, the ids of others and the kept views of its roster are deleted."""

from datetime import datetime

from sqlalchemy import delete, select

from jcmevents.extensions import db
from jcmevents.meetings.retention import meetings_past
from jcmevents.retention import carries_out, rows_changed
from jcmevents.roster.importing.models import ExternalId, ImportRow, RosterImport
from jcmevents.roster.saved_views import RosterView


@carries_out("participation")
def forget_imports(at: datetime) -> int:
    """Delete what is left of the imports to meetings long over, and the views of their rosters."""
    over = meetings_past("participation", at)
    imports = select(RosterImport).where(RosterImport.meeting_id.in_(over))
    for roster_import in db.session.scalars(imports.where(RosterImport.file_id.is_not(None))):
        roster_import.forget_file()
    db.session.flush()
    ids = imports.with_only_columns(RosterImport.id)
    return rows_changed(
        delete(ImportRow).where(ImportRow.import_id.in_(ids)),
        delete(RosterImport).where(RosterImport.id.in_(ids)),
        delete(ExternalId).where(ExternalId.meeting_id.in_(over)),
        delete(RosterView).where(RosterView.meeting_id.in_(over)),
    )
