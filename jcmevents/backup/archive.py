"""What a backup looks like: a ZIP file of tables, of kept files, and of a manifest that says what must be there."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection

from jcmevents.crypto import DecryptionFailed, decrypt, encrypt

FORMAT = 1
MANIFEST = "manifest.json"
KEY_PLACE, KEY_WORDS = "backup:key", b"the key of this backup"
BLOCK = 1 << 20  # bytes read at once


class BackupRefused(Exception):
    """The archive cannot be used; the message says why and what to do."""


@dataclass
class Part:
    """One member of the archive: its SHA-256, and how many rows (of a table) or bytes (of a file) it has."""

    sha256: str
    size: int


@dataclass
class Manifest:
    made_at: str  # ISO 8601, UTC
    revision: str  # of the tables
    key: str  # readable with the secret key of this installation only
    format: int = FORMAT
    tables: dict[str, Part] = field(default_factory=dict)
    files: dict[str, Part] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)  # files that rows told of and that were not there

    @classmethod
    def begin(cls, connection: Connection, at: datetime) -> "Manifest":
        return cls(at.isoformat(), present_revision(connection), encrypt(KEY_WORDS, row=KEY_PLACE).hex())

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> "Manifest":
        """Raises BackupRefused for a manifest that is none of ours."""
        try:
            told = json.loads(archive.read(MANIFEST))
            for group in ("tables", "files"):
                told[group] = {name: Part(**part) for name, part in told[group].items()}
            return cls(**told)
        except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
            raise BackupRefused("This is no backup of JCM Events: it has no manifest that can be read.") from error

    def written(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    def require_ours(self, revision: str) -> None:
        """Refuse a backup of another version or with another key."""
        if self.format != FORMAT or self.revision != revision:
            raise BackupRefused(
                f"This backup is of version {self.revision} of the tables, this program has {revision}. "
                "Install the version of the program that made it, restore there, then upgrade."
            )
        try:
            decrypt(bytes.fromhex(self.key), row=KEY_PLACE)
        except DecryptionFailed as error:
            raise BackupRefused(
                "This backup was made with another secret key, without which sealed data cannot be read. "
                "Set JCMEVENTS_SECRET_KEY to that key, or name it in JCMEVENTS_SECRET_KEY_FALLBACKS."
            ) from error


def present_revision(connection: Connection) -> str:
    """The version of the tables of this database, "" if it has none."""
    return ",".join(sorted(MigrationContext.configure(connection).get_current_heads()))


def newest_revision() -> str:
    """The version of the tables that this program works with."""
    config = current_app.extensions["migrate"].migrate.get_config()
    return ",".join(sorted(ScriptDirectory.from_config(config).get_heads()))


def table_member(name: str) -> str:
    return f"tables/{name}.jsonl"


def file_member(name: str) -> str:
    return f"files/{name}"


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The archive and its manifest, once every member has been found whole. Raises BackupRefused."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = Manifest.of(archive)
            _check(archive, manifest)
            yield archive, manifest
    except (zipfile.BadZipFile, OSError) as error:
        raise BackupRefused(f"{path} cannot be read as a backup ({error}). It may be cut off: take another.") from error


def digest_of(stream: BinaryIO) -> tuple[str, int, int]:
    """SHA-256, bytes, lines of what is left of the stream."""
    digest, size, lines = hashlib.sha256(), 0, 0
    while block := stream.read(BLOCK):
        digest.update(block)
        size += len(block)
        lines += block.count(b"\n")
    return digest.hexdigest(), size, lines


def _check(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    members = {table_member(name): part for name, part in manifest.tables.items()}
    members |= {file_member(name): part for name, part in manifest.files.items()}
    for member, part in members.items():
        try:
            with archive.open(member) as stream:
                sha256, size, lines = digest_of(stream)  # type: ignore[arg-type]
        except KeyError as error:
            raise BackupRefused(f"{member} is missing in this backup. Take another one.") from error
        if (sha256, part.size) != (part.sha256, lines if member.startswith("tables/") else size):
            raise BackupRefused(f"{member} is not as it was when this backup was made. Take another one.")
