"""With what a meeting invites: the seats everybody gets unless decided otherwise, and the text of the mail."""

from __future__ import annotations

from datetime import datetime

from flask_babel import force_locale, gettext
from sqlalchemy import ForeignKey, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.delegations.models import DEFAULT_SEATS, require_seats
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting
from jcmevents.text import clean


class Invitation(Base, Versioned):
    """The invitation of one meeting. `texts` holds what was written in place of the usual words, by language."""

    __tablename__ = "invitation"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    seats: Mapped[int] = mapped_column(default=DEFAULT_SEATS)
    funded_seats: Mapped[int] = mapped_column(default=0)
    texts: Mapped[dict[str, str]] = mapped_column(default=dict)

    meeting: Mapped[Meeting] = relationship()

    @classmethod
    def of(cls, meeting: Meeting) -> Invitation:
        """The invitation of `meeting`; an unwritten one, not in the session, until the first `revise`."""
        stored = db.session.scalar(select(cls).where(cls.meeting_id == meeting.id))
        return stored or cls(meeting=meeting, seats=DEFAULT_SEATS, funded_seats=0, texts={})

    def revise(self, *, seats: int, funded_seats: int, texts: dict[str, str], by: User | None, at: datetime) -> None:
        """Change the seats and the texts. A text that says the usual words is not stored, so that it follows them."""
        require_seats(seats, funded_seats)
        self.seats, self.funded_seats = seats, funded_seats
        own = {lang: clean(text).strip() for lang, text in texts.items()}
        self.texts = {lang: text for lang, text in own.items() if text and text != usual_text(lang)}
        changed = sorted(a.key for a in inspect(self).attrs if a.history.has_changes())
        if changed:
            db.session.add(self)
            db.session.flush()
            audit.record("invitation.revise", self, by=by, at=at, changed=changed)

    def text(self, lang: str) -> str:
        """What the mail in `lang` says before the facts of the meeting."""
        return self.texts.get(lang) or usual_text(lang)


def usual_text(lang: str) -> str:
    """The words of an invitation for which nobody has written others."""
    with force_locale(lang):
        return gettext(
            "We have the honour to invite your delegation to the meeting named below.\n\n"
            "Please nominate its members, name its head and hand in the nomination letter or note verbale "
            "by the private link in this mail."
        )
