"""The accounts, as an administrator keeps them."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from jcmevents.accounts.models import Role, User
from jcmevents.extensions import db
from tests.browser import Browser
from tests.factories import make_organizer, make_user

PASSWORD = "a long enough sentence"


@pytest.fixture
def administrator(browser: Browser) -> Browser:
    return browser.sign_in(make_user(Role.ADMINISTRATOR, email="admin@example.org"))


def test_new_account_can_sign_in_with_its_roles(app: Flask, administrator: Browser) -> None:
    fields = {"name": "Sato Hana", "email": "Hana@example.org", "password": PASSWORD, "role_press": "y"}
    assert administrator.submit("/accounts/new", **fields).location == "/accounts/"
    user = User.by_email("hana@example.org")
    assert user is not None
    assert user.roles == {Role.PRESS}
    Browser(app).sign_in(user, PASSWORD)


def test_weak_password_and_taken_address_are_refused_and_nothing_typed_is_lost(administrator: Browser) -> None:
    page = administrator.submit("/accounts/new", name="Sato Hana", email="hana@example.org", password="short")
    assert (page.status, page.one("[name=name]").get("value")) == (409, "Sato Hana")
    assert "Use at least 15 characters" in page.text
    page = administrator.submit("/accounts/new", name="Again", email="admin@example.org", password=PASSWORD)
    assert "There is an account with this e-mail address already." in page.text


def test_closed_account_is_signed_out_at_once(app: Flask, administrator: Browser) -> None:
    user = make_organizer()
    organizer = Browser(app).sign_in(user)
    page = administrator.open(f"/accounts/{user.id}")
    fields = {"csrf_token": administrator.csrf_token(), "name": user.name, "lang": "en", "role_organizer": "y"}
    assert administrator.open(page.path.split()[1], method="POST", data=fields).status == 302
    assert "/sign-in" in (organizer.open("/meetings/new").location or "")


def test_administrator_cannot_lock_himself_out(administrator: Browser) -> None:
    user = User.by_email("admin@example.org")
    fields = {"csrf_token": administrator.csrf_token(), "name": "A", "lang": "en", "is_active": "y"}
    page = administrator.open(f"/accounts/{user.id if user else 0}", method="POST", data=fields)
    assert page.status == 409
    db.session.expire_all()
    assert [kept.roles for kept in db.session.scalars(User.in_list_order())] == [{Role.ADMINISTRATOR}]


def test_command_opens_the_first_administrator(command: Callable[..., Result]) -> None:
    result = command("accounts", "add", "First@example.org", "--name", "First", "--password", PASSWORD)
    assert (result.exit_code, result.output) == (0, "first@example.org: administrator\n")
    assert command("accounts", "add", "first@example.org", "--name", "X", "--password", PASSWORD).exit_code == 1
