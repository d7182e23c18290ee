"""Handing jobs to the engine (DBOS Transact), from any process: only rows of its database are written here."""

import logging
from datetime import datetime, timedelta
from typing import Any

from dbos import DBOSClient, EnqueueOptions
from flask import Flask, current_app
from sqlalchemy import event, inspect, make_url
from sqlalchemy.orm import Session, SessionTransaction

from jcmevents import clock
from jcmevents.extensions import db

QUEUE = "jobs"
WORKFLOW = "run"
SCHEMA = "jobs"  # of the application's PostgreSQL database
AGAIN_AFTER = timedelta(minutes=1)  # a job of the same row is not started twice within it
TAKEN_OVER_AFTER = timedelta(minutes=15)  # then a job that a dead worker left is given out anew
KEPT_FOR = timedelta(days=1)
AT_ONCE = 100  # jobs that one act hands over itself; the sweep takes the others, so that no page waits for them
_PENDING = "rows to hand to the job engine"
_log = logging.getLogger(__name__)


def enqueue(kind: str, row: Any) -> None:
    """Have the work of `kind` done for `row` (a mapped object) as soon as the current transaction commits."""
    db.session.info.setdefault(_PENDING, []).append((kind, row))


def engine_url(app: Flask) -> str:
    """Where the engine keeps its rows: a schema of the PostgreSQL database, else a file in DATA_DIR."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "postgresql":
        return url.render_as_string(hide_password=False)
    return f"sqlite:///{app.config['DATA_DIR']}/jobs.sqlite"


def client(app: Flask) -> DBOSClient:
    """This process's door to the engine, opened when first needed. It never waits for a database that is away."""
    if "job_engine" not in app.extensions:
        app.extensions["job_engine"] = DBOSClient(
            system_database_url=engine_url(app),
            dbos_system_schema=SCHEMA,
            application_name="jcmevents",
            lazy=True,
            retry_connection_errors=False,
        )
    opened: DBOSClient = app.extensions["job_engine"]
    return opened


def hand_over(app: Flask, kind: str, row_id: int, at: datetime) -> None:
    """Give the job to the engine, which does nothing if it has it already. Raises its database errors."""
    options: EnqueueOptions = {
        "workflow_name": WORKFLOW,
        "queue_name": QUEUE,
        "workflow_id": f"{kind}:{row_id}:{_slot(at, AGAIN_AFTER)}",
        # One waiting or running job per row; a dead worker's job blocks it only for one slot.
        "deduplication_id": f"{kind}:{row_id}:{_slot(at, TAKEN_OVER_AFTER)}",
        "duplication_policy": "return-existing",
    }
    client(app).enqueue(options, kind, row_id)


def forget_finished(app: Flask, at: datetime) -> None:
    """Delete the engine's rows about jobs that ended more than a day ago."""
    before = (at - KEPT_FOR).isoformat()
    ended = client(app).list_workflows(completed_before=before, limit=5000, load_input=False, load_output=False)
    if ended:
        client(app).delete_workflows([job.workflow_id for job in ended])


def _slot(at: datetime, length: timedelta) -> int:
    return int(at.timestamp() // length.total_seconds())


@event.listens_for(db.session, "after_commit")
def _hand_over_pending(session: Session) -> None:
    if session.in_nested_transaction():
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    for kind, row in session.info.pop(_PENDING, [])[:AT_ONCE]:
        if app.config.get("JOBS_BY_HAND", app.testing) or not inspect(row).persistent:
            continue
        try:
            hand_over(app, kind, row.id, clock.now())
        except Exception as error:  # the row is stored: the worker's sweep finds it
            _log.warning("job %s of row %s waits for the sweep: %s", kind, row.id, type(error).__name__)


@event.listens_for(db.session, "after_soft_rollback")
def _forget_pending(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_PENDING, None)
