"""The press list: who asked to be told when a release appears, in which language, and on what consent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext
from sqlalchemy import ColumnElement, ForeignKey, String, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.crypto import new_token
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.mail.models import OutgoingMail, one_address
from jcmevents.retention import carries_out, rows_changed

CONFIRM_WITHIN = timedelta(days=7)
ASKED_AGAIN_AFTER = timedelta(minutes=10)  # one address gets no more requests to confirm than that
KEPT_AFTER_END = timedelta(days=30)


class Subscriber(Base):
    """Somebody who asked for releases by mail. He gets none before he, or the press office for him, has confirmed."""

    __tablename__ = "press_subscriber"

    address: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    outlet: Mapped[str] = mapped_column(String(200), default="")
    lang: Mapped[str] = mapped_column(String(5))
    key: Mapped[str] = mapped_column(String(64), unique=True)  # in the links that are mailed to him
    consent: Mapped[str] = mapped_column(String(300), default="")  # how it was given; empty: by the mailed link
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    @classmethod
    def ask(cls, *, address: str, name: str, outlet: str, lang: str, at: datetime) -> None:
        """Mail `address` a link to confirm by. Nobody learns here whether it is on the list already."""
        person = cls.by_address(_normalized(address)) or cls(address=_normalized(address), key=new_token())
        if person.is_on_list or (person.asked_at and person.asked_at > at - ASKED_AGAIN_AFTER):
            return
        person.name, person.outlet, person.lang, person.asked_at = name, outlet, lang, at
        if person._is_stored():
            link = person.link("confirm")  # without the name: no words of a stranger reach the address
            OutgoingMail.queue("press_list_confirm", to=person.address, name="", lang=lang, at=at, link=link)

    def _is_stored(self) -> bool:
        """Add the row; False if another request was quicker, and mails the link."""
        try:
            with db.session.begin_nested():
                db.session.add(self)
        except IntegrityError:
            return False
        return True

    @classmethod
    def add(
        cls, *, address: str, name: str, outlet: str, lang: str, consent: str, by: User | None, at: datetime
    ) -> Subscriber:
        """Enter somebody who has agreed in another way; `consent` says how. Who has left comes back only himself."""
        person = cls.by_address(_normalized(address)) or cls(address=_normalized(address), key=new_token())
        if person.is_on_list:
            raise RuleBroken(gettext("This address is on the list already."), field="address")
        if person.ended_at:
            left = gettext("This person has left the list and can come back only by the public page.")
            raise RuleBroken(left, field="address")
        person.name, person.outlet, person.lang, person.consent = name, outlet, lang, consent
        person.asked_at = person.confirmed_at = at
        person.added_by_id = by.id if by else None
        db.session.add(person)
        audit.record("press_list.add", person, by=by, at=at)
        return person

    @classmethod
    def by_address(cls, address: str) -> Subscriber | None:
        return db.session.scalar(select(cls).where(cls.address == address))

    @classmethod
    def by_key(cls, key: str) -> Subscriber | None:
        return db.session.scalar(select(cls).where(cls.key == key))

    @classmethod
    def on_list(cls) -> ColumnElement[bool]:
        return cls.confirmed_at.is_not(None) & cls.ended_at.is_(None)

    @property
    def is_on_list(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None

    def confirm(self, *, at: datetime) -> None:
        """He has pressed the button behind the link that was mailed to him."""
        if self.is_on_list:
            return
        if self.asked_at <= at - CONFIRM_WITHIN:
            raise RuleBroken(gettext("This link is too old. Please enter your address once more."))
        self.confirmed_at, self.ended_at = at, None
        audit.record("press_list.confirm", self, by=None, at=at)

    def end(self, *, by: User | None, at: datetime) -> None:
        """No mail from now on; a second time changes nothing."""
        if self.ended_at is None:
            self.ended_at = at
            audit.record("press_list.end", self, by=by, at=at)

    def link(self, act: str) -> str:
        """The address of his page to "confirm" or to "end"."""
        path = current_app.url_map.bind("localhost").build(f"press.subscribing.{act}", {"subscriber_key": self.key})
        return f"{current_app.config['BASE_URL']}{path}"


def _normalized(address: str) -> str:
    return User.normalized(one_address(address))


@carries_out("press_list")
def forget_subscribers(at: datetime) -> int:
    """Delete who never confirmed, and who left some time ago."""
    unconfirmed: Any = Subscriber.confirmed_at.is_(None) & (Subscriber.asked_at <= at - CONFIRM_WITHIN)
    left = Subscriber.ended_at <= at - KEPT_AFTER_END
    return rows_changed(delete(Subscriber).where(unconfirmed | left))
