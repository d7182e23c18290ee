"""Sending one mail of the outbox by SMTP."""

import logging
import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from jcmevents import clock, jobs
from jcmevents.config import LOOPBACK, ConfigurationError
from jcmevents.extensions import db
from jcmevents.mail.models import JOB, OutgoingMail

TIMEOUT = 30  # seconds without an answer of the mail server
DEFAULT_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
PERMANENT = 500  # SMTP reply codes from here on mean: do not try again
UNSUBSCRIBE = "List-Unsubscribe"
_log = logging.getLogger(__name__)


class _Policy(EmailPolicy):
    """As SMTP asks, but leaves the address to unsubscribe at whole: mail programs do not decode it (RFC 2369)."""

    def fold(self, name: str, value: Any) -> str:
        return f"{name}: {value}{self.linesep}" if name == UNSUBSCRIBE else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode() if name == UNSUBSCRIBE else super().fold_binary(name, value)


POLICY = _Policy(linesep=SMTP.linesep)


@jobs.register(JOB)
def send_mail(mail_id: int) -> None:
    """The job: deliver the mail now."""
    deliver(mail_id, clock.now())


def deliver(mail_id: int, at: datetime) -> bool:
    """Send the mail if it is due and nobody else is sending it; whether the mail server took it.

    Commits twice: the claim, so that no second worker sends it, and the outcome. A worker killed between the two
    makes the mail go out again after the claim ends, with the same Message-ID.
    """
    mail = OutgoingMail.claim(mail_id, at)
    db.session.commit()
    if mail is None:
        return False
    try:
        _send(message(mail))
    except Exception as error:  # whatever it is, it must not stop the other mails
        _log.warning("mail %s not sent at try %s: %s", mail.id, mail.attempts, type(error).__name__)
        mail.note_failure(_reason(error), at, final=_is_final(error))
        db.session.commit()
        return False
    mail.note_sent(at)
    db.session.commit()
    return True


def message(mail: OutgoingMail) -> EmailMessage:
    """`mail` as it goes over the wire."""
    sender_name, sender = parseaddr(current_app.config["MAIL_FROM"])
    built = EmailMessage(policy=POLICY)
    built["From"] = Address(sender_name, addr_spec=sender)
    built["To"] = Address(mail.to_name, addr_spec=mail.to_address)
    built["Subject"] = mail.subject
    built["Date"] = format_datetime(mail.created_at)
    built["Message-ID"] = mail.message_id
    built["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url:  # one press in the mail program, RFC 8058
        built[UNSUBSCRIBE] = f"<{mail.unsubscribe_url}>"
        built["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    built.set_content(mail.body_text, cte="base64" if not mail.body_text.isascii() else None)
    built["Content-Language"] = mail.lang  # after the content, which clears what is said about the content
    return built


def mail_server(url: str) -> SplitResult:
    """SMTP_URL in its parts. Raises ConfigurationError if mails would cross a network in the clear."""
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ConfigurationError("SMTP_URL must begin with smtps://, smtp+starttls:// or smtp:// and name a host.")
    if parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
        raise ConfigurationError(
            "SMTP_URL would send mails unencrypted over a network. Use smtps:// or smtp+starttls://; "
            "smtp:// is for a mail server on this machine."
        )
    return parts


def _send(built: EmailMessage) -> None:
    with _connected(mail_server(current_app.config["SMTP_URL"])) as server:
        server.send_message(built)


def _connected(parts: SplitResult) -> smtplib.SMTP:
    host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _is_final(error: Exception) -> bool:
    """Whether the mail server refused this very recipient or mail for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return f"{code} {text.decode(errors='replace')}"
    return f"{type(error).__name__}: {error}"
