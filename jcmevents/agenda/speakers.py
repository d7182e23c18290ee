"""Who speaks in an item of the agenda."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents.extensions import Base
from jcmevents.registration.models import Registration

MOST_SPEAKERS = 12  # in one item; the form has a row for each


class Speaker(Base):
    """Who speaks in an item: a registered person or somebody named by hand."""

    __tablename__ = "speaker"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    affiliation: Mapped[str] = mapped_column(String(300), default="")
    on_behalf_of: Mapped[str] = mapped_column(String(300), default="")
    is_online: Mapped[bool] = mapped_column(default=False)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"))

    registration: Mapped[Registration | None] = relationship()

    @property
    def described(self) -> str:
        """Name and affiliation in one line, as programmes print them."""
        behalf = gettext("on behalf of %(body)s", body=self.on_behalf_of) if self.on_behalf_of else ""
        line = ", ".join(filter(None, (self.name, self.affiliation, behalf)))
        return f"{line} ({gettext('Online')})" if self.is_online else line
