"""The people who can sign in to the demonstration."""

from datetime import datetime

from jcmevents.accounts.models import Role, User
from jcmevents.demo.sources import Described, described
from jcmevents.extensions import db


def known_accounts() -> list[Described]:
    """E-mail address, name, password and roles of each; the passwords are public."""
    accounts: list[Described] = described("accounts")
    return accounts


def open_accounts(at: datetime) -> None:
    """Open those accounts that are not there yet."""
    for account in known_accounts():
        if User.by_email(account["email"]) is None:
            _open(account, at)


def _open(account: Described, at: datetime) -> None:
    user = User.open_account(email=account["email"], name=account["name"], password=account["password"], at=at)
    db.session.flush()
    for role in account["roles"]:
        user.grant(Role(role), by=None, at=at)
