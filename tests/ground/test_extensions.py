"""How transactions begin."""

import sqlite3
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, scoped_session

from jcmevents import extensions
from jcmevents.extensions import BUSY_TIMEOUT, PATIENCE_OF_PAGES, PATIENCE_OF_WORK, prepare_sqlite, read_only


class Clock:
    """Stands in for `time`: sleeping takes no time, and after `busy` sleeps `holder` lets the database go."""

    def __init__(self, holder: sqlite3.Connection, busy: int):
        self.holder, self.busy, self.seconds = holder, busy, 0.0

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self.busy -= 1
        if self.busy == 0:
            self.holder.rollback()


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who writes into the database."""
    connection = sqlite3.connect(tmp_path / "one.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Connection]:
    """A connection of the application to the same database."""
    engine = create_engine(f"sqlite:///{tmp_path / 'one.sqlite'}")
    prepare_sqlite(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def driver_of(connection: Connection) -> sqlite3.Connection:
    driver: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
    return driver


def test_transaction_begins_as_soon_as_the_database_is_free(
    monkeypatch: pytest.MonkeyPatch, holder: sqlite3.Connection, other: Connection
) -> None:
    clock = Clock(holder, busy=300)
    monkeypatch.setattr(extensions, "time", clock)
    other.begin()
    assert (driver_of(other).in_transaction, clock.busy) == (True, 0)


@pytest.mark.parametrize(("before_a_page", "patience"), [(True, PATIENCE_OF_PAGES), (False, PATIENCE_OF_WORK)])
def test_work_behind_the_pages_waits_longer_for_its_turn_than_a_page(
    app: Flask,
    session: scoped_session[Session],
    monkeypatch: pytest.MonkeyPatch,
    holder: sqlite3.Connection,
    other: Connection,
    before_a_page: bool,
    patience: timedelta,
) -> None:
    clock, sent = Clock(holder, busy=-1), list[str]()
    monkeypatch.setattr(extensions, "time", clock)
    driver_of(other).set_trace_callback(sent.append)
    with (
        app.test_request_context() if before_a_page else nullcontext(),
        pytest.raises(OperationalError, match="locked"),
    ):
        other.begin()
    assert clock.seconds == pytest.approx(patience.total_seconds(), abs=0.1)
    assert sent[-2:] == ["BEGIN IMMEDIATE", f"PRAGMA busy_timeout={BUSY_TIMEOUT}"]  # the last try does not wait again
    assert driver_of(other).execute("PRAGMA busy_timeout").fetchone() == (BUSY_TIMEOUT,)


def test_who_only_reads_waits_for_nobody(
    monkeypatch: pytest.MonkeyPatch, holder: sqlite3.Connection, other: Connection
) -> None:
    monkeypatch.setattr(extensions, "time", clock := Clock(holder, busy=-1))
    token = read_only.set(True)
    try:
        other.begin()
    finally:
        read_only.reset(token)
    assert (driver_of(other).in_transaction, clock.seconds) == (True, 0)


def test_what_waiting_does_not_mend_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, holder: sqlite3.Connection, other: Connection
) -> None:
    monkeypatch.setattr(extensions, "time", clock := Clock(holder, busy=-1))
    holder.rollback()
    driver_of(other).execute("BEGIN")
    with pytest.raises(OperationalError, match="within a transaction"):
        other.begin()
    assert clock.seconds == 0
