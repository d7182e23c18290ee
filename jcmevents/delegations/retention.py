"""Five years after a meeting nobody knows any more who its focal points were, and the letters are deleted."""

from datetime import datetime

from sqlalchemy import or_, select, update

from jcmevents.delegations.letters import NominationLetter
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.retention import meetings_past
from jcmevents.retention import carries_out, rows_changed

ADDRESSES = ("focal_point_name", "focal_point_email", "alternate_name", "alternate_email")


@carries_out("participation")
def forget_focal_points(at: datetime) -> int:
    """Empty the focal points of meetings long over."""
    over = meetings_past("participation", at)
    told = or_(*(getattr(Delegation, name) != "" for name in ADDRESSES))
    emptied = dict.fromkeys(ADDRESSES, "") | {"focal_point_lang": "en", "alternate_lang": "en"}
    return rows_changed(update(Delegation).where(Delegation.meeting_id.in_(over), told).values(emptied))


@carries_out("participation")
def forget_letters(at: datetime) -> int:
    """Delete the nomination letters to meetings long over, and their files."""
    over = meetings_past("participation", at)
    of_meetings = select(NominationLetter).join(NominationLetter.delegation).where(Delegation.meeting_id.in_(over))
    letters = db.session.scalars(of_meetings).all()
    for letter in letters:
        db.session.delete(letter)
        letter.file.delete()
    db.session.flush()
    return len(letters)
