"""The Flask extensions, made once and bound to the application in `factory.create_app`."""

import json
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from typing import Any

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
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=20000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    # A deferred transaction that reads and then writes can fail at once with "database is locked",
    # whatever the busy timeout; an immediate one waits its turn and also holds the seats (quotas).
    connection.exec_driver_sql("BEGIN" if read_only.get() else "BEGIN IMMEDIATE")
