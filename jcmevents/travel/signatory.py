"""Who signs the letters for visas, and where the Center is to be found: embassies ask for both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import ForeignKey, String, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken, refused_by_database
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting

WRITTEN = ("names", "positions", "addresses", "phone")


class Signatory(Base, Versioned):
    """The signatory of one meeting; texts by language of the letters."""

    __tablename__ = "letter_signatory"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(default=dict)
    positions: Mapped[dict[str, str]] = mapped_column(default=dict)
    addresses: Mapped[dict[str, str]] = mapped_column(default=dict)
    phone: Mapped[str] = mapped_column(String(60), default="")

    @classmethod
    def of(cls, meeting: Meeting) -> Signatory:
        """Who signs for `meeting`: as entered there, else a copy (not in the session) of who signed last."""
        own = db.session.scalar(select(cls).where(cls.meeting_id == meeting.id))
        if own:
            return own
        newest = db.session.scalar(select(cls).order_by(cls.id.desc()).limit(1))
        known = {name: getattr(newest, name) for name in WRITTEN} if newest else {"phone": ""}
        return cls(**{"names": {}, "positions": {}, "addresses": {}} | known, meeting_id=meeting.id)

    def revise(self, *, by: User | None, at: datetime, **details: Any) -> None:
        """Note who signs from now on; letters that have been written stay as they are."""
        for name in WRITTEN:
            setattr(self, name, details[name])
        changed = sorted(a.key for a in inspect(self).attrs if a.history.has_changes())
        if changed:
            db.session.add(self)
            with refused_by_database(RuleBroken(gettext("Somebody else saved this a moment ago. Look at it anew."))):
                db.session.flush()
            audit.record("letter_signatory.revise", self, by=by, at=at, changed=changed)

    def signs_in(self, lang: str) -> bool:
        """Whether all is known that a letter in `lang` must say."""
        return bool(self.names.get(lang) and self.positions.get(lang) and self.addresses.get(lang) and self.phone)

    def require_in(self, lang: str) -> None:
        """Refuse a letter in `lang` that would be handed in without signatory or address."""
        if not self.signs_in(lang):
            raise RuleBroken(
                gettext(
                    "Enter first who signs the letters in this language, with position, address and telephone: "
                    "the embassy sends letters back in which these are missing."
                )
            )

    def signature(self, lang: str) -> str:
        """Position and name as the letter shows them; name alone or nothing where they are not known."""
        return "\u3000".join(self._told(lang)) if lang == "ja" else ", ".join(reversed(self._told(lang)))

    def _told(self, lang: str) -> list[str]:
        return [text for text in (self.positions.get(lang), self.names.get(lang)) if text]
