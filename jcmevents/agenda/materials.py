"""What is handed out with a session or an item: slides, papers, links to recordings."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.agenda.kinds import Audience
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.files.models import StoredFile
from jcmevents.meetings.models import Meeting
from jcmevents.text import localized


class Medium(enum.StrEnum):
    SLIDES = "slides"
    PAPER = "paper"
    VIDEO = "video"
    LINK = "link"

    @property
    def label(self) -> str:
        return str(MEDIUM_LABELS[self])


MEDIUM_LABELS = {
    Medium.SLIDES: _l("slides"),
    Medium.PAPER: _l("paper"),
    Medium.VIDEO: _l("video"),
    Medium.LINK: _l("link"),
}


class Material(Base, Versioned):
    """A file or a link, of a session or of an item. Nobody outside sees it before its speaker has consented."""

    __tablename__ = "agenda_material"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default=Medium.SLIDES)
    titles: Mapped[dict[str, str]]
    lang: Mapped[str] = mapped_column(String(5), default="en")
    visibility: Mapped[int] = mapped_column(default=Audience.PARTICIPANTS)
    url: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    consented_at: Mapped[datetime | None]  # when the speaker agreed to the visibility
    created_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship()
    file: Mapped[StoredFile | None] = relationship(cascade="all, delete-orphan", single_parent=True)

    @classmethod
    def hand_in(
        cls,
        place: Any,
        *,
        file: StoredFile | None = None,
        url: str = "",
        consented: bool,
        by: User | None,
        at: datetime,
        **details: Any,
    ) -> Material:
        """Add a file or a link to `place`, a session or an item; `details` are columns."""
        if bool(file) == bool(url):
            raise RuleBroken(gettext("Choose a file or enter an address, one of the two."), field="url")
        require_web_address(url)
        meeting = place.meeting
        material = cls(meeting=meeting, file=file, url=url, consented_at=at if consented else None, **details)
        material.created_at = at
        place.materials.append(material)
        db.session.flush()
        audit.record("material.hand_in", material, by=by, at=at)
        return material

    def revise(self, *, consented: bool, by: User | None, at: datetime, **details: Any) -> None:
        """Change title, kind, language, visibility, or whether the speaker consents."""
        for name, value in details.items():
            setattr(self, name, value)
        self.consented_at = (self.consented_at or at) if consented else None
        audit.record("material.revise", self, by=by, at=at)

    def withdraw(self, *, by: User | None, at: datetime) -> None:
        """Take it away, its file too."""
        audit.record("material.withdraw", self, by=by, at=at)
        db.session.delete(self)

    @classmethod
    def found_in(cls, meeting: Meeting, material_id: int) -> Material | None:
        """The material with this id at this meeting; None for another meeting's."""
        return db.session.scalar(select(cls).where(cls.meeting_id == meeting.id, cls.id == material_id))

    @property
    def audience(self) -> Audience:
        """The widest circle that may see it: organizers only, until the speaker has consented."""
        return Audience(self.visibility) if self.consented_at else Audience.INTERNAL

    @property
    def title(self) -> str:
        return localized(self.titles)


def require_web_address(url: str) -> None:
    if url and (urlsplit(url).scheme not in ("https", "http") or not urlsplit(url).hostname):
        raise RuleBroken(gettext("Enter a web address that begins with https://."), field="url")
