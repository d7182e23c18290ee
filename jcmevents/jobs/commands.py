"""The command line of the worker."""

import click
from flask import current_app
from flask.cli import with_appcontext

from jcmevents.jobs.engine import run_worker


@click.command("worker")
@click.option("--name", default="worker-1", help="Fixed over restarts; another one for each worker.")
@with_appcontext
def worker_command(name: str) -> None:
    """Send mails, make documents and clear up, until stopped."""
    run_worker(current_app._get_current_object(), name)  # type: ignore[attr-defined]
