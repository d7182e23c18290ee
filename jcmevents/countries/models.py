"""Countries, their names in each language and time, and the instruments that make them JCM partners."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, ForeignKey, Select, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents.extensions import Base, db

HOST = "JP"  # signs every instrument as the other side, so it never counts as a partner
MEMORANDUM = "memorandum_of_cooperation"
FALLBACK = "en"

Form = Literal["short", "formal"]


class Country(Base):
    """An ISO 3166-1 country or territory. The names shown are ours, not a library's: see `CountryName`.

    `house_rank` is the place in the order of the Ministry's and the Institute's Japanese releases, for those
    that have one. `un_name` is the English name of the UN lists, `un_group` AF, AP, EE, GRULAC, WEOG or empty.
    A country with `invite_by_decision` is left out of bulk invitations; `note` says why.
    """

    __tablename__ = "country"

    id = None  # type: ignore[assignment]  # the ISO code is the key
    iso2: Mapped[str] = mapped_column(String(2), primary_key=True)
    iso3: Mapped[str] = mapped_column(String(3), unique=True)
    un_name: Mapped[str] = mapped_column(String(80))
    un_group: Mapped[str] = mapped_column(String(6), default="")
    ldc: Mapped[bool] = mapped_column(default=False)
    sids: Mapped[bool] = mapped_column(default=False)
    house_rank: Mapped[int | None]
    invite_by_decision: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(200), default="")

    spellings: Mapped[list[CountryName]] = relationship(back_populates="country", lazy="selectin")
    instruments: Mapped[list[Instrument]] = relationship(
        back_populates="country", lazy="selectin", order_by="Instrument.signed_on"
    )

    @classmethod
    def by_code(cls, iso2: str) -> Country | None:
        return db.session.get(cls, iso2.upper())

    @classmethod
    def partners_on(cls, day: date) -> list[Country]:
        """The countries that had signed a memorandum by the end of `day`, by code."""
        return list(db.session.scalars(select(cls).where(cls.iso2.in_(_signed_by(day))).order_by(cls.iso2)))

    @classmethod
    def names(cls, lang: str, form: Form = "short", on: date | None = None) -> dict[str, str]:
        """Every country's name by ISO code, in one query: in `lang` where there is one, else in English."""
        names = select(CountryName.country_iso2, CountryName.lang, getattr(CountryName, form))
        rows = db.session.execute(names.where(CountryName.lang.in_((lang, FALLBACK)), _in_force(on))).all()
        fallbacks = {iso2: name for iso2, spoken, name in rows if spoken == FALLBACK}
        return fallbacks | {iso2: name for iso2, spoken, name in rows if spoken == lang}

    def name(self, lang: str, form: Form = "short", on: date | None = None) -> str:
        """The name in force on the day `on` (default: the latest), in English where `lang` has none."""
        spelling = self._spelling(lang, on) or self._spelling(FALLBACK, on)
        return getattr(spelling, form) if spelling else self.un_name

    @property
    def reading(self) -> str:
        """The Japanese short name in katakana, as lists in kana order need it."""
        spelling = self._spelling("ja")
        return spelling.reading if spelling else ""

    @property
    def first_signed_on(self) -> date | None:
        return min((i.signed_on for i in self.instruments if i.kind == MEMORANDUM), default=None)

    def _spelling(self, lang: str, on: date | None = None) -> CountryName | None:
        return next((s for s in self.spellings if s.lang == lang and s.is_in_force(on)), None)


class CountryName(Base):
    """How a country is called in one language, from `valid_from` to `valid_to` (both inclusive, None: open).

    `reading` is the short name in katakana, for Japanese only.
    """

    __tablename__ = "country_name"
    __table_args__ = (UniqueConstraint("country_iso2", "lang", "valid_from"),)

    country_iso2: Mapped[str] = mapped_column(ForeignKey("country.iso2"))
    lang: Mapped[str] = mapped_column(String(2))
    short: Mapped[str] = mapped_column(String(80))
    formal: Mapped[str] = mapped_column(String(120))
    reading: Mapped[str] = mapped_column(String(80), default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    country: Mapped[Country] = relationship(back_populates="spellings")

    def is_in_force(self, on: date | None = None) -> bool:
        if on is None:
            return self.valid_to is None
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)


class Instrument(Base):
    """A memorandum Japan signed with a country. A renewal is a row of its own that supersedes the former."""

    __tablename__ = "instrument"
    __table_args__ = (UniqueConstraint("country_iso2", "kind", "signed_on"),)

    country_iso2: Mapped[str] = mapped_column(ForeignKey("country.iso2"))
    kind: Mapped[str] = mapped_column(String(40), default=MEMORANDUM)
    signed_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(80), default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    confidence: Mapped[str] = mapped_column(String(10), default="")
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("instrument.id"))

    country: Mapped[Country] = relationship(back_populates="instruments")
    supersedes: Mapped[Instrument | None] = relationship(remote_side="Instrument.id")


def _signed_by(day: date) -> Select[str]:
    signed = Instrument.kind == MEMORANDUM, Instrument.signed_on <= day
    return select(Instrument.country_iso2).where(*signed, Instrument.country_iso2 != HOST)


def _in_force(on: date | None) -> ColumnElement[bool]:
    """The query's side of `CountryName.is_in_force`."""
    if on is None:
        return CountryName.valid_to.is_(None)
    begun = or_(CountryName.valid_from.is_(None), CountryName.valid_from <= on)
    return begun & or_(CountryName.valid_to.is_(None), CountryName.valid_to >= on)
