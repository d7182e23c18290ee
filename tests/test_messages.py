"""The Japanese catalogue holds every text, the others all that delegates see, as `bin/messages --check` finds."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    return subprocess.run([folder / "bin/messages", "--check"], env=environment, capture_output=True, text=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose only page says Good day, and whose delegates see nothing else."""
    for name in ("bin/messages", "babel.cfg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text('{{ _("Good day") }}')
    for language in ("ja", "fr"):
        (tmp_path / "translations" / language / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "translations/for-delegates.txt").write_text("# their pages\ntemplates/page.html\n")
    return tmp_path


def test_every_text_is_translated_for_those_who_read_it() -> None:
    checked = check(ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("", "missing: Good day"),
        ('msgid "Good day"\nmsgstr ""\n', "not translated: Good day"),
        ('#, fuzzy\nmsgid "Good day"\nmsgstr "こんにちは"\n', "doubtful (fuzzy): Good day"),
        (
            'msgid "Good day"\nmsgstr "こんにちは"\n\nmsgid "Good night"\nmsgstr "おやすみなさい"\n',
            "no longer used: Good night",
        ),
    ],
)
def test_a_text_that_is_not_in_good_order_is_named(project: Path, entry: str, fault: str) -> None:
    (project / "translations/ja/LC_MESSAGES/messages.po").write_text(HEADER + entry, encoding="utf-8")
    checked = check(project)
    assert checked.returncode == 1
    assert checked.stdout.splitlines() == [f"ja: {fault}", "1 texts, 1 of them for delegates, 1 faults"]


def test_a_catalogue_in_good_order_passes(project: Path) -> None:
    catalogue = HEADER + 'msgid "Good day"\nmsgstr "こんにちは"\n'
    (project / "translations/ja/LC_MESSAGES/messages.po").write_text(catalogue, encoding="utf-8")
    checked = check(project)
    assert (checked.returncode, checked.stdout) == (0, "1 texts, 1 of them for delegates, 0 faults\n")


def test_french_needs_what_delegates_see_and_nothing_else(project: Path) -> None:
    (project / "templates/staff.html").write_text('{{ _("Good work") }}')
    both = 'msgid "Good day"\nmsgstr "こんにちは"\n\nmsgid "Good work"\nmsgstr "お疲れ様"\n'
    (project / "translations/ja/LC_MESSAGES/messages.po").write_text(HEADER + both, encoding="utf-8")
    french = project / "translations/fr/LC_MESSAGES/messages.po"
    french.write_text(HEADER, encoding="utf-8")
    assert check(project).stdout.splitlines()[:-1] == ["fr: missing: Good day"]
    french.write_text(HEADER + 'msgid "Good day"\nmsgstr "Bonjour"\n', encoding="utf-8")
    assert check(project).returncode == 0
