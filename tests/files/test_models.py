import hashlib
import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from jcmevents.crypto import DecryptionFailed
from jcmevents.errors import RuleBroken
from jcmevents.files.content import PDF
from jcmevents.files.models import StoredFile, plain_name, remove_orphans
from jcmevents.files.store import FileStore

AT = datetime(2025, 2, 17, 3, 0, tzinfo=UTC)
LETTER = b"%PDF-1.7 nomination of the delegation"
Db = scoped_session[Session]


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileStore:
    """The store in force: a local folder, and a place elsewhere."""
    monkeypatch.setitem(app.config, "FILES_URL", f"{request.param}://{tmp_path}/files")
    return FileStore(app.config["FILES_URL"])


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(app.config, "FILES_URL", f"file://{tmp_path}/files")
    return tmp_path / "files"


def keep(content: bytes = LETTER, filename: str = "letter.pdf", *, sensitive: bool = False) -> StoredFile:
    limits = {"allowed": {PDF}, "max_bytes": 1000}
    return StoredFile.keep(BytesIO(content), filename, sensitive=sensitive, at=AT, uploaded_by_id=5, **limits)


def kept_names(store: FileStore) -> list[str]:
    return [name for name, _written in store.names()]


@pytest.mark.parametrize("sensitive", [False, True])
def test_file_is_read_back_as_it_was_given(session: Db, store: FileStore, sensitive: bool) -> None:
    file = keep(sensitive=sensitive)
    session.commit()
    session.expire_all()
    assert file.read() == LETTER
    with file.open() as stream:
        assert stream.read() == LETTER
    assert (file.size, file.sha256) == (len(LETTER), hashlib.sha256(LETTER).hexdigest())
    assert (file.media_type, file.uploaded_by_id, file.created_at) == (PDF, 5, AT)


def test_sensitive_content_is_not_stored_in_the_clear(session: Db, store: FileStore) -> None:
    assert b"nomination" in store.read(keep().name)
    assert b"nomination" not in store.read(keep(sensitive=True).name)


def test_sensitive_content_put_in_place_of_another_is_refused(session: Db, store: FileStore) -> None:
    mine, other = keep(sensitive=True), keep(sensitive=True)
    theirs = store.read(other.name)
    store.remove(mine.name)
    store.write(mine.name, theirs)
    with pytest.raises(DecryptionFailed):
        mine.read()


def test_content_is_deleted_only_when_the_deletion_is_committed(session: Db, store: FileStore) -> None:
    file = keep()
    session.commit()
    file.delete()
    session.flush()
    assert kept_names(store) == [file.name]
    session.commit()
    assert kept_names(store) == []


def test_content_stays_when_the_deletion_is_rolled_back(session: Db, store: FileStore) -> None:
    file = keep()
    session.commit()
    file.delete()
    session.flush()
    session.rollback()
    session.commit()
    assert file.read() == LETTER


def test_file_that_may_not_be_kept_leaves_nothing(session: Db, store: FileStore) -> None:
    for content in (b"", b"MZ\x90", LETTER + b"x" * 1000):
        with pytest.raises(RuleBroken):
            keep(content)
    assert kept_names(store) == []
    assert not session.new


def test_old_contents_without_a_row_are_removed_and_nothing_else(session: Db, store: FileStore) -> None:
    kept = keep()
    session.commit()
    keep()
    session.rollback()
    written = max(instant for _name, instant in store.names())
    assert remove_orphans(written + timedelta(hours=23)) == 0
    assert remove_orphans(written + timedelta(hours=25)) == 1
    assert kept_names(store) == [kept.name]


def test_nothing_to_remove_where_nothing_was_ever_kept(session: Db, store: FileStore) -> None:
    assert remove_orphans(AT) == 0


def test_files_of_the_store_are_closed_to_other_users_of_the_machine(session: Db, folder: Path) -> None:
    keep()
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}


def test_name_in_the_store_says_nothing_about_the_file(session: Db, folder: Path) -> None:
    file = keep(filename="passport of Yamada.pdf")
    [path] = [path for path in folder.rglob("*") if path.is_file()]
    assert path.name == file.name
    assert int(file.name, 16).bit_length() <= 160
    assert file.name != keep(filename="passport of Yamada.pdf").name


def test_write_that_breaks_off_leaves_no_content(session: Db, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        keep()
    monkeypatch.undo()
    assert [path.suffix for path in folder.rglob("*") if path.is_file()] == [".part"]


def test_part_of_a_broken_write_is_removed_later(session: Db, store: FileStore) -> None:
    store.write("ab12.part", b"half")
    [(_name, written)] = store.names()
    assert remove_orphans(written + timedelta(days=2)) == 1
    assert kept_names(store) == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("letter.pdf", "letter.pdf"),
        ("C:\\Users\\me\\letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("派遣者名簿.pdf", "派遣者名簿.pdf"),
        ("か\u3099.pdf", "が.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_original_name_is_shown_without_folders_and_in_composed_form(session: Db, given: str, shown: str) -> None:
    assert plain_name(given) == shown


def test_original_name_that_hides_its_ending_is_refused(session: Db) -> None:
    with pytest.raises(RuleBroken):
        plain_name("letter\u202efdp.exe")
