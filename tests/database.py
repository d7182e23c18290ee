"""A database of its own for each test process, emptied after each test."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, SessionTransaction, scoped_session

REFERENCE_TABLES = {"country", "country_name", "instrument"}  # loaded once, the same for all tests
LOCK_TIMEOUT = "SET LOCAL lock_timeout = '5s'"  # a forgotten transaction is an error, not a standstill
TRIES = 6  # at emptying, while a server still answers what a closed browser has asked


def new_database(worker: str, folder: Path) -> str:
    """The address of an empty database: a SQLite file, or one on the server of JCMEVENTS_TEST_DATABASE_URL."""
    server = os.environ.get("JCMEVENTS_TEST_DATABASE_URL")
    if not server:
        return f"sqlite:///{folder / 'test.sqlite'}"
    url = make_url(server.replace("postgresql://", "postgresql+psycopg://"))
    name = f"{url.database}_test_{worker}"
    _on_server(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    return url.set(database=name).render_as_string(hide_password=False)


def drop_database(address: str) -> None:
    server = os.environ.get("JCMEVENTS_TEST_DATABASE_URL")
    if server:
        _on_server(server, f'DROP DATABASE IF EXISTS "{make_url(address).database}" WITH (FORCE)')


def _on_server(server: str, *statements: str) -> None:
    engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def hurry(engine: Engine) -> None:
    """Spare SQLite the waiting for the disk: the test database need not survive a power cut."""
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def do_not_wait(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA synchronous=OFF")


@cache
def _tables(engine: Engine) -> frozenset[str]:
    return frozenset(inspect(engine).get_table_names()) - {"alembic_version"}


def empty(engine: Engine, *, reference_too: bool = False) -> None:
    """Delete all rows, those of reference data only if asked to."""
    tables = sorted(_tables(engine) if reference_too else _tables(engine) - REFERENCE_TABLES)
    empty_tables = _empty_sqlite if engine.dialect.name == "sqlite" else _empty_postgresql
    empty_tables(engine, tables)


def _with_rows(connection: Connection, tables: list[str]) -> list[str]:
    """Those of `tables` that have rows; asking once is much cheaper than emptying what is empty."""
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables)  # noqa: S608
    return list(connection.execute(text(asked)).scalars())


def _empty_postgresql(engine: Engine, tables: list[str]) -> None:
    for left in reversed(range(TRIES)):
        try:
            _truncate(engine, tables)
            break
        except OperationalError:  # it waited for a request, or the request for it
            if not left:
                raise


def _truncate(engine: Engine, tables: list[str]) -> None:
    with engine.begin() as connection:
        connection.execute(text(LOCK_TIMEOUT))
        if filled := _with_rows(connection, tables):
            connection.execute(text("TRUNCATE " + ", ".join(f'"{name}"' for name in filled) + " CASCADE"))


def _empty_sqlite(engine: Engine, tables: list[str]) -> None:
    with engine.connect() as connection:
        connection.connection.execute("PRAGMA foreign_keys=OFF")  # before the transaction; some tables form rings
        filled = _with_rows(connection, tables)
        for name in filled:
            connection.execute(text(f'DELETE FROM "{name}"'))  # noqa: S608
        connection.commit()
        connection.connection.execute("PRAGMA foreign_keys=ON")


def watch_reference_data(session: scoped_session[Session]) -> set[str]:
    """The reference tables in which a test has committed a change; empty it after loading them again."""
    changed: set[str] = set()
    pending: set[str] = set()

    @event.listens_for(session, "after_flush")
    def note(flushed: Session, _context: Any) -> None:
        rows = (row for rows in (flushed.new, flushed.dirty, flushed.deleted) for row in rows)
        pending.update(REFERENCE_TABLES & {row.__tablename__ for row in rows if hasattr(row, "__tablename__")})

    @event.listens_for(session, "after_commit")
    def keep(_session: Session) -> None:
        changed.update(pending)

    @event.listens_for(session, "after_transaction_end")
    def forget(_session: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is None:
            pending.clear()

    return changed
