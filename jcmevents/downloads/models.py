"""Files asked for."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, and_, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from jcmevents import audit, jobs
from jcmevents.accounts.models import User
from jcmevents.extensions import Base, db
from jcmevents.files.models import StoredFile

JOB = "download"
KEPT_FOR = timedelta(days=1)  # lists of people are not left lying about
LEASE = timedelta(minutes=5)  # so long nothing may be heard from a worker before another one begins anew
MOST_ATTEMPTS = 3


class DownloadState(enum.StrEnum):
    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self])


STATE_LABELS = {
    DownloadState.WAITING: _l("waiting for its turn"),
    DownloadState.MAKING: _l("being made"),
    DownloadState.READY: _l("ready"),
    DownloadState.FAILED: _l("could not be made"),
}


class Download(Base):
    """A file somebody asked for. `arguments` are those of the function that makes its `kind`; `done` of `total`."""

    __tablename__ = "download"

    kind: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[dict[str, Any]]
    name: Mapped[str] = mapped_column(String(200))
    lang: Mapped[str] = mapped_column(String(5))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=DownloadState.WAITING, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)  # 0 while it is not known
    problem: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    requested_at: Mapped[datetime] = mapped_column(index=True)
    heard_of_at: Mapped[datetime]  # when its worker last said how far it is

    file: Mapped[StoredFile | None] = relationship()

    @classmethod
    def request(cls, kind: str, arguments: dict[str, Any], *, name: str, lang: str, by: User, at: datetime) -> Download:
        """Have the worker make a file of `kind` called `name`, in `lang`, for `by`."""
        download = cls(kind=kind, arguments=arguments, name=name, lang=lang, user_id=by.id)
        download.state, download.requested_at, download.heard_of_at = DownloadState.WAITING, at, at
        db.session.add(download)
        jobs.enqueue(JOB, download)
        audit.record("download.request", download, by=by, at=at, kind=kind)
        return download

    @classmethod
    def of(cls, user: User, download_id: int) -> Download | None:
        """The user's own download with this id."""
        return db.session.scalar(select(cls).where(cls.id == download_id, cls.user_id == user.id))

    @classmethod
    def due(cls, at: datetime) -> ColumnElement[bool]:
        """Waits, or has been left by its worker."""
        left = and_(cls.state == DownloadState.MAKING, cls.heard_of_at < at - LEASE)
        return or_(cls.state == DownloadState.WAITING, left)

    @classmethod
    def claim(cls, download_id: int, at: datetime) -> Download | None:
        """The download, if it is due and nobody else makes it. To be committed before it is made."""
        taken = {"state": DownloadState.MAKING, "attempts": cls.attempts + 1, "heard_of_at": at, "done": 0}
        claimed = db.session.scalar(
            update(cls).where(cls.id == download_id, cls.due(at)).values(taken).returning(cls.id)
        )
        return db.session.get(cls, claimed, populate_existing=True) if claimed else None

    def note_made(self, content: bytes, media_type: str, at: datetime) -> None:
        """Keep the content, encrypted: it may be a list of people."""
        who = {"uploaded_by_id": self.user_id}
        self.file = StoredFile.keep_made(content, self.name, media_type=media_type, sensitive=True, at=at, **who)
        self.state, self.done = DownloadState.READY, self.total

    def note_failure(self, sentence: str, *, final: bool) -> None:
        """Say why it was not made. It is tried again unless that is `final`."""
        self.problem = sentence[:500]
        self.state = DownloadState.FAILED if final else DownloadState.WAITING

    def forget(self) -> None:
        """Delete the request and its file."""
        if self.file:
            self.file.delete()
        db.session.delete(self)
