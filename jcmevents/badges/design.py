"""What the badges of a meeting look like."""

from __future__ import annotations

import enum
from datetime import datetime
from io import BytesIO
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from PIL import Image, UnidentifiedImageError
from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from werkzeug.datastructures import FileStorage

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.attendance.colours import Colours, tells_colours
from jcmevents.badges.palette import USUAL, ink_on, require_seen
from jcmevents.delegations.capacities import Capacity
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, Versioned, db
from jcmevents.files.content import JPEG, MEGABYTE, PNG
from jcmevents.files.models import StoredFile
from jcmevents.meetings.models import Meeting

LANGUAGES = (("en",), ("ja",), ("en", "ja"), ("ja", "en"))  # the first one is the larger
MOST_DOTS = 4_000_000  # of a logo: four times what the largest badge can show
LARGEST_LOGO = MEGABYTE


class Layout(enum.StrEnum):
    A6 = "a6"
    CARD = "card"
    A6_SHEET = "a6_sheet"
    CARD_SHEET = "card_sheet"

    @property
    def label(self) -> str:
        return str(LAYOUT_LABELS[self])


LAYOUT_LABELS = {
    Layout.A6: _l("A6, hanging, one on each page with crop marks"),
    Layout.A6_SHEET: _l("A6, hanging, four on a sheet of A4"),
    Layout.CARD: _l("Card 86 × 54 mm, one on each page with crop marks"),
    Layout.CARD_SHEET: _l("Card 86 × 54 mm, ten on a sheet of A4"),
}


class BadgeDesign(Base, Versioned):
    """The choices of one meeting. `colours` holds those that differ from the usual ones, by capacity."""

    __tablename__ = "badge_design"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    layout: Mapped[str] = mapped_column(String(20), default=Layout.A6)
    langs: Mapped[list[str]] = mapped_column(JSON, default=list)
    colours: Mapped[dict[str, str]] = mapped_column(default=dict)
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    meeting: Mapped[Meeting] = relationship()
    logo: Mapped[StoredFile | None] = relationship()

    @classmethod
    def of(cls, meeting: Meeting) -> BadgeDesign:
        """The design of `meeting`; while nobody has chosen, the usual one, which is not stored."""
        stored = db.session.scalar(select(cls).where(cls.meeting_id == meeting.id))
        return stored or cls(meeting_id=meeting.id, layout=Layout.A6, langs=["en"], colours={}, version=1)

    def revise(
        self,
        *,
        layout: str,
        langs: tuple[str, ...],
        colours: dict[str, str],
        logo: StoredFile | None,
        by: User | None,
        at: datetime,
    ) -> None:
        """Choose anew. A logo that is not wanted any more is deleted."""
        for capacity, colour in colours.items():
            require_seen(Capacity(capacity), colour)
        if self.logo and self.logo is not logo:
            self.logo.delete()
        self.layout, self.langs, self.logo = Layout(layout), list(langs), logo
        self.colours = {capacity: colour for capacity, colour in colours.items() if colour != USUAL[Capacity(capacity)]}
        db.session.add(self)
        db.session.flush()
        audit.record("badge.design", self, by=by, at=at, layout=str(self.layout))

    def colour_of(self, capacity: Capacity) -> str:
        return self.colours.get(capacity) or USUAL[capacity]

    @property
    def file_stem(self) -> str:
        return f"badges-{Layout(self.layout).replace('_', '-')}"


@tells_colours
def _on_badges(meeting: Meeting) -> Colours:
    design = BadgeDesign.of(meeting)
    return {str(capacity): (colour := design.colour_of(capacity), ink_on(colour)) for capacity in Capacity}


def keep_logo(upload: FileStorage, *, by: User | None, at: datetime) -> StoredFile:
    """Store a PNG or JPEG picture. Raises RuleBroken."""
    who: dict[str, Any] = {"uploaded_by_id": by.id if by else None}
    content = upload.stream.read(LARGEST_LOGO + 1)
    file = StoredFile.keep(
        BytesIO(content), upload.filename or "logo", allowed=(PNG, JPEG), max_bytes=LARGEST_LOGO, sensitive=False,
        at=at, **who,
    )  # fmt: skip
    _require_picture(content)
    return file


def _require_picture(content: bytes) -> None:
    try:
        with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > MOST_DOTS:
                raise RuleBroken(gettext("This picture has too many dots. Make it smaller first."), field="logo")
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as broken:
        raise RuleBroken(gettext("This picture is damaged. Choose another one."), field="logo") from broken
