"""Bodies that take part: ministries, agencies, international organizations, the secretariat."""

from __future__ import annotations

import enum

from flask_babel import gettext
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents.countries.models import Country
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.text import current_language, localized


class Kind(enum.StrEnum):
    MINISTRY = "ministry"
    IMPLEMENTING_AGENCY = "implementing_agency"
    INTERNATIONAL_ORGANIZATION = "international_organization"
    COMPANY = "company"
    NGO = "ngo"
    ACADEMIA = "academia"
    SECRETARIAT = "secretariat"


class Organization(Base, Versioned):
    """A body with its names per language; `rank` orders the bodies of one country (ministries by seniority)."""

    __tablename__ = "organization"

    key: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    names: Mapped[dict[str, str]]
    short_names: Mapped[dict[str, str]] = mapped_column(default=dict)
    abbreviation: Mapped[str] = mapped_column(String(40), default="")
    reading_ja: Mapped[str] = mapped_column(String(200), default="")
    rank: Mapped[int | None]

    country: Mapped[Country | None] = relationship()

    @classmethod
    def by_key(cls, key: str) -> Organization | None:
        return db.session.scalar(select(cls).where(cls.key == key))

    @classmethod
    def enter(cls, *, key: str, kind: str, names: dict[str, str], **details: object) -> Organization:
        """A new body, added to the session. Refuses a key in use."""
        if cls.by_key(key):
            raise RuleBroken(gettext("There is a body with this key already."), field="key")
        organization = cls(key=key, kind=kind, names=names, **details)
        db.session.add(organization)
        return organization

    def name(self, lang: str | None = None) -> str:
        return localized(self.names, lang)

    def short_name(self, lang: str | None = None) -> str:
        """The short name in `lang`, else the full one: a short name in another language is no help."""
        return self.short_names.get(lang or current_language()) or self.name(lang)
