"""`flask demo` as it is typed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from jcmevents.accounts.models import User
from jcmevents.demo.accounts import known_accounts
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.record.series import series_of
from tests.browser import Browser
from tests.press.meeting_four import REFERENCE
from tests.press.test_reference_release import compared

Command = Callable[..., Result]


def test_demo_loads_the_meetings_and_prints_accounts_that_can_sign_in(
    command: Command, app: Flask, browser: Browser
) -> None:
    result = command("demo")
    assert result.exit_code == 0, result.output
    assert len(db.session.scalars(db.select(Meeting)).all()) == 7
    for account in known_accounts():
        assert account["email"] in result.output
        assert account["password"] in result.output
        user = User.by_email(account["email"])
        assert user
        browser.sign_in(user, account["password"])


def test_demo_refuses_in_production_and_says_why(command: Command, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PRODUCTION", True)
    result = command("demo")
    assert result.exit_code == 1
    assert "public passwords" in result.output
    assert db.session.scalars(db.select(User)).all() == []


def test_release_is_exported_as_it_was_published_and_follows_the_attendance(command: Command, tmp_path: Path) -> None:
    def exported() -> str:
        out = tmp_path / "out.txt"
        result = command("release", "export", "jcm-gp-4", "--lang", "ja", "--format", "txt", "-o", str(out))
        assert result.exit_code == 0, result.output
        return compared(out.read_text())

    assert command("demo").exit_code == 0
    assert exported() == compared(REFERENCE)
    assert command("attendance", "mark", "jcm-gp-4", "--country", "PW", "--status", "no_show").exit_code == 0
    assert "29カ国のうち18カ国の政府担当者" in exported()
    assert "パラオ" not in exported()
    assert command("attendance", "mark", "jcm-gp-4", "--country", "PW", "--status", "attended").exit_code == 0
    assert exported() == compared(REFERENCE)


def test_demo_tells_figures_of_earlier_meetings_with_their_source(command: Command) -> None:
    command("demo")
    tenth = Meeting.by_slug("jcm-partner-countries-10")
    assert tenth
    lines = series_of(tenth)
    assert [(line.meeting.ordinal, line.partners, line.attending) for line in lines if line.source] == [
        (3, 16, 16),
        (8, 24, 17),
        (9, 28, 19),
    ]
