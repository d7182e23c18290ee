"""`flask retention run`."""

import click
from flask.cli import AppGroup

from jcmevents import clock
from jcmevents.extensions import db
from jcmevents.retention import forget

retention_commands = AppGroup("retention", help="How long data are kept.")


@retention_commands.command("run")
@click.option("--dry-run", is_flag=True, help="Only say what would be forgotten.")
def run_command(dry_run: bool) -> None:
    """Delete what is past its time by the rules of data_register.yaml. The worker does the same by itself."""
    found = forget(clock.now())
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    for rule, rows in found.items():
        click.echo(f"{rule}: {rows} {'to be forgotten' if dry_run else 'forgotten'}")
