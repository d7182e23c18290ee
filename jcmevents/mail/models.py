"""Outgoing mail."""

from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from enum import StrEnum
from typing import Any
from uuid import uuid4

from flask import current_app, render_template
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Index, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents import jobs
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db

JOB = "mail"
BATCH = 500  # due mails a sweep looks at
LONGEST_ERROR = 300  # characters
# Nine tries over 27 hours: a mail server that is away for a day loses nothing.
RETRY_AFTER = [timedelta(minutes=m) for m in (1, 5, 15, 60, 120, 240, 480, 720)]
# A worker that claimed a mail and has not reported for this long is taken for dead. Longer than a slow sending.
LEASE = timedelta(minutes=5)


class MailState(StrEnum):
    """Of an outgoing mail: sent and failed are final."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self])

    @property
    def tone(self) -> str:
        """Tone of the badge that shows the state."""
        return {MailState.SENT: "good", MailState.FAILED: "bad"}.get(self, "info")


STATE_LABELS = {
    MailState.QUEUED: _l("waiting"),
    MailState.SENDING: _l("being sent"),
    MailState.SENT: _l("sent"),
    MailState.FAILED: _l("could not be sent"),
}


class OutgoingMail(Base):
    """One mail to one person, rendered in the person's language when it was queued."""

    __tablename__ = "outgoing_mail"

    to_address: Mapped[str]
    to_name: Mapped[str]
    subject: Mapped[str]
    body_text: Mapped[str]
    lang: Mapped[str]
    template: Mapped[str]
    meeting_id: Mapped[int | None] = mapped_column(index=True)
    dedupe_key: Mapped[str | None] = mapped_column(unique=True)
    unsubscribe_url: Mapped[str | None]  # where a mail program ends what the reader has subscribed to
    message_id: Mapped[str] = mapped_column(unique=True)  # fixed here, so that a second copy is known for one
    state: Mapped[str]  # a MailState
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime]  # while sending: when the claim ends
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_outgoing_mail_due", "state", "next_attempt_at"),)

    @classmethod
    def queue(
        cls,
        template: str,
        *,
        to: str,
        name: str,
        lang: str,
        at: datetime,
        meeting_id: int | None = None,
        dedupe_key: str | None = None,
        unsubscribe_url: str | None = None,
        **context: Any,
    ) -> "OutgoingMail":
        """Render templates/mail/<template>/{subject,body}.txt in `lang`; the mail leaves when the act is committed.

        `to` is exactly one address. A mail with the same `dedupe_key` is not queued again but returned.
        The templates get `context`, `name` and `lang`. Raises RuleBroken for an unusable address, name or subject.
        """
        with force_locale(lang):
            context |= {"name": name, "lang": lang}
            subject = render_template(f"mail/{template}/subject.txt", **context).strip()
            body = render_template(f"mail/{template}/body.txt", **context)
        told: dict[str, Any] = {"to": to, "name": name, "lang": lang, "meeting_id": meeting_id}
        told["unsubscribe_url"] = unsubscribe_url
        return cls.queue_text(template, subject=subject, body=body, at=at, dedupe_key=dedupe_key, **told)

    @classmethod
    def queue_text(
        cls,
        template: str,
        *,
        subject: str,
        body: str,
        to: str,
        name: str,
        lang: str,
        at: datetime,
        meeting_id: int | None = None,
        dedupe_key: str | None = None,
        unsubscribe_url: str | None = None,
    ) -> "OutgoingMail":
        """As `queue`, with the text ready; `template` only says what kind of mail it is."""
        mail = cls(
            to_address=one_address(to),
            to_name=one_line(name),
            subject=one_line(subject),
            body_text=body.strip() + "\n",
            lang=lang,
            template=template,
            meeting_id=meeting_id,
            dedupe_key=dedupe_key,
            unsubscribe_url=unsubscribe_url,
            message_id=_new_message_id(),
            state=MailState.QUEUED,
            attempts=0,
            created_at=at,
            next_attempt_at=at,
        )
        return mail._add_once() if dedupe_key else mail._add()

    def _add(self) -> "OutgoingMail":
        db.session.add(self)
        jobs.enqueue(JOB, self)
        return self

    def _add_once(self) -> "OutgoingMail":
        """This mail, or the earlier one with its dedupe key."""
        if earlier := self._earlier():
            return earlier
        try:
            with db.session.begin_nested():
                db.session.add(self)
        except IntegrityError:  # somebody else queued it in this moment
            if earlier := self._earlier():
                return earlier
            raise
        return self._add()

    def _earlier(self) -> "OutgoingMail | None":
        found: OutgoingMail | None = db.session.scalar(
            select(OutgoingMail).where(OutgoingMail.dedupe_key == self.dedupe_key)
        )
        return found

    @classmethod
    def due(cls, at: datetime) -> list[int]:
        """Ids of the mails to send at `at`, the longest waiting first; at most BATCH."""
        waiting = select(cls.id).where(cls._waiting(at)).order_by(cls.next_attempt_at).limit(BATCH)
        return list(db.session.scalars(waiting))

    @classmethod
    def claim(cls, mail_id: int, at: datetime) -> "OutgoingMail | None":
        """The mail, if it is due and nobody else is sending it. To be committed before it is sent."""
        claimed = db.session.execute(
            update(cls)
            .where(cls.id == mail_id, cls._waiting(at))
            .values(state=MailState.SENDING, attempts=cls.attempts + 1, next_attempt_at=at + LEASE)
            .returning(cls.id)
        ).scalar()
        return db.session.get(cls, claimed, populate_existing=True) if claimed else None

    @classmethod
    def _waiting(cls, at: datetime) -> Any:
        return cls.state.in_([MailState.QUEUED, MailState.SENDING]) & (cls.next_attempt_at <= at)

    def note_sent(self, at: datetime) -> None:
        """The mail server took it."""
        self._report(state=MailState.SENT, sent_at=at, last_error=None)

    def note_failure(self, error: str, at: datetime, *, final: bool = False) -> None:
        """It did not go out. It is tried again later, unless the failure is `final` or the tries are used up."""
        error = error[:LONGEST_ERROR]
        if final or self.attempts > len(RETRY_AFTER):
            self._report(state=MailState.FAILED, last_error=error)
        else:
            again = at + RETRY_AFTER[self.attempts - 1]
            self._report(state=MailState.QUEUED, next_attempt_at=again, last_error=error)

    def _report(self, **values: Any) -> None:
        """Write the outcome, unless a later attempt has claimed the mail since."""
        same_attempt = (OutgoingMail.id == self.id) & (OutgoingMail.attempts == self.attempts)
        open_still = OutgoingMail.state == MailState.SENDING
        db.session.execute(update(OutgoingMail).where(same_attempt, open_still).values(**values))


def one_line(text: str) -> str:
    """`text`, fit for a header. Raises RuleBroken if it could begin another header."""
    if "\r" in text or "\n" in text:
        raise RuleBroken(gettext("A name or a subject of a mail must be one line."))
    return text


def one_address(address: str) -> str:
    """`address`, if it is exactly one mail address. Raises RuleBroken."""
    try:
        parsed = Address(addr_spec=one_line(address.strip()))
        domain = parsed.domain.encode("idna").decode()
    except (ValueError, MessageError, IndexError):
        parsed, domain = Address(), ""
    if not domain or not parsed.username.isascii() or not parsed.username:
        raise RuleBroken(gettext("Enter one mail address, such as name@example.org."), field="email")
    return Address(username=parsed.username, domain=domain).addr_spec


def _new_message_id() -> str:
    domain = parseaddr(current_app.config["MAIL_FROM"])[1].rpartition("@")[2]
    return f"<{uuid4().hex}@{domain}>"


@jobs.register_sweep
def due_mails(at: datetime) -> list[tuple[str, int]]:
    """The jobs of the mails to send at `at`."""
    return [(JOB, mail_id) for mail_id in OutgoingMail.due(at)]
