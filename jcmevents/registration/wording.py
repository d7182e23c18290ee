"""The wording of the mails about a registration: the standard one, or what the organizers of a meeting made of it.

A wording is plain text with placeholders such as {number}. Nothing in it is ever carried out.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from flask import render_template
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.meetings.models import Meeting

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_TOO_MANY_BREAKS = re.compile(r"\n{4,}")


class MailKind(enum.StrEnum):
    """What a mail tells. The templates are in templates/mail/registration_<kind>."""

    NOMINATED = "nominated"
    RECEIVED = "received"
    WAITLISTED = "waitlisted"
    SENT_BACK = "sent_back"
    CONFIRMED = "confirmed"
    PROMOTED = "promoted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self])


KIND_LABELS = {
    MailKind.NOMINATED: _l("Nominated: please complete the form"),
    MailKind.RECEIVED: _l("Registration received"),
    MailKind.WAITLISTED: _l("On the waiting list"),
    MailKind.SENT_BACK: _l("Sent back for correction"),
    MailKind.CONFIRMED: _l("Confirmed"),
    MailKind.PROMOTED: _l("A seat has become free"),
    MailKind.DECLINED: _l("Registration declined"),
    MailKind.WITHDRAWN: _l("Registration withdrawn"),
    MailKind.REPLACED: _l("Replaced by another person"),
}
PLACEHOLDERS = {
    "name": _l("Name of the person"),
    "number": _l("Number of the registration"),
    "meeting": _l("Title of the meeting"),
    "days": _l("Days of the meeting"),
    "place": _l("Venue and city"),
    "delegation": _l("Name of the delegation"),
    "state": _l("State of the registration"),
    "page": _l("Address of the page that shows the state"),
    "link": _l("The person’s own link to the form; made when the mail is sent"),
    "calendar": _l("Address of the calendar file"),
    "reason": _l("The reason that is given for the step"),
    "corrections": _l("What is to be corrected, field by field"),
}


class Wording(NamedTuple):
    """Subject and body of a mail, with or without placeholders."""

    subject: str
    body: str

    def filled(self, values: Mapping[str, str]) -> Wording:
        """With `values` in place of the placeholders that have one. What a value holds is not looked into."""
        body = "\n".join(_fill(line, values) for line in self.body.split("\n") if not _tells_nothing(line, values))
        return Wording(" ".join(_fill(self.subject, values).split()), _TOO_MANY_BREAKS.sub("\n\n\n", body))

    def require_known_placeholders(self) -> None:
        """Refuse words in braces that would stay so in the mail."""
        for field, text in self._asdict().items():
            if unknown := [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]:
                raise RuleBroken(
                    gettext(
                        "There is no placeholder {%(unknown)s}. Use one of these: %(known)s.",
                        unknown=unknown[0],
                        known=", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
                    ),
                    field=field,
                )


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def _tells_nothing(line: str, values: Mapping[str, str]) -> bool:
    """Whether the line is there for placeholders that are all empty, such as a reason that nobody gave."""
    names = _PLACEHOLDER.findall(line)
    return bool(names) and all(values.get(name) == "" for name in names)


class MailTemplate(Base, Versioned):
    """The wording that the organizers of a meeting use in place of the standard one."""

    __tablename__ = "mail_template"
    __table_args__ = (UniqueConstraint("meeting_id", "kind", "lang"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    lang: Mapped[str] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)

    @classmethod
    def found(cls, meeting: Meeting, kind: MailKind, lang: str) -> MailTemplate | None:
        of_kind = select(cls).where(cls.meeting_id == meeting.id, cls.kind == kind, cls.lang == lang)
        return db.session.scalar(of_kind)

    @classmethod
    def reword(
        cls, meeting: Meeting, kind: MailKind, lang: str, wording: Wording, *, by: User | None, at: datetime
    ) -> None:
        """Use `wording` for this kind of mail from now on; the standard wording takes the place of one's own."""
        wording.require_known_placeholders()
        own = cls.found(meeting, kind, lang)
        if wording == standard_wording(kind, lang):
            if own:
                db.session.delete(own)
        else:
            own = own or cls(meeting_id=meeting.id, kind=kind, lang=lang)
            own.subject, own.body = wording
            db.session.add(own)
        audit.record("meeting.reword_mail", meeting, by=by, at=at, kind=kind, lang=lang)

    @classmethod
    def own_ones(cls, meeting: Meeting) -> set[tuple[str, str]]:
        """Kind and language of the mails that the meeting words itself."""
        query = select(cls.kind, cls.lang).where(cls.meeting_id == meeting.id)
        return {(kind, lang) for kind, lang in db.session.execute(query)}


def standard_wording(kind: MailKind, lang: str) -> Wording:
    """The wording of templates/mail in `lang`, with placeholders."""
    placeholders = {name: f"{{{name}}}" for name in PLACEHOLDERS}
    with force_locale(lang):
        parts = (
            render_template(f"mail/registration_{kind}/{part}.txt", lang=lang, **placeholders)
            for part in ("subject", "body")
        )
        return Wording(*(part.strip() for part in parts))


def wording_of(meeting: Meeting, kind: MailKind, lang: str) -> Wording:
    """The wording that mails of this kind have at `meeting`."""
    own = MailTemplate.found(meeting, kind, lang)
    return Wording(own.subject, own.body) if own else standard_wording(kind, lang)
