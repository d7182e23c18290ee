"""`flask demo` and `flask sample`."""

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext

from jcmevents import clock
from jcmevents.countries.loading import load_reference_data
from jcmevents.demo.accounts import known_accounts
from jcmevents.demo.loading import DEMO, load_demo
from jcmevents.demo.sample import make_sample
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Load the demonstration: the 4th meeting, a training, and accounts to sign in with."""
    _prepare()
    load_demo(clock.now())
    db.session.commit()
    click.echo(f"The demonstration is at {current_app.config['BASE_URL']}/meetings/{DEMO}")
    click.echo("Accounts, in this database only:")
    for account in known_accounts():
        click.echo(f"  {account['email']:<24}{account['password']:<28}{', '.join(account['roles'])}")


@click.command("sample")
@click.option("--registrations", type=click.IntRange(min=1), required=True, help="How many people.")
@click.option("--proposals", type=click.IntRange(min=0), default=0, show_default=True, help="How many proposals.")
@with_appcontext
def sample(registrations: int, proposals: int) -> None:
    """Enter a large invented meeting for measuring; its address is /meetings/sample-<REGISTRATIONS>."""
    _prepare()
    try:
        meeting = make_sample(registrations, proposals)
    except RuleBroken as broken:
        raise click.ClickException(f"sample-{registrations}: {broken}") from broken
    db.session.commit()
    click.echo(f"The sample is at {current_app.config['BASE_URL']}/meetings/{meeting.slug}")


def _prepare() -> None:
    """Refuse in production; else bring tables and reference data up to date."""
    if current_app.config["PRODUCTION"]:
        raise click.ClickException(
            f"This installation answers at {current_app.config['BASE_URL']}, so it gets no invented people "
            "and no accounts with public passwords. Use another database on your own machine."
        )
    flask_migrate.upgrade()
    load_reference_data(db.session)
