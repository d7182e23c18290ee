"""Alembic's entry: migrations run on the application's own engine and are compared with its models."""

from typing import Any

from alembic import context
from flask import current_app

from jcmevents.extensions import Instant

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _context: Any) -> Any:
    """Write our column type with its import; False leaves everything else to Alembic."""
    if kind == "type" and isinstance(item, Instant):
        return "Instant()"
    return False


def skip_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives.clear()


def set_foreign_keys(connection: Any, switch: str) -> None:
    """On SQLite, where a changed table is made anew: dropping the old one must not delete what refers to it."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={switch}")  # before a transaction opens


def require_whole_references(connection: Any) -> None:
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"references that lead nowhere after the migration: {broken[:5]}")


with database.engine.connect() as connection:
    set_foreign_keys(connection, "OFF")
    context.configure(
        connection=connection,
        target_metadata=database.metadatas[None],
        render_item=render_item,
        process_revision_directives=skip_empty,
        **{"compare_type": True, **current_app.extensions["migrate"].configure_args},
    )
    with context.begin_transaction():
        context.run_migrations()
        require_whole_references(connection)
    connection.commit()
    set_foreign_keys(connection, "ON")
