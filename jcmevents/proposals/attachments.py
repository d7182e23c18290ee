"""Papers that come with a proposal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, cast

from flask_babel import gettext
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from werkzeug.datastructures import FileStorage

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken
from jcmevents.extensions import Base, db
from jcmevents.files.content import JPEG, MEGABYTE, PDF, PNG
from jcmevents.files.models import StoredFile

if TYPE_CHECKING:
    from jcmevents.proposals.models import Proposal

ALLOWED = (PDF, JPEG, PNG)
MOST = 10  # papers of one proposal
LARGEST = 20 * MEGABYTE


class Attachment(Base):
    """A paper of a proposal, in one language."""

    __tablename__ = "proposal_attachment"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    lang: Mapped[str] = mapped_column(String(5))
    added_at: Mapped[datetime]

    proposal: Mapped[Proposal] = relationship(back_populates="attachments")
    file: Mapped[StoredFile] = relationship(lazy="joined")

    @classmethod
    def add(cls, proposal: Proposal, upload: FileStorage, *, lang: str, by: User | None, at: datetime) -> Attachment:
        """Keep the paper. Refuses what is no PDF or picture, too large, or one too many."""
        if len(proposal.attachments) >= MOST:
            raise RuleBroken(gettext("A proposal has at most %(most)s papers.", most=MOST), field="paper")
        file = StoredFile.keep(
            cast(BinaryIO, upload.stream),
            upload.filename or "paper",
            allowed=ALLOWED,
            max_bytes=LARGEST,
            sensitive=False,
            at=at,
            uploaded_by_id=by.id if by else None,
        )
        db.session.flush()
        attachment = cls(file=file, file_id=file.id, lang=lang, added_at=at)
        proposal.attachments.append(attachment)
        db.session.flush()
        audit.record("proposal_attachment.add", attachment, by=by, at=at)
        return attachment

    def remove(self, *, by: User | None, at: datetime) -> None:
        """Take the paper away, file and all."""
        self.proposal.attachments.remove(self)
        audit.record("proposal_attachment.remove", self, by=by, at=at)
        db.session.flush()
        self.file.delete()

    @classmethod
    def found_in(cls, proposal: Proposal, attachment_id: int) -> Attachment | None:
        """The paper with this id of this proposal; None for another's."""
        return db.session.scalar(select(cls).where(cls.proposal_id == proposal.id, cls.id == attachment_id))
