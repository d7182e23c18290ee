"""Badges: a random token per person and meeting, printed as a QR code, good until it is replaced."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import ForeignKey, Index, Select, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.crypto import decrypt_text, encrypt, token_digest
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.registration.states import EXPECTED

PREFIX = "JCM"  # tells our codes from those on tickets and telephones
TOKEN_BYTES = 20  # 160 bits
# Capitals and digits only: the QR code stays small, and a scanner that types like a keyboard cannot get it wrong.
TOKEN = re.compile(rf"{PREFIX}[A-Z2-7]{{32}}")


class Badge(Base):
    """One badge. Who steals the database can make none: it holds the token's digest, to be found by, and the token
    under the key of the application, to be printed again."""

    __tablename__ = "badge"
    __table_args__ = (
        Index(
            "uq_badge_live",
            "registration_id",
            unique=True,
            sqlite_where=text("killed_at IS NULL"),
            postgresql_where=text("killed_at IS NULL"),
        ),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes]
    issued_at: Mapped[datetime]
    printed_at: Mapped[datetime | None]
    times_printed: Mapped[int] = mapped_column(default=0)
    killed_at: Mapped[datetime | None]
    why_killed: Mapped[str] = mapped_column(String(200), default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("badge.id"), index=True)

    registration: Mapped[Registration] = relationship()

    @classmethod
    def issue(cls, registration: Registration, *, by: User | None, at: datetime) -> Badge:
        """The live badge of a person who is expected; a new one if there is none."""
        return cls.issue_all(registration.meeting, [registration], by=by, at=at)[0]

    @classmethod
    def issue_all(
        cls, meeting: Meeting, registrations: Iterable[Registration], *, by: User | None, at: datetime
    ) -> list[Badge]:
        """The live badges of these people of `meeting` in their order; new ones for those who have none."""
        people = list(registrations)
        for person in people:
            _require_expected(meeting, person)
        live = {badge.registration_id: badge for badge in db.session.scalars(cls.live_of(meeting))}
        for person in people:
            if person.id not in live:
                live[person.id] = cls._made(person, by, at)
        db.session.flush()
        return [live[person.id] for person in people]

    @classmethod
    def _made(cls, registration: Registration, by: User | None, at: datetime) -> Badge:
        token = new_token()
        badge = cls(meeting_id=registration.meeting_id, registration=registration, digest=token_digest(token))
        badge.sealed, badge.issued_at = encrypt(token, row=f"badge:{badge.digest}"), at
        db.session.add(badge)
        audit.record("badge.issue", badge, by=by, at=at, registration=registration.id)
        return badge

    def reissue(self, *, why: str, by: User | None, at: datetime) -> Badge:
        """A new badge in place of this one, whose token is dead from now on."""
        self.kill(why=why, by=by, at=at)
        db.session.flush()
        successor = self.issue(self.registration, by=by, at=at)
        self.replaced_by_id = successor.id
        return successor

    def kill(self, *, why: str, by: User | None, at: datetime) -> None:
        """Let the token open nothing any more."""
        if not self.is_live:
            raise RuleBroken(gettext("This badge has been replaced or called in already."))
        self.killed_at, self.why_killed = at, why[:200]
        audit.record("badge.kill", self, by=by, at=at, registration=self.registration_id)

    def note_printed(self, *, by: User | None, at: datetime) -> None:
        self.printed_at, self.times_printed = at, self.times_printed + 1
        audit.record("badge.print", self, by=by, at=at, times=self.times_printed)

    @property
    def is_live(self) -> bool:
        return self.killed_at is None

    @property
    def token(self) -> str:
        """What the QR code says. Never in a page, an address or a log; only in print."""
        return decrypt_text(self.sealed, row=f"badge:{self.digest}")

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Select[Badge]:
        return select(cls).where(cls.meeting_id == meeting.id)

    @classmethod
    def live_of(cls, meeting: Meeting) -> Select[Badge]:
        """The badges of `meeting` that are good. Those never printed have no `printed_at`."""
        return cls.of_meeting(meeting).where(cls.killed_at.is_(None))

    @classmethod
    def by_token(cls, meeting: Meeting, token: str) -> Badge | None:
        """The live badge of this very meeting with this token, however typed; None for everything else."""
        if not TOKEN.fullmatch(token := as_printed(token)):
            return None
        return db.session.scalar(cls.live_of(meeting).where(cls.digest == token_digest(token)))


def new_token() -> str:
    return PREFIX + base64.b32encode(secrets.token_bytes(TOKEN_BYTES)).decode()


def as_printed(token: str) -> str:
    """`token` as the QR code has it, from a scanner that types small letters."""
    return token.strip().upper()


def _require_expected(meeting: Meeting, registration: Registration) -> None:
    if registration.meeting_id != meeting.id:
        raise ValueError(f"registration {registration.id} belongs to another meeting")
    if registration.state not in EXPECTED:
        raise RuleBroken(gettext("%(name)s is not confirmed and gets no badge yet.", name=registration.full_name))
