"""Passports: asked only for a visa letter, sealed, read by the travel desk with a reason, deleted soon after."""

from __future__ import annotations

import enum
import json
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, LargeBinary, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import Role, User
from jcmevents.crypto import decrypt_text, encrypt
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.registration.models import Registration
from jcmevents.text import clean, current_language, written_date

SHOWN = 3  # characters at the end of a number that its owner can tell it by
SHORTEST_REASON = 5
_NUMBER = re.compile(r"[A-Z0-9]{5,20}")  # ICAO 9303 has nine characters; some states write more beside them
_FILLING = re.compile(r"[\s\-./]")
_DATES = ("born_on", "issued_on", "expires_on")


class PassportKind(enum.StrEnum):
    ORDINARY = "ordinary"
    OFFICIAL = "official"
    DIPLOMATIC = "diplomatic"


class Sex(enum.StrEnum):
    """As printed in the passport (ICAO 9303)."""

    FEMALE = "F"
    MALE = "M"
    UNSPECIFIED = "X"


PASSPORT_KIND_LABELS = {
    PassportKind.ORDINARY: _l("ordinary"),
    PassportKind.OFFICIAL: _l("official or service"),
    PassportKind.DIPLOMATIC: _l("diplomatic"),
}
SEX_LABELS = {Sex.FEMALE: _l("F (female)"), Sex.MALE: _l("M (male)"), Sex.UNSPECIFIED: _l("X (unspecified)")}


@dataclass(frozen=True)
class Passport:
    """What a passport says about its holder, but for the name, which the registration has. Countries are ISO codes."""

    number: str
    kind: str
    issuing_country: str
    nationality: str
    sex: str
    born_on: date
    issued_on: date
    expires_on: date

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", _FILLING.sub("", self.number).upper())

    def require_sound(self, *, today: date) -> None:
        """Refuse what no passport says."""
        if not _NUMBER.fullmatch(self.number):
            raise _wrong("number", gettext("A passport number has 5 to 20 letters A to Z and digits."))
        if self.born_on >= self.issued_on:
            raise _wrong("born_on", gettext("The date of birth is after the date of issue. Please check both."))
        if self.issued_on > today:
            raise _wrong("issued_on", gettext("The date of issue is in the future. Please check it."))
        if self.expires_on <= self.issued_on:
            raise _wrong("expires_on", gettext("The passport expires before it is issued. Please check both dates."))

    def require_valid_until(self, day: date) -> None:
        if self.expires_on < day:
            until = written_date(day, current_language())
            raise _wrong(
                "expires_on", gettext("The passport must be valid until %(day)s. Is there a newer one?", day=until)
            )

    def sealed(self, place: str) -> bytes:
        values = {name: value.isoformat() if name in _DATES else value for name, value in asdict(self).items()}
        return encrypt(json.dumps(values), row=place)

    @classmethod
    def unsealed(cls, sealed: bytes, place: str) -> Passport:
        values: dict[str, Any] = json.loads(decrypt_text(sealed, row=place))
        return cls(**values | {name: date.fromisoformat(values[name]) for name in _DATES})


def _wrong(field: str, sentence: str) -> RuleBroken:
    return RuleBroken(sentence, field=field)


class TravelDocument(Base):
    """The passport of a registered person. All but the end of its number is sealed."""

    __tablename__ = "travel_document"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    ending: Mapped[str] = mapped_column(String(SHOWN))
    kept_at: Mapped[datetime]

    registration: Mapped[Registration] = relationship()

    @classmethod
    def of(cls, registration: Registration) -> TravelDocument | None:
        return db.session.scalar(select(cls).where(cls.registration_id == registration.id))

    @classmethod
    def keep(cls, registration: Registration, passport: Passport, *, by: User | None, at: datetime) -> TravelDocument:
        """Keep what the passport says, in place of what was kept before. Refuses what cannot be."""
        passport.require_sound(today=at.astimezone(registration.meeting.tz).date())
        document = cls.of(registration) or cls(registration=registration)
        document.sealed, document.kept_at = passport.sealed(_place(registration)), at
        document.ending = passport.number[-SHOWN:]
        db.session.add(document)
        db.session.flush()
        audit.record("travel_document.keep", document, by=by, at=at)
        return document

    def read(self, *, by: User, why: str, at: datetime) -> Passport:
        """The passport in full, for somebody of the travel desk; who read it and why is noted."""
        if not by.has_role(Role.TRAVEL):
            raise RuleBroken(gettext("Only the travel desk may read passports."))
        reason = clean(why).strip()
        if len(reason) < SHORTEST_REASON:
            raise RuleBroken(gettext("Write why you need to read the passport; it is noted."), field="why")
        reading = PassportReading(registration_id=self.registration_id, read_by_id=by.id, read_at=at, reason=reason)
        db.session.add(reading)
        audit.record("travel_document.read", self, by=by, at=at)
        return self._opened()

    def require_valid_until(self, day: date) -> None:
        """As of the passport; nobody gets to see it."""
        self._opened().require_valid_until(day)

    def forget(self, *, by: User | None, at: datetime) -> None:
        audit.record("travel_document.forget", self, by=by, at=at)
        db.session.delete(self)

    def _opened(self) -> Passport:
        return Passport.unsealed(self.sealed, _place(self.registration))

    @property
    def masked(self) -> str:
        return f"••••••{self.ending}"

    @property
    def meeting_id(self) -> int:
        return self.registration.meeting_id


def _place(registration: Registration) -> str:
    return f"travel_document:{registration.id}"


class PassportReading(Base):
    """Somebody has read a passport in full. It stays when the passport itself is deleted."""

    __tablename__ = "passport_reading"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    read_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    read_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(300))

    read_by: Mapped[User] = relationship()

    @classmethod
    def of(cls, registration: Registration) -> Select[PassportReading]:
        """All readings, the newest first."""
        return select(cls).where(cls.registration_id == registration.id).order_by(cls.id.desc())
