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


with database.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=database.metadatas[None],
        render_item=render_item,
        process_revision_directives=skip_empty,
        **{"compare_type": True, **current_app.extensions["migrate"].configure_args},
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
