"""The record on the command line."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.factories import NOW
from tests.record.samples import a_meeting_held, in_word, words_of_pdf

Command = Callable[..., Result]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "file"


def test_participants_are_exported_in_formats_that_agree(command: Command, output: Path) -> None:
    a_meeting_held()
    said: dict[str, list[str]] = {}
    for format in ("csv", "json", "pdf", "docx"):
        arguments = ("participants", "export", "jcm-gp-4", "--final", "--format", format, "-o", str(output))
        assert command(*arguments).exit_code == 0
        content = output.read_bytes()
        if format == "csv":
            rows = csv.DictReader(content.decode("utf-8-sig").splitlines())
            said[format] = [row["name"] for row in rows if row["name"]]
        elif format == "json":
            people = (person for each in json.loads(content)["delegations"] for person in each["people"])
            said[format] = [person["name"] for person in people]
        else:
            text = words_of_pdf(content) if format == "pdf" else in_word(content)
            said[format] = sorted((name for name in said["csv"] if name in text), key=text.index)
    expected = ["Nino Beridze", "Oyungerel Tsend", "Munkhbat", "SATO Kenji", "Staff Member"]
    assert said == dict.fromkeys(("csv", "json", "pdf", "docx"), expected)


@pytest.mark.parametrize(
    ("option", "stage"), [("--provisional", "provisional"), ("--final", "final"), ("--format=json", "final")]
)
def test_stage_is_the_one_asked_for_or_that_of_the_day(command: Command, output: Path, option: str, stage: str) -> None:
    meeting = a_meeting_held()
    command("participants", "export", meeting.slug, "--format", "json", option, "-o", str(output))
    assert json.loads(output.read_bytes())["stage"] == stage


def test_participants_are_exported_in_the_language_asked_for(command: Command, output: Path) -> None:
    a_meeting_held()
    command("participants", "export", "jcm-gp-4", "--format", "csv", "--lang", "ja", "-o", str(output))
    assert "モンゴル国" in output.read_text()


def test_summary_is_written_without_names_unless_asked(command: Command, output: Path) -> None:
    a_meeting_held()
    arguments = ("proposals", "summary", "jcm-gp-4", "--lang", "en", "--format", "docx", "-o", str(output))
    texts = []
    for more in ((), ("--participants",)):
        assert command(*arguments, *more).exit_code == 0
        texts.append(in_word(output.read_bytes()))
    assert ["Munkhbat" in text for text in texts] == [False, True]


@pytest.mark.parametrize("format", ["pdf", "html"])
def test_summary_is_written_in_japanese(command: Command, output: Path, format: str) -> None:
    a_meeting_held()
    answer = command("proposals", "summary", "jcm-gp-4", "--lang", "ja", "--format", format, "-o", str(output))
    assert answer.exit_code == 0
    text = words_of_pdf(output.read_bytes()) if format == "pdf" else output.read_text()
    assert "第4回会合" in text
    assert "浮体式太陽光発電" in text


def summary_as(command: Command, output: Path, *options: str) -> str:
    answer = command("proposals", "summary", "jcm-gp-4", "--format", "txt", "-o", str(output), *options)
    assert answer.exit_code == 0, answer.output
    return output.read_text()


def test_summary_is_written_on_one_page_and_in_two_languages_side_by_side(command: Command, output: Path) -> None:
    a_meeting_held()
    short = summary_as(command, output, "--form", "short", "--lang", "ja")
    assert short.startswith("第4回会合 概要")
    both = summary_as(command, output, "--lang", "both")
    assert both.startswith("Fourth Meeting: summary of proposals and discussions\n第4回会合 議事概要")
    assert "議論" not in summary_as(command, output, "--lang", "en")


@pytest.mark.parametrize("options", [("--form", "short", "--lang", "both"), ("--lang", "both", "--participants")])
def test_forms_that_there_are_not_are_refused_in_a_sentence(
    command: Command, output: Path, options: tuple[str, ...]
) -> None:
    a_meeting_held()
    answer = command("proposals", "summary", "jcm-gp-4", "--format", "txt", "-o", str(output), *options)
    assert (answer.exit_code, output.exists()) == (1, False)
    assert "form" in answer.output


@pytest.mark.parametrize("arguments", [("participants", "export"), ("proposals", "summary")])
def test_unknown_meeting_is_named_in_a_sentence(command: Command, output: Path, arguments: tuple[str, str]) -> None:
    answer = command(*arguments, "nowhere", "--format", "pdf", "-o", str(output))
    assert answer.exit_code == 1
    assert "There is no meeting “nowhere”." in answer.output
    assert not output.exists()


def test_place_that_cannot_be_written_to_is_named(command: Command, tmp_path: Path) -> None:
    a_meeting_held(at=NOW)
    missing = str(tmp_path / "missing" / "file")
    answer = command("participants", "export", "jcm-gp-4", "--format", "csv", "-o", missing)
    assert answer.exit_code == 1
    assert missing in answer.output
