"""`flask demo` and `flask sample`."""

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext

from jcmevents import clock
from jcmevents.countries.loading import load_reference_data
from jcmevents.demo.accounts import known_accounts
from jcmevents.demo.loading import DEMO, load_demo
from jcmevents.extensions import db


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Load the demonstration: the 4th meeting, a training, and accounts to sign in with."""
    refuse_in_production()
    flask_migrate.upgrade()
    load_reference_data(db.session)
    load_demo(clock.now())
    db.session.commit()
    click.echo(f"The demonstration is at {current_app.config['BASE_URL']}/meetings/{DEMO}")
    click.echo("Accounts, in this database only:")
    for account in known_accounts():
        click.echo(f"  {account['email']:<24}{account['password']:<28}{', '.join(account['roles'])}")


def refuse_in_production() -> None:
    if current_app.config["PRODUCTION"]:
        raise click.ClickException(
            f"This installation answers at {current_app.config['BASE_URL']}, so it gets no invented people "
            "and no accounts with public passwords. Use another database on your own machine."
        )
