"""`flask release export`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from jcmevents.document import FORMATS
from tests.factories import make_meeting
from tests.press.releases import make_published, make_release

Command = Callable[..., Result]


@pytest.mark.parametrize("format", FORMATS)
def test_release_is_written_in_every_format(command: Command, tmp_path: Path, format: str) -> None:
    make_published(slug="jcm-gp-4", langs=("en", "ja"))
    file = tmp_path / "release"
    result = command("release", "export", "jcm-gp-4", "--format", format, "-o", str(file))
    assert (result.exit_code, file.stat().st_size > 0) == (0, True)


def test_language_is_chosen(command: Command, tmp_path: Path) -> None:
    make_release(slug="jcm-gp-4", langs=("en", "ja"))
    written = []
    for lang in ("en", "ja"):
        command("release", "export", "jcm-gp-4", "--lang", lang, "--format", "txt", "-o", str(tmp_path / lang))
        written.append((tmp_path / lang).read_text().splitlines()[0])
    assert written == ["6 March 2025", "2025年03月06日"]


def test_unknown_release_is_said_in_a_sentence(command: Command, tmp_path: Path) -> None:
    result = command("release", "export", "nothing", "-o", str(tmp_path / "x"))
    assert (result.exit_code, result.output) == (1, "Error: There is no release “nothing”.\n")


def test_missing_language_and_missing_data_are_said_in_a_sentence(command: Command, tmp_path: Path) -> None:
    make_release(slug="japanese", langs=("ja",))
    make_release(slug="gap", meeting=make_meeting(ordinal=4))
    arguments = ("--lang", "en", "--format", "txt", "-o", str(tmp_path / "x"))
    no_text, no_city = (command("release", "export", slug, *arguments) for slug in ("japanese", "gap"))
    assert (no_text.exit_code, "no text in this language" in no_text.output) == (1, True)
    assert (no_city.exit_code, "has no city" in no_city.output) == (1, True)
    assert not (tmp_path / "x").exists()


def test_working_text_follows_the_data_and_an_edition_does_not(command: Command, tmp_path: Path) -> None:
    release = make_published(slug="jcm-gp-4")
    release.meeting.cities = {"en": "Kamakura"}
    export = ("release", "export", "jcm-gp-4", "--lang", "en", "--format", "txt", "-o")
    command(*export, str(tmp_path / "now"))
    command(*export, str(tmp_path / "frozen"), "--edition", "1")
    assert "Kamakura" in (tmp_path / "now").read_text()
    assert "Hayama" in (tmp_path / "frozen").read_text()
    missing = command("release", "export", "jcm-gp-4", "--edition", "2", "-o", str(tmp_path / "x"))
    assert (missing.exit_code, "no edition 2" in missing.output) == (1, True)
