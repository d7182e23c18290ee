"""A backup is made while the application goes on: all tables as of one moment, then the files they tell of."""

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from jcmevents.backup.archive import MANIFEST, Manifest, Part, file_member, table_member
from jcmevents.backup.rows import lines
from jcmevents.extensions import Base, db, read_only
from jcmevents.files.models import StoredFile
from jcmevents.files.store import FileStore


def make(path: Path, at: datetime) -> Manifest:
    """Write the backup to `path`, whole or not at all; what it holds. Raises OSError."""
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _fill(archive, at)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _fill(archive: zipfile.ZipFile, at: datetime) -> Manifest:
    with one_moment() as connection:
        manifest = Manifest.begin(connection, at)
        for table in Base.metadata.sorted_tables:
            manifest.tables[table.name] = _add(archive, table_member(table.name), lines(connection, table))
        names = connection.scalars(select(StoredFile.__table__.c.name)).all()
    for name in names:
        try:
            content = FileStore.of_app().read(name)
        except FileNotFoundError:  # deleted since that moment, or lost before
            manifest.lost.append(name)
        else:
            _add(archive, file_member(name), [content])
            manifest.files[name] = Part(hashlib.sha256(content).hexdigest(), len(content))
    archive.writestr(MANIFEST, manifest.written())
    return manifest


@contextmanager
def one_moment() -> Iterator[Connection]:
    """A connection to which the database looks the same all the time, and which keeps nobody from writing."""
    token = read_only.set(True)
    try:
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
    finally:
        read_only.reset(token)


def _add(archive: zipfile.ZipFile, member: str, pieces: Iterable[bytes]) -> Part:
    """Write the pieces as one member; its digest and the number of pieces."""
    digest, number = hashlib.sha256(), 0
    with archive.open(member, "w", force_zip64=True) as stream:
        for piece in pieces:
            stream.write(piece)
            digest.update(piece)
            number += 1
    return Part(digest.hexdigest(), number)
