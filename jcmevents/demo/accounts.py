"""The people who can sign in to the demonstration."""

from datetime import datetime

from jcmevents.accounts.models import Role, User
from jcmevents.demo.sources import Described, described
from jcmevents.extensions import db


def known_accounts() -> list[Described]:
    """E-mail address, name, password and roles of each; the passwords are public."""
    accounts: list[Described] = described("accounts")
    return accounts


def open_accounts(at: datetime) -> dict[str, User]:
    """Open those accounts that are not there yet; all of them by the part of the address before the @."""
    return {a["email"].partition("@")[0]: User.by_email(a["email"]) or _open(a, at) for a in known_accounts()}


def _open(account: Described, at: datetime) -> User:
    user = User.open_account(email=account["email"], name=account["name"], password=account["password"], at=at)
    db.session.flush()
    for role in account["roles"]:
        user.grant(Role(role), by=None, at=at)
    return user
