"""A backup is restored into an installation without data; all of it, or nothing."""

import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import flask_migrate
from sqlalchemy import Connection, ForeignKey, Table, bindparam, delete, func, literal, select, text, update
from sqlalchemy.types import Integer

from jcmevents.backup.archive import BackupRefused, Manifest, file_member, newest_revision, opened, table_member
from jcmevents.backup.rows import AT_ONCE, Row, receiving, row_of
from jcmevents.extensions import Base, db
from jcmevents.files.store import FileStore

# Loaded with the program, so that they may be there already; the backup's take their place.
REFERENCE = ("instrument", "country_name", "country")


def check(path: Path) -> Manifest:
    """Read the whole backup; what it holds. Raises BackupRefused unless it could be restored here."""
    with opened(path) as (_archive, manifest):
        manifest.require_ours(newest_revision())
        return manifest


def restore(path: Path) -> Manifest:
    """Make the tables, fill them, write the files; what was restored. Raises BackupRefused."""
    with opened(path) as (archive, manifest):
        manifest.require_ours(newest_revision())
        flask_migrate.upgrade()
        with db.engine.begin() as connection:
            _require_empty(connection)
            for name in REFERENCE:
                connection.execute(delete(Base.metadata.tables[name]))
            for table in Base.metadata.sorted_tables:
                _fill(connection, table, archive)
            for name in manifest.files:
                FileStore.of_app().write(name, archive.read(file_member(name)))
    return manifest


def _require_empty(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        if table.name not in REFERENCE and connection.scalar(select(literal(1)).select_from(table).limit(1)):
            raise BackupRefused(
                f"This database has data already (in “{table.name}”), and nothing is written over. "
                "Let JCMEVENTS_DATABASE_URL and JCMEVENTS_DATA_DIR name an empty place, and restore there."
            )


def _fill(connection: Connection, table: Table, archive: zipfile.ZipFile) -> None:
    inward = [key for key in table.foreign_keys if key.column.table is table]
    with archive.open(table_member(table.name)) as stream:
        rows = (row_of(line, table) for line in stream)
        while some := list(islice(rows, AT_ONCE)):
            connection.execute(receiving(table).insert(), [_without(row, inward) for row in some])
    for key in inward:
        _point(connection, table, key, archive)
    _go_on_counting(connection, table)


def _without(row: Row, keys: Iterable[ForeignKey]) -> Row:
    """The row before it points to others of its table, which may come after it."""
    return row | {key.parent.name: None for key in keys}


def _point(connection: Connection, table: Table, key: ForeignKey, archive: zipfile.ZipFile) -> None:
    column = key.parent
    pointing = update(table).where(table.c.id == bindparam("of")).values({column.name: bindparam("to")})
    with archive.open(table_member(table.name)) as stream:
        told = _pairs((row_of(line, table) for line in stream), column.name)
        while some := list(islice(told, AT_ONCE)):
            connection.execute(pointing, some)


def _pairs(rows: Iterable[Row], column: str) -> Iterator[Row]:
    return ({"of": row["id"], "to": row[column]} for row in rows if row[column] is not None)


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Let PostgreSQL give the next row the next number."""
    key = list(table.primary_key.columns)
    if (
        connection.dialect.name != "postgresql"
        or [c.name for c in key] != ["id"]
        or not isinstance(key[0].type, Integer)
    ):
        return
    if last := connection.scalar(select(func.max(key[0]))):
        counter = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)")
        connection.execute(counter, {"table": f'"{table.name}"', "last": last})
