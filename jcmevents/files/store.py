"""Where contents are kept: a local folder, or any place fsspec can reach (FILES_URL)."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

import fsspec
from flask import current_app
from fsspec.implementations.local import LocalFileSystem

UNFINISHED = ".part"


class FileStore:
    """Contents by name. A content is there entirely or not at all."""

    def __init__(self, url: str):
        """`url` as in FILES_URL: file:///var/lib/..., s3://bucket/folder, memory://folder."""
        self.filesystem, root = fsspec.url_to_fs(url)
        self.root = root.rstrip("/")

    @classmethod
    def of_app(cls) -> "FileStore":
        """The store of the current application."""
        return cls(current_app.config["FILES_URL"])

    def write(self, name: str, content: bytes) -> None:
        """Keep `content` under the new `name`."""
        if isinstance(self.filesystem, LocalFileSystem):
            _write_durably(Path(self._path(name)), content)
        else:
            self.filesystem.makedirs(self._path(name).rpartition("/")[0], exist_ok=True)
            self.filesystem.pipe_file(self._path(name), content)

    def open(self, name: str) -> BinaryIO:
        """The content as a stream to be closed by the caller. Raises FileNotFoundError."""
        return cast(BinaryIO, self.filesystem.open(self._path(name), "rb"))

    def read(self, name: str) -> bytes:
        """The whole content. Raises FileNotFoundError."""
        return cast(bytes, self.filesystem.cat_file(self._path(name)))

    def remove(self, name: str) -> None:
        """Delete the content; nothing happens if it is gone."""
        if self.filesystem.exists(self._path(name)):
            self.filesystem.rm_file(self._path(name))

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Every content's name and the instant it was last written, unfinished ones included."""
        if not self.filesystem.exists(self.root):
            return
        for path in self.filesystem.find(self.root):
            yield path.rpartition("/")[2], _aware(self.filesystem.modified(path))

    def _path(self, name: str) -> str:
        # One folder per first two characters: no folder grows beyond what a listing can bear.
        return f"{self.root}/{name[:2]}/{name}"


def _write_durably(path: Path, content: bytes) -> None:
    """Write beside `path`, then rename: after a power cut the whole content is there, or none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + UNFINISHED)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
