"""The one clock that says whether an embargo is over: that of the database.

Workers and machines have clocks of their own, which differ; a release must appear everywhere at once and nowhere
early. So whether it is out is decided inside the query that reads it, by a time that all of them share: the clock of
the PostgreSQL server, of SQLite that of the machine that has the file. No job and no person is needed for it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from jcmevents import clock
from jcmevents.extensions import Instant, db


class _DatabaseClock(FunctionElement[datetime]):
    """What the database's own clock shows; within a transaction of PostgreSQL it stands still."""

    type = Instant()
    inherit_cache = True


@compiles(_DatabaseClock, "postgresql")
def _on_postgresql(_element: Any, _compiler: Any, **_options: Any) -> str:
    return "now()"


@compiles(_DatabaseClock, "sqlite")
def _on_sqlite(_element: Any, _compiler: Any, **_options: Any) -> str:
    return "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')"  # as instants are stored, which is how texts compare


# Where the clock is held (see `clock.frozen_at`), the held time counts.
NOW: ColumnElement[datetime] = func.coalesce(
    bindparam("held_time", callable_=clock.frozen, type_=Instant()), _DatabaseClock(), type_=Instant()
)


def present() -> datetime:
    """The time by the database's clock."""
    return db.session.scalars(select(NOW)).one()
