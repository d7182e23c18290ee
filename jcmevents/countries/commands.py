"""`flask countries ...`"""

import click
from flask.cli import AppGroup

from jcmevents.countries.loading import load_reference_data
from jcmevents.extensions import db

countries_commands = AppGroup("countries", help="Countries, their names, and what was signed with them.")


@countries_commands.command("load")
def load() -> None:
    """Write the reference data into the database. Running it again corrects and adds nothing twice."""
    counts = load_reference_data(db.session)
    db.session.commit()
    for table, count in counts.items():
        click.echo(f"{table}: {count} rows")
