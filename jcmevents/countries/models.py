"""Countries, their names in each language and time, and the instruments that make them JCM partners."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, ForeignKey, Select, String, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.errors import RuleBroken, refused_by_database
from jcmevents.extensions import Base, db
from jcmevents.text import current_language, written_date

HOST = "JP"  # signs every instrument as the other side, so it never counts as a partner
HOST_ZONE = ZoneInfo("Asia/Tokyo")  # in which "today" is counted where no meeting gives a zone
MEMORANDUM = "memorandum_of_cooperation"
FIRST_SIGNING = date(2013, 1, 8)  # Mongolia's; earlier dates are slips
FALLBACK = "en"

Form = Literal["short", "formal"]
Column = Literal["short", "formal", "reading"]


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
        return db.session.get(cls, iso2.upper()) if iso2.isascii() else None

    @classmethod
    def partners_on(cls, day: date) -> list[Country]:
        """The countries that had signed a memorandum by the end of `day`, by code."""
        return list(db.session.scalars(select(cls).where(cls.iso2.in_(_signed_by(day))).order_by(cls.iso2)))

    @classmethod
    def partner_codes_on(cls, day: date) -> frozenset[str]:
        """The ISO codes of `partners_on(day)`, in one query."""
        return frozenset(db.session.scalars(_signed_by(day)))

    @classmethod
    def first_signings(cls) -> dict[str, date]:
        """The day of its first memorandum for every country that has signed one, by ISO code, in one query."""
        signed = select(Instrument.country_iso2, func.min(Instrument.signed_on)).where(
            Instrument.kind == MEMORANDUM, Instrument.country_iso2 != HOST
        )
        return {iso2: day for iso2, day in db.session.execute(signed.group_by(Instrument.country_iso2))}

    @classmethod
    def names(cls, lang: str, form: Column = "short", on: date | None = None) -> dict[str, str]:
        """Every country's name by ISO code, in one query: in `lang` where there is one, else in English."""
        names = select(CountryName.country_iso2, CountryName.lang, getattr(CountryName, form))
        rows = db.session.execute(names.where(CountryName.lang.in_((lang, FALLBACK)), _in_force(on))).all()
        fallbacks = {iso2: name for iso2, spoken, name in rows if spoken == FALLBACK}
        return fallbacks | {iso2: name for iso2, spoken, name in rows if spoken == lang}

    @classmethod
    def former_names(cls, lang: str, on: date) -> dict[str, str]:
        """The short name in force on the day `on`, by each one that had ended before."""
        ended = select(CountryName.country_iso2, CountryName.short)
        rows = db.session.execute(ended.where(CountryName.lang == lang, CountryName.valid_to < on))
        names = cls.names(lang, on=on)
        return {short: names[iso2] for iso2, short in rows}

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

    def instruments_on(self, day: date) -> list[Instrument]:
        """What had been signed by the end of `day`, the earliest first."""
        return [instrument for instrument in self.instruments if instrument.signed_on <= day]

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


class InstrumentKind(enum.StrEnum):
    """What was signed. Only a memorandum makes a country a partner."""

    MEMORANDUM = MEMORANDUM
    OTHER = "other"

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self])


KIND_LABELS = {
    InstrumentKind.MEMORANDUM: _l("memorandum of cooperation"),
    InstrumentKind.OTHER: _l("other instrument"),
}


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

    @property
    def kind_label(self) -> str:
        return InstrumentKind(self.kind).label

    @classmethod
    def enter(
        cls,
        country: Country,
        *,
        kind: str = MEMORANDUM,
        signed_on: date,
        place: str = "",
        source: str = "",
        by: audit.Actor | None,
        at: datetime,
    ) -> Instrument:
        """What was signed with `country`; it supersedes the one of this kind before it. Refuses it a second time."""
        _require_signature(country, signed_on, at)
        signed = [i for i in country.instruments if i.kind == kind and i.signed_on <= signed_on]
        already = RuleBroken(gettext("This instrument has been entered already."), field="signed_on")
        if any(i.signed_on == signed_on for i in signed):
            raise already
        instrument = cls(country=country, kind=kind, signed_on=signed_on, place=place, source=source)
        instrument.supersedes = max(signed, key=lambda i: i.signed_on, default=None)
        db.session.add(instrument)
        with refused_by_database(already):
            db.session.flush()
        audit.record("instrument.enter", instrument, by=by, at=at)
        return instrument


def _require_signature(country: Country, signed_on: date, at: datetime) -> None:
    if country.iso2 == HOST:
        raise RuleBroken(gettext("Japan is a side of every instrument. Choose the other side."), field="country")
    if not FIRST_SIGNING <= signed_on <= at.astimezone(HOST_ZONE).date():
        raise RuleBroken(
            gettext(
                "The day of signing lies between %(first)s and today. Please check the year.",
                first=written_date(FIRST_SIGNING, current_language()),
            ),
            field="signed_on",
        )


def _signed_by(day: date) -> Select[str]:
    signed = Instrument.kind == MEMORANDUM, Instrument.signed_on <= day
    return select(Instrument.country_iso2).where(*signed, Instrument.country_iso2 != HOST)


def _in_force(on: date | None) -> ColumnElement[bool]:
    """The query's side of `CountryName.is_in_force`."""
    if on is None:
        return CountryName.valid_to.is_(None)
    begun = or_(CountryName.valid_from.is_(None), CountryName.valid_from <= on)
    return begun & or_(CountryName.valid_to.is_(None), CountryName.valid_to >= on)
