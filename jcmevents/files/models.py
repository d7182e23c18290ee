"""Stored files."""

import hashlib
import logging
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from sqlalchemy import event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from jcmevents import jobs
from jcmevents.crypto import decrypt, encrypt
from jcmevents.extensions import Base, db
from jcmevents.files.content import check
from jcmevents.files.store import FileStore
from jcmevents.text import clean

LONGEST_NAME = 200  # characters
UNCLAIMED_FOR = timedelta(days=1)  # longer than any transaction that keeps a file
_DELETED = "stored files deleted in this transaction"
_log = logging.getLogger(__name__)


class StoredFile(Base):
    """A file somebody gave us. `size` and `sha256` are those of the file as given, not as stored."""

    __tablename__ = "stored_file"

    name: Mapped[str] = mapped_column(unique=True)  # random; the name of the content in the store
    original_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    sensitive: Mapped[bool]
    uploaded_by_id: Mapped[int | None] = mapped_column(index=True)
    created_at: Mapped[datetime]

    @classmethod
    def keep(
        cls,
        stream: BinaryIO,
        filename: str,
        *,
        allowed: Collection[str],
        max_bytes: int,
        sensitive: bool,
        at: datetime,
        uploaded_by_id: int | None = None,
    ) -> "StoredFile":
        """Check, store and add to the session what `stream` holds; a sensitive content is stored encrypted.

        `allowed` are media types (see `content`). Raises RuleBroken when the content may not be kept.
        """
        content = stream.read(max_bytes + 1)
        media_type = check(content, allowed, max_bytes)
        who = {"uploaded_by_id": uploaded_by_id}
        return cls.keep_made(content, filename, media_type=media_type, sensitive=sensitive, at=at, **who)

    @classmethod
    def keep_made(
        cls,
        content: bytes,
        filename: str,
        *,
        media_type: str,
        sensitive: bool,
        at: datetime,
        uploaded_by_id: int | None = None,
    ) -> "StoredFile":
        """Store and add to the session a content that our own code has made or has checked."""
        file = cls(
            media_type=media_type,
            name=secrets.token_hex(20),
            original_name=plain_name(filename),
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            sensitive=sensitive,
            uploaded_by_id=uploaded_by_id,
            created_at=at,
        )
        FileStore.of_app().write(file.name, encrypt(content, row=file._place) if sensitive else content)
        db.session.add(file)
        return file

    @property
    def _place(self) -> str:
        return f"stored_file:{self.name}"

    def read(self) -> bytes:
        """The content as it was given. Raises FileNotFoundError, crypto.DecryptionFailed."""
        content = FileStore.of_app().read(self.name)
        return decrypt(content, row=self._place) if self.sensitive else content

    def open(self) -> BinaryIO:
        """The content as a stream. Raises as `read`."""
        return BytesIO(self.read()) if self.sensitive else FileStore.of_app().open(self.name)

    def delete(self) -> None:
        """Delete the row, and the content once that is committed."""
        db.session.delete(self)


def plain_name(filename: str) -> str:
    """`filename` without folders, in NFC, short enough to show. Raises RuleBroken for hidden characters."""
    name = PurePosixPath(clean(filename).replace("\\", "/").replace("\n", " ")).name
    suffix = PurePosixPath(name).suffix[:20]
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(suffix)] + suffix


@jobs.register_chore(timedelta(hours=6))
def remove_orphans(at: datetime) -> int:
    """Delete contents that no row tells about, left by acts that were rolled back; the number of them."""
    store = FileStore.of_app()
    kept = set(db.session.scalars(select(StoredFile.name)))
    orphans = [name for name, written in store.names() if name not in kept and at - written > UNCLAIMED_FOR]
    for name in orphans:
        store.remove(name)
    return len(orphans)


@event.listens_for(db.session, "persistent_to_deleted")
def _note_deleted(session: Session, row: Any) -> None:
    if isinstance(row, StoredFile):
        session.info.setdefault(_DELETED, []).append(row)


@event.listens_for(db.session, "deleted_to_persistent")
def _note_restored(session: Session, row: Any) -> None:
    deleted = session.info.get(_DELETED, [])
    if row in deleted:  # it is not if it was the deletion itself that failed
        deleted.remove(row)


@event.listens_for(db.session, "after_commit")
def _remove_contents(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for file in session.info.pop(_DELETED, ()):
        try:
            FileStore.of_app().remove(file.name)
        except OSError:  # the row is gone: remove_orphans tries again
            _log.exception("content of stored file %s not removed yet", file.id)
