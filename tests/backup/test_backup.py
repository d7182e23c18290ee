"""A backup makes an empty installation whole again, on either database, and is refused unless it is sound."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, select, update

from jcmevents import audit
from jcmevents.backup import making
from jcmevents.backup.archive import Manifest, file_member, table_member
from jcmevents.backup.rows import lines
from jcmevents.extensions import Base, db
from jcmevents.files.models import StoredFile
from jcmevents.files.store import FileStore
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from tests.database import empty
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration
from tests.live import ROOT

LETTER = b"%PDF-1.7 a letter that nobody else may read"


@pytest.fixture
def kept(session: Any) -> StoredFile:
    """An installation with people, one of whom takes the place of another, with a sealed file and an audit trail."""
    delegation = make_delegation(make_meeting(slug="kept"))
    first = make_registration(delegation, full_name="མཁའ་འགྲོ་ ཚེ་རིང")
    make_registration(delegation, full_name="𠮷野 髙橋", slot_of_id=first.id).confirm(by=make_organizer(), at=NOW)
    file = StoredFile.keep_made(LETTER, "口上書.pdf", media_type="application/pdf", sensitive=True, at=NOW)
    session.commit()
    return file


@pytest.fixture
def archive(kept: StoredFile, command: Any, tmp_path: Path) -> Path:
    path = tmp_path / "backup.zip"
    result = command("backup", str(path))
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture
def emptied(archive: Path, app: Flask, session: Any) -> Path:
    """The archive, and an installation in which nothing is left."""
    lose_everything(app)
    return archive


def lose_everything(app: Flask) -> None:
    for name, _written in list(FileStore.of_app().names()):
        FileStore.of_app().remove(name)
    db.session.remove()
    empty(db.engine, reference_too=True)
    app.extensions["changed reference tables"].add("country")  # loaded again after the test


def everything() -> dict[str, list[bytes]]:
    with making.one_moment() as connection:
        return {table.name: list(lines(connection, table)) for table in Base.metadata.sorted_tables}


def changed(archive: Path, member: str, content: bytes | None) -> None:
    """Give a member another content, or take it out."""
    with zipfile.ZipFile(archive) as old:
        members = {name: old.read(name) for name in old.namelist()}
    members.pop(member)
    with zipfile.ZipFile(archive, "w") as new:
        for name, each in (members | ({member: content} if content is not None else {})).items():
            new.writestr(name, each)


def test_everything_is_as_it_was(kept, archive, app, session, command):
    before, hashes = everything(), {kept.name: FileStore.of_app().read(kept.name)}
    lose_everything(app)
    result = command("restore", str(archive))
    assert result.exit_code == 0, result.output
    assert everything() == before
    assert {name: FileStore.of_app().read(name) for name in hashes} == hashes
    assert session.scalars(select(StoredFile)).one().read() == LETTER
    assert audit.verify_chain(session) is None


def test_work_goes_on_after_a_restore(emptied, command, session):
    assert command("restore", str(emptied)).exit_code == 0
    known = set(session.scalars(select(Registration.id)))
    later = make_registration(make_delegation(make_meeting(slug="later")), full_name="Later")
    session.commit()
    assert later.id not in known
    assert session.scalar(select(Meeting.id).where(Meeting.slug == "later")) is not None
    assert audit.verify_chain(session) is None


def test_the_other_database_takes_it_too(archive, tmp_path, app):
    environment = {
        **os.environ,
        "JCMEVENTS_DATABASE_URL": f"sqlite:///{tmp_path / 'other.sqlite'}",
        "JCMEVENTS_DATA_DIR": str(tmp_path / "other"),
        "JCMEVENTS_SECRET_KEY": app.config["SECRET_KEY"],
    }
    flask = [sys.executable, "-m", "flask", "--app", "app"]
    restored = subprocess.run([*flask, "restore", archive], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert restored.returncode == 0, restored.stderr
    again = tmp_path / "again.zip"
    subprocess.run([*flask, "backup", again], env=environment, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(archive) as one, zipfile.ZipFile(again) as other:
        told, told_again = Manifest.of(one), Manifest.of(other)
    assert told_again.tables == told.tables
    assert told_again.files == told.files


def test_backup_shows_one_moment_however_much_is_written_meanwhile(kept, tmp_path, session, monkeypatch):
    people = [row for row in everything()["registration"]]

    def meanwhile(connection: Any, table: Table) -> Iterator[bytes]:
        if table.name == "meeting":
            with db.engine.begin() as other:
                other.execute(update(Base.metadata.tables["registration"]).values(function="Minister"))
        yield from lines(connection, table)

    monkeypatch.setattr(making, "lines", meanwhile)
    making.make(tmp_path / "backup.zip", NOW)
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        assert archive.read(table_member("registration")).splitlines(keepends=True) == people
    assert set(session.scalars(select(Registration.function))) == {"Minister"}


def test_archive_is_for_its_owner_and_holds_nothing_sealed_in_the_open(archive, kept):
    assert archive.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(archive) as opened:
        assert LETTER not in opened.read(file_member(kept.name))


def test_file_that_is_gone_is_told_of(kept, command, tmp_path):
    FileStore.of_app().remove(kept.name)
    result = command("backup", str(tmp_path / "backup.zip"))
    assert result.exit_code == 0
    assert f"The file {kept.name} is told of in the database and was not found." in result.output


def test_backup_that_cannot_be_written_leaves_nothing(kept, command, tmp_path):
    result = command("backup", str(tmp_path / "no such folder" / "backup.zip"))
    assert result.exit_code == 1
    assert "Check the folder" in result.output
    assert list(tmp_path.iterdir()) == []


def test_check_says_that_a_backup_is_sound_and_writes_nothing(archive, command):
    before = everything()
    result = command("restore", "--check", str(archive))
    assert result.exit_code == 0, result.output
    assert "Sound: " in result.output
    assert everything() == before


def refusal(command: Any, archive: Path) -> str:
    result = command("restore", str(archive))
    assert result.exit_code == 1
    assert everything()["meeting"] == []
    return str(result.output)


def test_no_data_are_written_over(archive, command):
    before = everything()
    result = command("restore", str(archive))
    assert result.exit_code == 1
    assert "This database has data already" in result.output
    assert everything() == before


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_archive_that_is_cut_off_is_refused(emptied, command, share):
    content = emptied.read_bytes()
    emptied.write_bytes(content[: int(len(content) * share)])
    assert "cannot be read as a backup" in refusal(command, emptied)


def test_altered_and_missing_parts_are_refused(emptied, command, session):
    whole = emptied.read_bytes()
    changed(emptied, table_member("meeting"), b"")
    assert "tables/meeting.jsonl is not as it was" in refusal(command, emptied)
    emptied.write_bytes(whole)
    changed(emptied, table_member("meeting"), None)
    assert "tables/meeting.jsonl is missing" in refusal(command, emptied)


def test_backup_of_another_version_is_refused(emptied, command):
    with zipfile.ZipFile(emptied) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    changed(emptied, "manifest.json", json.dumps(manifest | {"revision": "0001"}).encode())
    assert "Install the version of the program that made it" in refusal(command, emptied)


def test_backup_with_another_key_is_refused(emptied, command, app, monkeypatch):
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key, as long as it has to be")
    assert "made with another secret key" in refusal(command, emptied)


def test_what_is_no_backup_is_refused(emptied, command):
    with zipfile.ZipFile(emptied, "w") as archive:
        archive.writestr("a.txt", "a")
    assert "no backup of JCM Events" in refusal(command, emptied)
    emptied.write_bytes(BytesIO(b"text").read())
    assert "cannot be read as a backup" in refusal(command, emptied)
