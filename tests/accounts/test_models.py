from datetime import timedelta

import pytest

from jcmevents.accounts.models import (
    ATTEMPT_WINDOW,
    ATTEMPTS_PER_ACCOUNT,
    ATTEMPTS_PER_ADDRESS,
    DELEGATE_SIGN_IN,
    STAFF_SIGN_IN,
    Role,
    SignIn,
    SignInAttempt,
    User,
)
from jcmevents.errors import RuleBroken
from tests.browser import PASSWORD
from tests.factories import NOW, make_organizer, make_user

pytestmark = pytest.mark.usefixtures("session")
SECOND = timedelta(seconds=1)


def test_an_account_is_found_by_its_address_in_any_spelling():
    user = make_user(email="  Renée@Example.ORG ")
    assert User.by_email("rene\u0301e@example.org") is user


def test_an_address_in_use_is_refused_in_any_spelling():
    make_user(email="taro@example.org")
    with pytest.raises(RuleBroken, match="already") as broken:
        make_user(email="TARO@example.org")
    assert broken.value.field == "email"


@pytest.mark.parametrize("password", ["", "fourteen chars", "x" * 257])
def test_a_password_too_short_or_too_long_is_refused(password):
    with pytest.raises(RuleBroken) as broken:
        make_user(password=password)
    assert broken.value.field == "password"


def test_a_password_opens_the_account_however_its_letters_are_composed():
    user = make_user(password="cafe\u0301 au lait s'il vous plaît")
    assert User.with_password(user.email, "café au lait s'il vous plaît") is user
    assert User.with_password(user.email, "cafe au lait s'il vous plait") is None


def test_spaces_around_a_password_belong_to_it():
    user = make_user(password=f" {PASSWORD} ")
    assert User.with_password(user.email, f" {PASSWORD} ") is user
    assert User.with_password(user.email, PASSWORD) is None


def test_an_account_without_password_is_opened_by_none():
    user = make_user(password=None)
    assert User.with_password(user.email, "") is None
    assert User.with_password(user.email, "nobody has this password") is None


def test_a_disabled_account_is_opened_by_no_password():
    user = make_user(password=PASSWORD)
    user.disabled_at = NOW
    assert User.with_password(user.email, PASSWORD) is None


def test_an_administrator_has_every_role_and_others_their_own():
    press, administrator = make_user(Role.PRESS), make_user(Role.ADMINISTRATOR)
    assert press.has_role(Role.PRESS)
    assert not press.has_role(Role.ORGANIZER)
    assert administrator.has_role(Role.ORGANIZER)
    assert not make_user().is_staff


@pytest.mark.parametrize(("roles", "lasts"), [((Role.PRESS,), STAFF_SIGN_IN), ((), DELEGATE_SIGN_IN)])
def test_a_sign_in_ends_by_itself(roles, lasts):
    user = make_user(*roles)
    token = begin(user)
    assert SignIn.user_of(token, NOW + lasts - SECOND) is user
    assert SignIn.user_of(token, NOW + lasts) is None


def test_a_sign_in_that_was_ended_is_over_and_the_others_go_on():
    user = make_organizer()
    phone, desk = begin(user), begin(user)
    SignIn.end(phone, at=NOW)
    assert SignIn.user_of(phone, NOW) is None
    assert SignIn.user_of(desk, NOW) is user


def test_a_sign_in_of_a_disabled_user_is_over():
    user = make_organizer()
    token = begin(user)
    user.disabled_at = NOW
    assert SignIn.user_of(token, NOW) is None


def test_the_token_itself_is_not_stored():
    user = make_organizer()
    assert begin(user) not in SignIn.start(user, device="", at=NOW).token_digest


def begin(user):
    """The token of a new sign-in."""
    SignIn.start(user, device="a browser", at=NOW)
    return user.sign_in_token


def refuse(times, email="taro@example.org", address="192.0.2.1"):
    for _ in range(times):
        SignInAttempt.note(email, address, NOW)


def test_an_account_rests_after_its_refusals_for_a_quarter_of_an_hour():
    refuse(ATTEMPTS_PER_ACCOUNT - 1)
    assert not SignInAttempt.too_many("taro@example.org", "198.51.100.1", NOW)
    refuse(1)
    assert SignInAttempt.too_many("TARO@example.org", "198.51.100.1", NOW)
    assert not SignInAttempt.too_many("hanako@example.org", "192.0.2.1", NOW)
    assert not SignInAttempt.too_many("taro@example.org", "192.0.2.1", NOW + ATTEMPT_WINDOW)


def test_an_address_rests_after_refusals_for_many_accounts():
    for number in range(ATTEMPTS_PER_ADDRESS):
        refuse(1, email=f"person{number}@example.org")
    assert SignInAttempt.too_many("hanako@example.org", "192.0.2.1", NOW)
    assert not SignInAttempt.too_many("hanako@example.org", "198.51.100.1", NOW)
