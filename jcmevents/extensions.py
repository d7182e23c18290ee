"""The Flask extensions, made once and bound to the application in `factory.create_app`."""

import json
import sqlite3
import time
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from flask import has_request_context
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import DateTime, Engine, MetaData, event
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from sqlalchemy.types import JSON, TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# How long a transaction waits on SQLite until it may begin: somebody before a page has less time than the worker.
PATIENCE_OF_PAGES, PATIENCE_OF_WORK = timedelta(seconds=20), timedelta(minutes=2)
LOOKS_AGAIN_AFTER = timedelta(milliseconds=5)
BUSY_TIMEOUT = 20_000  # ms that SQLite itself waits, within a transaction
BEGIN = "BEGIN IMMEDIATE"
PRIMARY = 0xFF  # the part of SQLite's codes of errors that says which kind it is

# What runs outside a request (commands, jobs) writes; a GET request says it only reads.
read_only: ContextVar[bool] = ContextVar("read_only", default=False)


class Instant(TypeDecorator[datetime]):
    """An instant: aware datetimes in, UTC datetimes out, on SQLite too (which drops the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Base of all tables. `dict` columns hold JSON: text per language, or a small closed structure."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: Instant, dict[str, str]: JSON, dict[str, Any]: JSON, list[str]: JSON},
    )

    id: Mapped[int] = mapped_column(primary_key=True)


class Versioned:
    """A row that two people may edit: SQLAlchemy refuses to write over a version it has not read."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        return {"version_id_col": cls.version}


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"expire_on_commit": False},
    engine_options={"json_serializer": partial(json.dumps, ensure_ascii=False)},  # Japanese stays searchable
)
migrate = Migrate()
babel = Babel()
csrf = CSRFProtect()
login = LoginManager()


def prepare_sqlite(engine: Engine) -> None:
    """Set up what SQLite needs on `engine`, before its first connection; other databases are left alone."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are opened by _begin below, not by the driver
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", f"busy_timeout={BUSY_TIMEOUT}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    """Begin as soon as the database is free.

    A deferred transaction that reads and then writes can fail at once with "database is locked", whatever the busy
    timeout; an immediate one waits its turn and also holds the seats (quotas). One that only reads waits for nobody.
    """
    if read_only.get():
        connection.exec_driver_sql("BEGIN")
        return
    driver = connection.connection.dbapi_connection
    driver.execute("PRAGMA busy_timeout=0")
    try:
        if not _is_begun(driver):
            connection.exec_driver_sql(BEGIN)  # once more, so that SQLAlchemy raises what is wrong
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")


def _is_begun(driver: sqlite3.Connection) -> bool:
    """Whether a writing transaction has begun in good time.

    SQLite's own waiting looks ever less often whether it may begin, so that of a crowd those who came last go first,
    and an import can lose many times in a row. Here everybody looks equally often.
    """
    give_up = time.monotonic() + (PATIENCE_OF_PAGES if has_request_context() else PATIENCE_OF_WORK).total_seconds()
    while time.monotonic() < give_up:
        try:
            driver.execute(BEGIN)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY != sqlite3.SQLITE_BUSY:
                return False  # waiting does not mend it
            time.sleep(LOOKS_AGAIN_AFTER.total_seconds())
        else:
            return True
    return False
