"""Servers to be maltreated, and a ledger of what was seen."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from jcmevents.extensions import db
from tests.live import serving

LEDGER = "ledger"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("faults")


@pytest.fixture(scope="session")
def in_full() -> bool:
    """Whether to take the counts that are promised, not the short ones of an ordinary run."""
    return os.environ.get("FAULTS") == "full"


@pytest.fixture
def server(
    app: Flask, environment: dict[str, str], session: Any, tmp_path: Path
) -> Callable[..., AbstractContextManager[tuple[str, int]]]:
    """`with server(workers=4) as (url, master):` serves what has been committed."""

    @contextmanager
    def start(workers: int = 8, application: str = "app:app") -> Iterator[tuple[str, int]]:
        db.session.commit()
        options = ("--workers", str(workers), "--preload", "--backlog", "2048", "--timeout", "120")
        unlimited = {"JCMEVENTS_REGISTRATIONS_PER_ADDRESS": "1000000"}  # all of them come from this machine
        with serving(environment | unlimited, tmp_path / "gunicorn.log", *options, application=application) as running:
            yield running

    return start


@pytest.fixture
def ledger(record_property: Callable[[str, object], None], request: pytest.FixtureRequest) -> Callable[[str], None]:
    """`ledger("5 seated")` notes a figure; the run prints all of them at its end."""
    database = db.engine.dialect.name
    return lambda line: record_property(LEDGER, f"{database}: {line}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    lines = [line for report in reports for name, line in report.user_properties if name == LEDGER]
    if lines:
        terminalreporter.section("what the fault tests saw")
        for line in lines:
            terminalreporter.write_line(line)
