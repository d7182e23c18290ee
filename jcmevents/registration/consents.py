"""Consents: each by itself, dated, with the version of the text that was read, taken back as easily as given."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, and_, exists, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.extensions import Base, db
from jcmevents.registration.needs import Needs, Part


class ConsentKind(enum.StrEnum):
    """What a person can consent to. The texts are in consent_texts/."""

    PARTICIPANTS = "participants"  # named in the list for the participants
    PUBLIC = "public"  # named on the public page
    PHOTO = "photo"
    RECORDING = "recording"
    CONTACT = "contact"  # mail address for the other participants
    TRANSFER = "transfer"  # to the countries of the other delegations
    MAILING = "mailing"
    DIET = "diet"  # what is told about food, which may tell of health or creed
    ACCESS = "access"  # what is told about health and access


SENSITIVE = {ConsentKind.DIET: Part.DIET, ConsentKind.ACCESS: Part.ACCESS}
# Asked of everybody on a page of their own; the others stand beside what they are about.
ASKED = tuple(kind for kind in ConsentKind if kind not in SENSITIVE)
# Article 28 of the Act on the Protection of Personal Information: nobody is named abroad who has not consented to that.
TO_BE_LISTED = (ConsentKind.PARTICIPANTS, ConsentKind.TRANSFER)
_STANDS = text("withdrawn_at IS NULL")


class Consent(Base):
    """One consent of one person, from when to when. `noted_by` is empty where the person gave it without an account."""

    __tablename__ = "consent"
    __table_args__ = (
        Index(
            "uq_consent_standing",
            "registration_id",
            "kind",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text_version: Mapped[int]
    lang: Mapped[str] = mapped_column(String(5))  # in which the text was read
    countries: Mapped[list[str]] = mapped_column(default=list)  # ISO codes that the text named
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


def _stands(registration_id: Any, kind: ConsentKind) -> ColumnElement[bool]:
    """Whether the registration with this id consents to `kind` now."""
    return exists().where(
        Consent.registration_id == registration_id,
        Consent.kind == kind,
        Consent.withdrawn_at.is_(None),
    )


def _consenting_to(kind: ConsentKind) -> hybrid_property[bool]:
    """Whether a person consents to `kind` now, of a row as well as in a query."""

    def stands(self: Any) -> bool:
        return bool(self.consents_to(kind))

    return hybrid_property(stands, expr=lambda cls: _stands(cls.id, kind))


class ConsentHolder:
    """A person who gives consents and takes them back."""

    @declared_attr
    def consents(self) -> Mapped[list[Consent]]:
        return relationship(Consent, order_by=Consent.id, cascade="all, delete-orphan")

    @hybrid_property
    def listed(self) -> bool:
        """Consents to be named in the list for the participants, which goes to delegations abroad too."""
        return all(map(self.consents_to, TO_BE_LISTED))

    @listed.inplace.expression
    @classmethod
    def _is_listed(cls) -> ColumnElement[bool]:
        return and_(*(_stands(cls.id, kind) for kind in TO_BE_LISTED))  # type: ignore[attr-defined]

    listed_publicly = _consenting_to(ConsentKind.PUBLIC)  # named on the public page
    photographed = _consenting_to(ConsentKind.PHOTO)
    recorded = _consenting_to(ConsentKind.RECORDING)
    shares_address = _consenting_to(ConsentKind.CONTACT)
    gets_news = _consenting_to(ConsentKind.MAILING)

    def standing_consent(self, kind: ConsentKind) -> Consent | None:
        return next((c for c in self.consents if c.kind == kind and c.withdrawn_at is None), None)

    def consents_to(self, kind: ConsentKind) -> bool:
        return self.standing_consent(kind) is not None

    def give_consent(
        self,
        kind: ConsentKind,
        *,
        version: int,
        lang: str,
        countries: Collection[str] = (),
        by: User | None,
        at: datetime,
    ) -> None:
        """Note the consent to the text of `kind` that was read; one that stands already stays as it is."""
        if self.consents_to(kind):
            return
        given = Consent(kind=kind, text_version=version, lang=lang, countries=sorted(countries), given_at=at)
        given.given_by_id = by.id if by else None
        self.consents.append(given)
        audit.record("consent.give", self, by=by, at=at, kind=str(kind), version=version)

    def withdraw_consent(self, kind: ConsentKind, *, by: User | None, at: datetime) -> None:
        """End the consent at once. What was told on its ground about health or creed is deleted."""
        if given := self.standing_consent(kind):
            given.withdrawn_at, given.withdrawn_by_id = at, by.id if by else None
            audit.record("consent.withdraw", self, by=by, at=at, kind=str(kind))
            db.session.flush()  # so that it may be given anew in the same act
        if kind in SENSITIVE:
            Needs.forget(self, SENSITIVE[kind])

    def countries_since(self, countries: Iterable[str]) -> list[str]:
        """Of `countries`, those that the text of the standing consent to the transfer did not name yet."""
        given = self.standing_consent(ConsentKind.TRANSFER)
        return [iso2 for iso2 in countries if iso2 not in given.countries] if given else []

    def renew_consent(self, kind: ConsentKind, **reading: Any) -> None:
        """Consent to the text as it reads now, in place of what was consented to before."""
        self.withdraw_consent(kind, by=reading["by"], at=reading["at"])
        self.give_consent(kind, **reading)

    def settle_consents(
        self, kinds: Collection[ConsentKind], *, asked: Collection[ConsentKind], **reading: Any
    ) -> None:
        """Give those of `asked` that are in `kinds`, take the others back. `reading`: as of `give_consent`."""
        for kind in asked:
            if kind in kinds:
                self.give_consent(kind, **reading)
            else:
                self.withdraw_consent(kind, by=reading["by"], at=reading["at"])
