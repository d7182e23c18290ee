"""What goes on behind the pages, for staff to look at: the outbox and the audit trail."""

from typing import Any

from flask import Blueprint, render_template
from sqlalchemy import select

from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.audit import AuditEntry
from jcmevents.extensions import db
from jcmevents.mail.models import MailState, OutgoingMail

bp = Blueprint("behind", __name__)

LATEST = 200  # rows; what is older is found in the database


@bp.get("/outbox")
@staff_only(Role.ORGANIZER)
def outbox() -> Any:
    """The newest mails without their bodies, which are for their readers alone."""
    shown = OutgoingMail.created_at, OutgoingMail.to_address, OutgoingMail.subject, OutgoingMail.state
    query = select(*shown, OutgoingMail.last_error).order_by(OutgoingMail.id.desc())
    return render_template(
        "dashboard/outbox.html", mails=db.session.execute(query.limit(LATEST)).all(), states=MailState
    )


@bp.get("/audit")
@staff_only(Role.ADMINISTRATOR)
def audit_trail() -> Any:
    """The newest acts: ids and names of fields, never what a person wrote."""
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(LATEST)).all()
    return render_template("dashboard/audit.html", entries=entries)
