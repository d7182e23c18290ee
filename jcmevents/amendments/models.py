"""What focal points say about the entries of their delegation: that they are correct, or what is to be amended."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.registration.models import Registration
from jcmevents.text import clean

# What is printed of a person, and under which label it is asked for.
PRINTED = {
    "honorific": _l("Honorific"),
    "list_name": _l("Name for the list"),
    "function": _l("Function"),
    "unit": _l("Organization and unit"),
}


class Answer(enum.StrEnum):
    """What has become of an amendment."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return str(ANSWER_LABELS[self])


ANSWER_LABELS = {
    Answer.OPEN: _l("waits for the secretariat"),
    Answer.ACCEPTED: _l("accepted"),
    Answer.REFUSED: _l("answered"),
}


class EntryCheck(Base):
    """That an entry is correct as it was `printed`. Once the entry reads otherwise, it is to be checked again."""

    __tablename__ = "entry_check"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    printed: Mapped[str] = mapped_column(Text)
    checked_at: Mapped[datetime]
    checked_by: Mapped[str] = mapped_column(String(254))  # address of the private link

    @classmethod
    def note(cls, registration: Registration, printed: str, *, by: str, at: datetime) -> EntryCheck:
        """Note that the entry is correct, in place of what was noted before."""
        check = db.session.scalar(db.select(cls).where(cls.registration_id == registration.id))
        if check is None:
            check = cls(registration_id=registration.id)
            db.session.add(check)
        check.printed, check.checked_at, check.checked_by = printed, at, by
        db.session.flush()
        audit.record("entry_check.note", check, by=None, at=at, registration=registration.id)
        return check


class Amendment(Base):
    """What is to be printed otherwise. `before` and `after` are by column of the registration."""

    __tablename__ = "list_amendment"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    before: Mapped[dict[str, str]]
    after: Mapped[dict[str, str]]
    remark: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime]
    sent_by: Mapped[str] = mapped_column(String(254))  # address of the private link
    answer: Mapped[str] = mapped_column(String(10), default=Answer.OPEN)
    reply: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    registration: Mapped[Registration] = relationship()

    @classmethod
    def send(
        cls, registration: Registration, after: Mapping[str, str], remark: str, *, by: str, at: datetime
    ) -> Amendment:
        """Ask for the values of `after` to be printed. It takes the place of one that still waits."""
        changed = {name: value for name, value in after.items() if value != getattr(registration, name)}
        if not changed and not remark:
            raise RuleBroken(gettext("Change something, or say in the remark what is wrong."))
        waiting = db.select(cls).where(cls.registration_id == registration.id, cls.answer == Answer.OPEN)
        for former in db.session.scalars(waiting):
            db.session.delete(former)
        amendment = cls(registration=registration, after=changed, sent_at=at, sent_by=by, answer=Answer.OPEN)
        amendment.before = {name: getattr(registration, name) for name in changed}
        amendment.remark, amendment.reply = clean(remark).strip(), ""
        db.session.add(amendment)
        db.session.flush()
        audit.record("list_amendment.send", amendment, by=None, at=at, changed=sorted(changed))
        return amendment

    def accept(self, *, by: User | None, at: datetime) -> None:
        """Enter it. Refuses to overwrite what somebody else has changed since it was sent."""
        for name, value in self.after.items():
            present = getattr(self.registration, name)
            if present not in (self.before[name], value):
                raise RuleBroken(
                    gettext(
                        "%(field)s has been changed to “%(value)s” since. Answer the amendment, or enter it by hand.",
                        field=str(PRINTED[name]),
                        value=present,
                    )
                )
        self._answer(Answer.ACCEPTED, "", by=by, at=at)
        entered: dict[str, Any] = dict(self.after)
        self.registration.revise(by=by, at=at, **entered)

    def refuse(self, reply: str, *, by: User | None, at: datetime) -> None:
        """Leave the entry as it is and say why."""
        self._answer(Answer.REFUSED, clean(reply).strip(), by=by, at=at)

    def _answer(self, answer: Answer, reply: str, *, by: User | None, at: datetime) -> None:
        if self.answer != Answer.OPEN:
            raise RuleBroken(gettext("This amendment has been answered already."))
        self.answer, self.reply = answer, reply
        self.answered_at, self.answered_by_id = at, by.id if by else None
        audit.record(f"list_amendment.{answer}", self, by=by, at=at)

    @property
    def state(self) -> Answer:
        return Answer(self.answer)

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Label, what stands, what is asked for."""
        return [(str(PRINTED[name]), self.before[name], self.after[name]) for name in PRINTED if name in self.after]
