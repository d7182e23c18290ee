"""The worker: DBOS Transact takes jobs from its queue and survives being killed; the sweep finds what was missed."""

import logging
import signal
import threading
from datetime import datetime, timedelta

from dbos import DBOS
from flask import Flask, current_app

from jcmevents import clock
from jcmevents.jobs.queue import QUEUE, SCHEMA, WORKFLOW, engine_url, forget_finished, hand_over
from jcmevents.jobs.registry import Chore, due_jobs, register_chore, run_chores, run_job

# The engine takes up jobs of its own version only. A job is a kind and an id, which every version understands.
VERSION = "1"
CONCURRENCY = 8  # jobs at a time per worker
POLL = 0.2  # seconds between looks at the queue: with 8 at a time at most 40 jobs a second
LAST_JOBS = 30  # seconds that running jobs are given when the worker is told to stop
_log = logging.getLogger(__name__)


def run_worker(app: Flask, name: str = "worker-1", sweep_every: timedelta = timedelta(seconds=10)) -> None:
    """Carry out jobs until SIGTERM or SIGINT.

    `name` stays the same over restarts and differs between workers that run at the same time: a worker takes up at
    once what it left when it was killed. What another worker left is given out again after a quarter of an hour.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    _launch(app, name)
    last_run: dict[Chore, datetime] = {}
    try:
        while not stop.is_set():
            sweep(app, clock.now())
            run_chores(app, clock.now(), last_run)
            stop.wait(sweep_every.total_seconds())
    finally:
        DBOS.destroy(workflow_completion_timeout_sec=LAST_JOBS)


def sweep(app: Flask, at: datetime) -> None:
    """Give the engine the jobs of all rows that are due."""
    for kind, row_id in due_jobs(app, at):
        try:
            hand_over(app, kind, row_id, at)
        except Exception:
            _log.exception("the job engine did not take %s %s; the next sweep tries again", kind, row_id)


def _launch(app: Flask, name: str) -> None:
    DBOS(
        config={
            "name": "jcmevents",
            "system_database_url": engine_url(app),
            "dbos_system_schema": SCHEMA,
            "application_version": VERSION,
            "executor_id": name,
            "log_level": "WARNING",
        }
    )

    @DBOS.workflow(name=WORKFLOW)
    def run(kind: str, row_id: int) -> None:
        run_job(app, kind, row_id)

    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=CONCURRENCY, polling_interval_sec=POLL)


@register_chore(timedelta(hours=1))
def _forget_finished(at: datetime) -> None:
    forget_finished(current_app._get_current_object(), at)  # type: ignore[attr-defined]
