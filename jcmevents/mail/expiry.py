"""What a mail said is kept for a week after it left; for some years more that it was sent, to whom and about what."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, update

from jcmevents.mail.models import MailState, OutgoingMail
from jcmevents.retention import carries_out, kept_from, rows_changed

BODY_KEPT_FOR = timedelta(days=7)


@carries_out("mail")
def forget_bodies(at: datetime) -> int:
    """Empty the mails that left long ago, and those that were given up as long ago."""
    over = _settled_by(at - BODY_KEPT_FOR)
    emptied = {"body_text": "", "unsubscribe_url": None}
    return rows_changed(update(OutgoingMail).where(over, OutgoingMail.body_text != "").values(emptied))


@carries_out("mail")
def forget_mails(at: datetime) -> int:
    """Delete the mails that left, or were given up, years ago."""
    return rows_changed(delete(OutgoingMail).where(_settled_by(kept_from("mail", at))))


def _settled_by(past: datetime) -> ColumnElement[bool]:
    given_up = (OutgoingMail.state == MailState.FAILED) & (OutgoingMail.next_attempt_at <= past)
    return or_(OutgoingMail.sent_at <= past, given_up)
