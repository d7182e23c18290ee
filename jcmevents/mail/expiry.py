"""What a mail said is kept for a week after it left; after that only that it was sent, to whom and about what."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update

from jcmevents.mail.models import MailState, OutgoingMail
from jcmevents.retention import carries_out, rows_changed

BODY_KEPT_FOR = timedelta(days=7)


@carries_out("mail")
def forget_bodies(at: datetime) -> int:
    """Empty the mails that left long ago, and those that were given up as long ago."""
    past = at - BODY_KEPT_FOR
    over = or_(
        OutgoingMail.sent_at <= past,
        (OutgoingMail.state == MailState.FAILED) & (OutgoingMail.next_attempt_at <= past),
    )
    emptied = {"body_text": "", "unsubscribe_url": None}
    return rows_changed(update(OutgoingMail).where(over, OutgoingMail.body_text != "").values(emptied))
