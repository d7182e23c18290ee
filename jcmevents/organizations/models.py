"""Bodies that take part: ministries, agencies, international organizations, the secretariat."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Select, String, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit, clock
from jcmevents.countries.models import Country
from jcmevents.errors import RuleBroken, refused_by_database
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

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self])


KIND_LABELS = {
    Kind.MINISTRY: _l("ministry"),
    Kind.IMPLEMENTING_AGENCY: _l("implementing agency"),
    Kind.INTERNATIONAL_ORGANIZATION: _l("international organization"),
    Kind.COMPANY: _l("company"),
    Kind.NGO: _l("non-governmental organization"),
    Kind.ACADEMIA: _l("academia"),
    Kind.SECRETARIAT: _l("secretariat"),
}


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
    def enter(
        cls,
        *,
        key: str,
        kind: str,
        names: dict[str, str],
        by: audit.Actor | None = None,
        at: datetime | None = None,
        **details: Any,
    ) -> Organization:
        """A new body. `details` are columns by name. Refuses a key in use."""
        taken = RuleBroken(gettext("There is a body with this key already."), field="key")
        if cls.by_key(key):
            raise taken
        organization = cls(key=key, kind=kind, names=names, **details)
        db.session.add(organization)
        with refused_by_database(taken):
            db.session.flush()
        audit.record("organization.enter", organization, by=by, at=at or clock.now())
        return organization

    def revise(self, *, by: audit.Actor | None, at: datetime, **details: Any) -> None:
        """Change what is known about the body; columns by name as in `enter`."""
        for name, value in details.items():
            setattr(self, name, value)
        changed = sorted(a.key for a in inspect(self).attrs if a.history.has_changes())
        if changed:
            audit.record("organization.revise", self, by=by, at=at, changed=changed)

    @classmethod
    def in_list_order(cls) -> Select[Organization]:
        """All bodies: those of a country together, by rank; those of none after them."""
        no_country, no_rank = cls.country_iso2.is_(None), cls.rank.is_(None)
        return select(cls).order_by(no_country, cls.country_iso2, no_rank, cls.rank, cls.key)

    @property
    def kind_label(self) -> str:
        return Kind(self.kind).label

    def name(self, lang: str | None = None) -> str:
        return localized(self.names, lang)

    def short_name(self, lang: str | None = None) -> str:
        """The short name in `lang`, else the full one: a short name in another language is no help."""
        return self.short_names.get(lang or current_language()) or self.name(lang)
