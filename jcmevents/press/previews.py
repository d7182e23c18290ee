"""Previews under embargo: one person reads the frozen text early, by a personal link, with her name across it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import force_locale, gettext
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents.accounts.models import User
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.document import Document
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db, read_only
from jcmevents.press.doors import PREVIEW
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.models import Release
from jcmevents.press.notes import with_notes
from jcmevents.press.scheduling import written_opening
from jcmevents.press.steps import ASKED, State


class Opening(Base):
    """Somebody opened the preview behind `link_id`: as a page ("page") or a file ("pdf")."""

    __tablename__ = "release_preview_opening"

    link_id: Mapped[int] = mapped_column(ForeignKey("private_link.id", ondelete="CASCADE"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("release_edition.id", ondelete="CASCADE"))
    opened_as: Mapped[str] = mapped_column(String(10))
    opened_at: Mapped[datetime]

    @classmethod
    def note(cls, link: PrivateLink, edition: ReleaseEdition, opened_as: str, *, at: datetime) -> None:
        """Store the opening in a transaction of its own: reading a page only reads, but this is to be known."""
        opening = cls(link_id=link.id, edition_id=edition.id, opened_as=opened_as, opened_at=at)
        db.session.rollback()
        token = read_only.set(False)
        try:
            db.session.add(opening)
            db.session.commit()
        finally:
            read_only.reset(token)


@dataclass(frozen=True)
class Preview:
    """A link that was given to somebody, and when he has read by it."""

    link: PrivateLink
    openings: list[Opening]


def previews_of(release: Release) -> list[Preview]:
    """Everybody who was given a preview, the newest first."""
    links = PrivateLink.of(PREVIEW, release.id)
    query = select(Opening).where(Opening.link_id.in_([link.id for link in links])).order_by(Opening.id.desc())
    openings = db.session.scalars(query).all()
    return [Preview(link, [each for each in openings if each.link_id == link.id]) for link in links]


def give_preview(
    release: Release, *, name: str, address: str, lang: str, by: User | None, at: datetime, now: datetime
) -> PrivateLink:
    """Mail `name` a personal link to the frozen text; `now` is the time of `press.embargo`."""
    if release.state not in ASKED | {State.SCHEDULED} or release.stage(now) in (State.PUBLISHED, State.CORRECTED):
        raise RuleBroken(gettext("Previews are of a frozen text that is not out yet. Ask for approval first."))
    return PrivateLink.send(PREVIEW, release.id, to=address, name=name, lang=lang, by=by, at=at)


def watermarked(edition: ReleaseEdition, lang: str, reader: PrivateLink) -> Document:
    """The edition with the reader's name across every page, and until when it is under embargo."""
    with force_locale(lang):
        mark = gettext("Under embargo: for %(name)s only", name=f"{reader.name} <{reader.address}>")
        until = written_opening(edition.opens_at, edition.zone) if edition.opens_at else ""
        notice = gettext("Embargo until %(time)s", time=until) if until else gettext("Under embargo")
    return replace(with_notes(edition, lang), watermark=mark, notice=notice)
