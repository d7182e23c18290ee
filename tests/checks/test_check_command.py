"""`flask check` with each part taken away."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, scoped_session

from jcmevents.audit import AuditEntry
from jcmevents.pdf import health
from tests.factories import make_organizer

ROOT = Path(__file__).parents[2]

Command = Callable[..., Result]


def check_elsewhere(**settings: str) -> subprocess.CompletedProcess[str]:
    """`flask check` as a process of its own, with `settings` in its environment."""
    command = [sys.executable, "-m", "flask", "--app", "app", "check"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True)


def test_all_is_well_where_the_tests_run(command: Command) -> None:
    result = command("check")
    assert (result.exit_code, result.output) == (0, "All is well.\n")


def test_audit_trail_is_verified(command: Command, session: scoped_session[Session]) -> None:
    make_organizer()
    make_organizer()
    result = command("audit", "verify")
    assert (result.exit_code, result.output) == (0, "The audit trail is whole.\n")
    session.execute(text("UPDATE audit_entry SET action = 'role.none'"))
    first = session.scalar(select(func.min(AuditEntry.id)))
    result = command("audit", "verify")
    assert (result.exit_code, result.output) == (
        1,
        f"Entry {first} was altered, or the one before it was altered or is missing.\n",
    )


def test_fonts_that_are_not_installed_are_named(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "fonts.conf").write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    result = command("check")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "The font BIZ UDPGothic is missing; install fonts-morisawa-bizud-gothic.",
        "The font BIZ UDMincho is missing; install fonts-morisawa-bizud-mincho.",
        "The font Noto Sans Thai is missing; install fonts-noto-core.",
        "The font Noto Sans CJK JP is missing; install fonts-noto-cjk.",
        "The font HanaMinB is missing; install fonts-hanazono.",
    ]


def test_library_that_does_not_load_is_named(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(health.LIBRARIES, "libharfbuzz-nowhere.so.0", "libharfbuzz-nowhere0")
    result = command("check")
    assert result.exit_code == 1
    assert "libharfbuzz-nowhere0" in result.output


def test_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    result = check_elsewhere(JCMEVENTS_DATABASE_URL=f"sqlite:///{tmp_path}/gone/jcmevents.sqlite")
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert f"{tmp_path}/gone/jcmevents.sqlite does not answer (unable to open database file)" in result.stderr


def test_password_of_the_database_is_not_shown() -> None:
    result = check_elsewhere(JCMEVENTS_DATABASE_URL="postgresql://jcm:the-password@127.0.0.1:1/jcmevents")
    assert result.returncode == 1
    assert "jcm:***@127.0.0.1:1/jcmevents does not answer" in result.stderr
    assert "the-password" not in result.stderr


def test_database_without_our_tables_is_named(tmp_path: Path) -> None:
    result = check_elsewhere(JCMEVENTS_DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite")
    assert result.returncode == 1
    assert "flask --app app db upgrade" in result.stderr


def test_folder_of_files_that_cannot_be_written_is_named(
    command: Command, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    monkeypatch.setitem(app.config, "FILES_URL", f"file://{tmp_path}/files")
    result = command("check")
    assert result.exit_code == 1
    assert result.output == (
        f"No file can be kept at file://{tmp_path}/files (Not a directory). Check JCMEVENTS_FILES_URL, rights, space.\n"
    )


def test_data_folder_that_is_gone_is_named(
    command: Command, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path / "gone"))
    result = command("check")
    assert result.exit_code == 1
    assert f"Nothing can be written into {tmp_path}/gone (No such file or directory)." in result.output


def test_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    result = check_elsewhere(JCMEVENTS_DATA_DIR=str(tmp_path / "data"))
    assert result.returncode == 1
    assert result.stderr.startswith(
        f"JCM Events cannot start. The folder {tmp_path}/data cannot be made (File exists)."
    )


def test_secret_key_that_others_may_read_is_named(
    command: Command, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = tmp_path / "secret_key"
    key.write_text("k" * 64)
    key.chmod(0o640)
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    assert command("check").output == f"Others on this machine may read the secret key. Run: chmod 600 {key}\n"
    key.chmod(0o600)
    assert command("check").exit_code == 0


def test_missing_key_refuses_to_start_in_production_with_a_sentence() -> None:
    result = check_elsewhere(JCMEVENTS_BASE_URL="https://events.example.org", JCMEVENTS_SECRET_KEY="")
    assert result.returncode == 1
    assert result.stderr.startswith("JCM Events cannot start. JCMEVENTS_SECRET_KEY is missing")
    assert "Traceback" not in result.stderr


def test_mail_server_in_the_clear_is_named(command: Command, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://mail.example.org:25")
    result = command("check")
    assert result.exit_code == 1
    assert result.output.startswith("JCMEVENTS_SMTP_URL would send mails unencrypted over a network.")


def test_translation_that_is_not_compiled_or_too_old_is_named(
    command: Command, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "ja" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source, compiled = folder / "messages.po", folder / "messages.mo"
    source.touch()
    monkeypatch.setitem(app.config, "BABEL_TRANSLATION_DIRECTORIES", str(tmp_path))
    assert command("check").output.startswith("The translation “ja” is not compiled")
    compiled.touch()
    os.utime(compiled, (1, 1))
    assert command("check").exit_code == 1
    os.utime(compiled)
    assert command("check").exit_code == 0
