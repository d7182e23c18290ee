"""Documents already made. One is kept under the hash of what it says and of what sets it, so that it is never stale."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import current_app

from jcmevents import clock
from jcmevents.document.blocks import Document
from jcmevents.document.formats import render

KEPT = ("pdf", "docx")  # what takes a second to make; the other formats take milliseconds
UNREAD = timedelta(days=7)  # a document nobody asked for this long is removed
ROOT = Path(__file__).parents[2]
PRINTING = ("jcmevents/document/*.py", "jcmevents/pdf/*.py", "templates/print/**/*.html", "static/print/*")


def rendered(document: Document, format: str) -> bytes:
    """As `render`, from the cache where it has been made before. Not for lists of people, which nobody should keep.

    Raises DocumentFailed with a sentence for the reader.
    """
    if format not in KEPT:
        return render(document, format)
    path = _path(document, format)
    if content := _kept(path):
        return content
    content = render(document, format)
    _keep(path, content)
    _remove_unread(path.parent)
    return content


def kept(document: Document, format: str) -> bytes | None:
    """What `rendered` would give at once, or None if it would have to make it."""
    return _kept(_path(document, format))


def _path(document: Document, format: str) -> Path:
    return _folder() / f"{fingerprint(document)}.{format}"


def fingerprint(document: Document) -> str:
    """64 hex digits, the same for equal documents in every process as long as they are set the same way."""
    digest = hashlib.sha256(_printing(document.lang))
    for piece in _pieces(document):
        digest.update(f"{len(piece)}:".encode() + piece)
    return digest.hexdigest()


def _pieces(value: Any) -> Iterator[bytes]:
    """Everything a value says, in order, the kind of each block included."""
    if is_dataclass(value):
        yield type(value).__name__.encode()
        for each in fields(value):
            yield from _pieces(getattr(value, each.name))
    elif isinstance(value, tuple):
        yield f"tuple of {len(value)}".encode()
        for item in value:
            yield from _pieces(item)
    else:
        yield value if isinstance(value, bytes) else repr(value).encode()


@cache
def _printing(lang: str) -> bytes:
    """Hash of the code, the templates, the styles and the words with which documents in `lang` are set."""
    patterns = (*PRINTING, f"translations/{lang}/LC_MESSAGES/*.mo")
    files = sorted(path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file())
    digest = hashlib.sha256(f"{version('weasyprint')} {version('python-docx')}".encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.digest()


def _folder() -> Path:
    folder = Path(current_app.config["DATA_DIR"]) / "cache" / "documents"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _kept(path: Path) -> bytes | None:
    """The content of the file, noted as read now; None if it is not there."""
    try:
        content = path.read_bytes()
        _note_reading(path)
    except FileNotFoundError:  # never made, or removed by another process this moment
        return None
    return content


def _keep(path: Path, content: bytes) -> None:
    """Write beside `path`, then rename: other processes find the whole content or none."""
    unfinished = path.with_suffix(f".{secrets.token_hex(8)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _note_reading(unfinished)
    unfinished.replace(path)


def _note_reading(path: Path) -> None:
    instant = clock.now().timestamp()
    os.utime(path, (instant, instant))


def _remove_unread(folder: Path) -> None:
    limit = (clock.now() - UNREAD).timestamp()
    for path in folder.iterdir():
        try:
            if path.stat().st_mtime < limit:
                path.unlink()
        except FileNotFoundError:  # removed by another process this moment
            continue
