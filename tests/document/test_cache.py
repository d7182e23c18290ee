"""Documents are kept: the same bytes as long as nothing changes, new ones as soon as anything does."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from jcmevents import clock
from jcmevents.document import Document, Heading, Image, Paragraph, Strong, Text, render
from jcmevents.document import cache as cached
from jcmevents.document.cache import UNREAD, fingerprint, rendered
from tests.document.samples import PNG

NOW = datetime(2025, 3, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    with app.app_context():
        yield tmp_path / "cache" / "documents"


def sample(*blocks: object, **values: object) -> Document:
    details = {"kind": "summary", "author": "Center", "created": date(2025, 3, 6), **values}
    return Document("Title", "en", blocks or (Paragraph("Words"),), **details)


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_document_is_made_once(folder: Path, monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    first = rendered(sample(), format)
    assert first == render(sample(), format)
    monkeypatch.setattr(cached, "render", lambda *_: pytest.fail("made again"))
    assert rendered(sample(), format) == first
    assert [path.suffix for path in folder.iterdir()] == [f".{format}"]


def test_changed_document_is_made_anew(folder: Path) -> None:
    assert rendered(sample(), "docx") != rendered(sample(Paragraph("Other words")), "docx")
    assert len(list(folder.iterdir())) == 2


def test_quick_formats_are_not_kept(folder: Path) -> None:
    assert rendered(sample(), "html") == render(sample(), "html")
    assert not folder.exists()


def test_everything_a_document_says_is_in_its_fingerprint() -> None:
    different = [
        sample(),
        replace(sample(), title="Other"),
        replace(sample(), lang="ja"),
        replace(sample(), notice="Demonstration"),
        replace(sample(), created=date(2025, 3, 7)),
        replace(sample(), toc=True),
        sample(Paragraph("Wor"), Paragraph("ds")),
        sample(Paragraph("Words", "note")),
        sample(Paragraph([Text("Words")])),
        sample(Paragraph([Strong("Words")])),
        sample(Paragraph([Text("Words", lang="ja")])),
        sample(Heading("Words")),
        sample(Image("Words", PNG)),
        sample(Image("Words", PNG + b"more")),
    ]
    assert len({fingerprint(document) for document in different}) == len(different)


def test_fingerprint_is_the_same_in_another_process() -> None:
    program = (
        "from datetime import date; from jcmevents.document import *;"
        "from jcmevents.document.cache import fingerprint;"
        "print(fingerprint(Document('Title', 'en', (Paragraph('Words'),), kind='summary', author='Center',"
        " created=date(2025, 3, 6))))"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout
    assert printed.strip() == fingerprint(sample())


def test_document_nobody_asked_for_in_a_while_is_removed(folder: Path) -> None:
    with clock.frozen_at(NOW):
        for words in ("old", "read again"):
            rendered(sample(Paragraph(words)), "docx")
    with clock.frozen_at(NOW + UNREAD - timedelta(hours=1)):
        rendered(sample(Paragraph("read again")), "docx")
    with clock.frozen_at(NOW + UNREAD + timedelta(hours=1)):
        rendered(sample(Paragraph("new")), "docx")
    kept = {path.stem for path in folder.iterdir()}
    assert kept == {fingerprint(sample(Paragraph(words))) for words in ("read again", "new")}


def test_kept_documents_are_for_the_application_alone(folder: Path) -> None:
    rendered(sample(), "docx")
    assert [path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())] == [0o700, 0o600]
