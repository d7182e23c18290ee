"""Private links: a mail leads one person to the one thing that is his, without a password.

A link is shown by GET and opened by POST, once: mail scanners follow links, they press no buttons. The browser that
opened it holds it from then on, until it expires or is revoked; another browser is offered a fresh one by mail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import g, has_request_context, session
from flask_babel import gettext
from sqlalchemy import ForeignKey, Index, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents import audit, clock
from jcmevents.accounts.models import User
from jcmevents.crypto import new_token, token_digest
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db

HELD = "private_links"  # in the browser's session: ids of the links it has opened
MOST_HELD = 20
RENEWED_AT_MOST_EVERY = timedelta(minutes=2)


class PrivateLink(Base):
    """A link that was mailed to `address` and leads to the row `subject_id` of its purpose."""

    __tablename__ = "private_link"
    __table_args__ = (Index("ix_private_link_subject", "purpose", "subject_id"),)
    audit_label = "private_link"

    purpose: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    address: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200), default="")
    lang: Mapped[str] = mapped_column(String(5))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    @classmethod
    def issue(
        cls,
        purpose: str,
        subject_id: int,
        *,
        to: str,
        name: str = "",
        lang: str,
        by: User | None,
        at: datetime,
        expires_at: datetime | None = None,
    ) -> tuple[PrivateLink, str]:
        """A new link and its token. Earlier links to the same thing that nobody has opened cease to work.

        `expires_at` defaults to what the purpose says. The token is stored nowhere: mail it now (or see `send`).
        """
        cls._replace_unopened(purpose, subject_id, to, at)
        token = new_token()
        link = cls(
            purpose=purpose,
            subject_id=subject_id,
            address=User.normalized(to),
            name=name,
            lang=lang,
            token_digest=token_digest(token),
            issued_at=at,
            expires_at=expires_at or at + _purposes[purpose].lasts,
            issued_by_id=by.id if by else None,
        )
        db.session.add(link)
        db.session.flush()
        audit.record("private_link.issue", link, by=by, at=at, purpose=purpose, subject=subject_id)
        return link, token

    @classmethod
    def _replace_unopened(cls, purpose: str, subject_id: int, to: str, at: datetime) -> None:
        same = cls._of(purpose, subject_id) & (cls.address == User.normalized(to))
        waiting = same & cls.opened_at.is_(None) & cls.revoked_at.is_(None)
        db.session.execute(update(cls).where(waiting).values(revoked_at=at))

    @classmethod
    def send(cls, purpose: str, subject_id: int, *, at: datetime, **issued: Any) -> PrivateLink:
        """Issue a link and queue the mail that carries it; arguments as of `issue`."""
        link, token = cls.issue(purpose, subject_id, at=at, **issued)
        if mail := _purposes[purpose].send:
            mail(link, token, at)
        return link

    @classmethod
    def by_token(cls, token: str) -> PrivateLink | None:
        return db.session.scalar(select(cls).where(cls.token_digest == token_digest(token)))

    @classmethod
    def _of(cls, purpose: str, subject_id: int) -> Any:
        return (cls.purpose == purpose) & (cls.subject_id == subject_id)

    @classmethod
    def of(cls, purpose: str, subject_id: int) -> list[PrivateLink]:
        """All links to this, the newest first."""
        return list(db.session.scalars(select(cls).where(cls._of(purpose, subject_id)).order_by(cls.id.desc())))

    @classmethod
    def revoke_all(cls, purpose: str, subject_id: int, *, by: User | None, at: datetime) -> None:
        """End every link to this at once, those held by a browser too."""
        for link in cls.of(purpose, subject_id):
            link.revoke(by=by, at=at)

    @classmethod
    def revoke_to_others(cls, purpose: str, subject_id: int, *, than: str, by: User | None, at: datetime) -> None:
        """End every link to this that went to another address than `than`."""
        for link in cls.of(purpose, subject_id):
            if link.address != User.normalized(than):
                link.revoke(by=by, at=at)

    def revoke(self, *, by: User | None, at: datetime) -> None:
        if self.revoked_at is None:
            self.revoked_at = at
            audit.record("private_link.revoke", self, by=by, at=at)

    def is_live(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at

    def can_be_opened(self, at: datetime) -> bool:
        return self.is_live(at) and self.opened_at is None

    def open(self, *, at: datetime) -> None:
        """Use the link up. Of two browsers at the same moment, one opens it."""
        unopened = (PrivateLink.id == self.id) & PrivateLink.opened_at.is_(None)
        opened: Any = db.session.execute(update(PrivateLink).where(unopened).values(opened_at=at))
        if not self.is_live(at) or opened.rowcount != 1:
            raise RuleBroken(gettext("This link has been used or is no longer valid. Ask for a fresh one below."))
        audit.record("private_link.open", self, by=self, at=at)

    def renew(self, *, at: datetime) -> PrivateLink | None:
        """Mail a fresh link to the same address; None if one went out a moment ago."""
        newest = next(link for link in self.of(self.purpose, self.subject_id) if link.address == self.address)
        waiting = newest.opened_at is None and newest.revoked_at is None
        if waiting and at - newest.issued_at < RENEWED_AT_MOST_EVERY:
            return None
        same = {"to": self.address, "name": self.name, "lang": self.lang}
        return self.send(self.purpose, self.subject_id, by=None, at=at, **same)

    def can_be_renewed(self) -> bool:
        """Not once the last link to this address has been revoked, nor when what it leads to is gone."""
        newest = next(link for link in self.of(self.purpose, self.subject_id) if link.address == self.address)
        return newest.revoked_at is None and self._can_be_mailed and self.leads_to() is not None

    @property
    def _can_be_mailed(self) -> bool:
        return self.purpose in _purposes and _purposes[self.purpose].send is not None

    def about(self) -> str:
        """What the page behind the link is about, for somebody who has the mail no longer before him; may be empty."""
        purpose = _purposes.get(self.purpose)
        return purpose.about(self) if purpose and purpose.about else ""

    def leads_to(self) -> str | None:
        """The address of the page behind the link; None if what it led to is gone."""
        purpose = _purposes.get(self.purpose)
        return purpose.leads_to(self) if purpose else None


Sender = Callable[[PrivateLink, str, datetime], None]


@dataclass(frozen=True)
class Purpose:
    """What a kind of link is for. `send` queues the mail that carries it: (link, token, at); None: handed over.

    `about` says what it leads to, before it is opened: no particulars of a person.
    """

    lasts: timedelta
    leads_to: Callable[[PrivateLink], str | None]
    send: Sender | None
    about: Callable[[PrivateLink], str] | None = None


_purposes: dict[str, Purpose] = {}


def register(
    purpose: str,
    *,
    lasts: timedelta,
    leads_to: Callable[[PrivateLink], str | None],
    send: Sender | None,
    about: Callable[[PrivateLink], str] | None = None,
) -> None:
    """Make `purpose` known; each slice registers its own when it is imported."""
    _purposes[purpose] = Purpose(lasts, leads_to, send, about)


def purposes() -> set[str]:
    return set(_purposes)


def keep(link: PrivateLink) -> None:
    """Let this browser hold the link that it has opened."""
    session[HELD] = [*session.get(HELD, []), link.id][-MOST_HELD:]
    session.permanent = True  # a phone closes its browser at any time


def held_links() -> list[PrivateLink]:
    """The live links that this browser has opened."""
    if not has_request_context() or not session.get(HELD):
        return []
    if "held_links" not in g:
        opened = select(PrivateLink).where(PrivateLink.id.in_(session[HELD]), PrivateLink.opened_at.is_not(None))
        g.held_links = list(db.session.scalars(opened))
    now = clock.now()
    return [link for link in g.held_links if link.is_live(now)]


def held_link(purpose: str, subject_id: int) -> PrivateLink | None:
    """The live link to this that this browser holds, if any."""
    same = (link for link in held_links() if (link.purpose, link.subject_id) == (purpose, subject_id))
    return next(same, None)


def holds_link(purpose: str, subject_id: int) -> bool:
    return held_link(purpose, subject_id) is not None
