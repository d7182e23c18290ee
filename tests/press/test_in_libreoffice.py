"""The Word files of releases, opened and printed by LibreOffice, say what our own PDF says."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from jcmevents.document import render
from jcmevents.press.composing import document_of
from jcmevents.press.models import Release
from tests.press.meeting_four import make_release_four
from tests.press.test_house_styles import make_ministrys
from tests.press.test_reference_release import compared, pdf_text

pytestmark = pytest.mark.usefixtures("session")
OFFICE = shutil.which("soffice") or "soffice"


def printed(files: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """The PDFs that LibreOffice makes of Word files, by the same names. It refuses what it would have to repair."""
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *(str(folder / f"{name}.docx") for name in files)], check=True, capture_output=True)
    return {name: (folder / f"{name}.pdf").read_bytes() for name in files}


def words(pdf: bytes) -> str:
    """Its text without white space, numbers of pages and signs before items, which stand elsewhere."""
    return re.sub(r"\d/\d|[•\uf0b7]", "", compared(pdf_text(pdf)))


@pytest.mark.parametrize("make", [make_release_four, make_ministrys])
def test_word_files_of_every_house_say_in_libreoffice_what_our_pdf_says(
    make: Callable[[], Release], tmp_path: Path
) -> None:
    release = make()
    documents = {text.lang: document_of(release, text.lang) for text in release.texts}
    theirs = printed({lang: render(document, "docx") for lang, document in documents.items()}, tmp_path)
    assert set(theirs) == {"en", "ja"}
    for lang, document in documents.items():
        assert words(theirs[lang]) == words(render(document, "pdf"))
