"""Servers to be maltreated, and a ledger of what was seen."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
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


@pytest.fixture(scope="session")
def servers(
    app: Flask, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., tuple[str, int]]]:
    """`servers(8, "app:app")` serves the test database until the run ends; the address and the master's process id."""
    folder = tmp_path_factory.mktemp("servers")
    with ExitStack() as running:

        @cache
        def start(workers: int, application: str) -> tuple[str, int]:
            options = ("--workers", str(workers), "--preload", "--timeout", "120", "--graceful-timeout", "1")
            unlimited = {"JCMEVENTS_REGISTRATIONS_PER_ADDRESS": "1000000"}  # all of them come from this machine
            log = folder / f"{application}-{workers}.log"
            return running.enter_context(serving(environment | unlimited, log, *options, application=application))

        yield start


@pytest.fixture
def server(servers: Callable[..., tuple[str, int]], session: Any) -> Callable[..., tuple[str, int]]:
    """`url, master = server(workers=4)`: a server for what has been committed."""

    def start(workers: int = 8, application: str = "app:app") -> tuple[str, int]:
        db.session.commit()
        return servers(workers, application)

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
