"""flask accounts ...: the first administrator of an installation."""

import click
from flask.cli import AppGroup

from jcmevents import clock
from jcmevents.accounts.models import Role, User
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db

ROLES = [str(role) for role in Role]
accounts_commands = AppGroup("accounts", help="Accounts of staff.")


@accounts_commands.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As it is shown on the pages.")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, default=[str(Role.ADMINISTRATOR)])
@click.password_option(help="Asked for when it is not given.")
def add(email: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """Open an account for EMAIL, by default an administrator's. Further accounts are entered on the pages."""
    try:
        user = User.open_account(email=email, name=name, password=password, at=clock.now())
        for role in roles:
            user.grant(Role(role), by=None, at=clock.now())
    except RuleBroken as broken:
        raise click.ClickException(str(broken)) from broken
    db.session.commit()
    click.echo(f"{user.email}: {', '.join(sorted(user.roles))}")
