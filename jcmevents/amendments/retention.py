"""Five years after a meeting what its focal points said about the list of participants is deleted."""

from datetime import datetime

from sqlalchemy import delete

from jcmevents.amendments.models import Amendment, EntryCheck
from jcmevents.registration.retention import people_past
from jcmevents.retention import carries_out, rows_changed


@carries_out("participation")
def forget_amendments(at: datetime) -> int:
    """Delete the amendments to lists of meetings long over, and the notes that entries were checked."""
    people = people_past("participation", at)
    return rows_changed(*(delete(table).where(table.registration_id.in_(people)) for table in (Amendment, EntryCheck)))
