"""Access tokens: made on a page, shown once, for some of what the account may do, until they end or are revoked."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from jcmevents import audit, clock
from jcmevents.accounts.models import Role
from jcmevents.accounts.tokens import MARK, MOST_PER_MINUTE, MOST_TOKENS, TAKEN_AT_ONCE, AccessToken, Scope, minute_of
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from tests.api.program import Program, problem
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration, make_token, make_user

PAGE = "/account/tokens"


@pytest.fixture(autouse=True)
def _held_clock(session: Any) -> Any:
    with clock.frozen_at(NOW):
        yield


def secret_of(page: Any) -> str:
    return page.one("#secret")["value"]


def test_a_token_is_made_on_a_page_and_shown_once(app: Flask) -> None:
    browser = Browser(app).sign_in(make_organizer())
    form = browser.get(PAGE)
    made = browser.submit(form, name="Visa office", scopes=["organizer:read"], expires_on="2025-03-31")
    secret = secret_of(made)
    assert secret.startswith(MARK)
    assert len(secret) >= len(MARK) + 32  # 24 random bytes in base64
    listed = browser.get(PAGE)
    assert secret not in listed.body
    assert secret[-4:] in listed.text
    assert "Visa office" in listed.text
    told = Program(app, secret).read("/token")
    assert (told["name"], told["scopes"]) == ("Visa office", ["organizer:read"])
    assert told["expires_at"].startswith("2025-03-31T23:59:59")


def test_the_secret_is_stored_nowhere(app: Flask) -> None:
    secret = make_token()
    db.session.commit()
    stored = db.session.execute(select(AccessToken.__table__)).one()
    assert not [value for value in stored if secret in str(value)]


def test_the_same_form_sent_twice_makes_one_token(app: Flask) -> None:
    browser = Browser(app).sign_in(make_organizer())
    form = browser.get(PAGE)
    filled = {"name": "Visa office", "scopes": ["organizer:read"], "expires_on": "2025-03-31"}
    browser.submit(form, **filled)
    assert browser.submit(form, **filled).location == PAGE
    assert len(db.session.scalars(select(AccessToken)).all()) == 1


def test_nobody_makes_a_token_that_does_more_than_his_account(app: Flask) -> None:
    browser = Browser(app).sign_in(make_user(Role.PRESS))
    page = browser.get(PAGE)
    assert "organizer:write" not in page.body
    fields = {"name": "x", "expires_on": "2025-03-31", "scopes": "organizer:write"}
    assert not browser.post(PAGE, fields).select("#secret")
    with pytest.raises(RuleBroken):
        make_token(make_user(Role.PRESS), Scope.ORGANIZER_READ)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_ends_within_a_year(days: int) -> None:
    with pytest.raises(RuleBroken):
        make_token(expires_at=NOW + timedelta(days=days))


def test_an_account_holds_a_limited_number_of_tokens() -> None:
    user = make_organizer()
    for _ in range(MOST_TOKENS):
        make_token(user)
    with pytest.raises(RuleBroken):
        make_token(user)


def test_a_token_ends_at_its_time(app: Flask) -> None:
    program = Program(app, make_token(expires_at=NOW + timedelta(hours=1)))
    assert program.ask("/token").status == 200
    with clock.frozen_at(NOW + timedelta(hours=1)):
        for path in ("/token", "/meetings"):
            refused = program.ask(path)
            assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
            assert "has ended" in problem(refused)["detail"]


def test_a_token_can_be_revoked_by_its_owner_alone(app: Flask) -> None:
    owner = make_organizer()
    program = Program(app, make_token(owner))
    token = db.session.scalars(select(AccessToken)).one()
    other = Browser(app).sign_in(make_organizer())
    assert other.post(f"{PAGE}/{token.id}/revocation").status == 404
    assert program.ask("/token").status == 200
    browser = Browser(app).sign_in(owner)
    browser.submit(PAGE, action=f"{PAGE}/{token.id}/revocation")
    assert program.ask("/token").status == 401
    assert "revoked" in browser.get(PAGE).text


def test_a_token_loses_what_its_account_loses(app: Flask) -> None:
    user, chief = make_organizer(), make_user(Role.ADMINISTRATOR)
    program, meeting = Program(app, make_token(user)), make_meeting()
    path = f"/meetings/{meeting.slug}/registrations"
    assert program.ask(path).status == 200
    user.revise(name=user.name, lang="en", roles=set(), is_active=True, by=chief, at=NOW)
    assert program.ask(path).status == 403
    user.revise(name=user.name, lang="en", roles={Role.ORGANIZER}, is_active=False, by=chief, at=NOW)
    assert program.ask(path).status == 401


def test_a_token_of_an_administrator_does_only_what_it_is_for(app: Flask) -> None:
    registration = make_registration()
    path = f"/meetings/{registration.meeting.slug}/registrations"
    administrator = make_user(Role.ADMINISTRATOR)
    press = Program(app, make_token(administrator, Scope.PRESS_READ))
    reader = Program(app, make_token(administrator, Scope.ORGANIZER_READ))
    writer = Program(app, make_token(administrator, Scope.ORGANIZER_WRITE))
    assert [each.ask(path).status for each in (press, reader, writer)] == [403, 200, 200]
    step = f"{path}/{registration.number}/confirmation"
    silent = {"mail": False, "no_mail_because": "Told by phone."}
    assert [each.write(step, silent).status for each in (press, reader, writer)] == [403, 403, 200]


@pytest.mark.parametrize("shown", ["Bearer", "Bearer nonsense", "Basic dXNlcjpwYXNz", "jcm_x", "Bearer jcm_"])
def test_what_is_no_token_is_refused_even_where_none_is_needed(app: Flask, shown: str) -> None:
    refused = Program(app).ask("/meetings", headers={"Authorization": shown})
    assert (refused.status, problem(refused)["title"]) == (401, "Unauthorized")


def test_a_sign_in_opens_nothing_here_and_a_token_opens_no_page(app: Flask) -> None:
    meeting, organizer = make_meeting(published=False), make_organizer()
    make_delegation(meeting)
    browser = Browser(app).sign_in(organizer)
    assert browser.get(f"/api/v1/meetings/{meeting.slug}").status == 404
    assert browser.get(f"/api/v1/meetings/{meeting.slug}/registrations").status == 401
    token = {"Authorization": f"Bearer {make_token(organizer)}"}
    assert "/sign-in" in (Browser(app).get("/organizations/", headers=token).location or "")


def test_a_token_is_used_so_many_times_a_minute(app: Flask) -> None:
    with clock.frozen_at(NOW + timedelta(seconds=20)):
        program = Program(app, make_token())
        token = db.session.scalars(select(AccessToken)).one()
        token.minute, token.uses = minute_of(NOW), MOST_PER_MINUTE - TAKEN_AT_ONCE
        assert [program.ask("/token").status for _ in range(TAKEN_AT_ONCE)] == [200] * TAKEN_AT_ONCE
        for path in ("/token", "/meetings"):
            refused = program.ask(path)
            assert (refused.status, refused.headers["Retry-After"]) == (429, "40")
            assert problem(refused)["title"] == "Too Many Requests"
    with clock.frozen_at(NOW + timedelta(seconds=60)):
        assert program.ask("/token").status == 200


def test_its_last_use_is_told_to_its_owner(app: Flask) -> None:
    owner = make_organizer()
    Program(app, make_token(owner)).read("/token")
    assert db.session.scalars(select(AccessToken.last_used_at)).one() == NOW
    assert "17 February 2025, 03:00 (UTC+00:00)" in Browser(app).sign_in(owner).get(PAGE).text


def test_making_revoking_and_writing_are_in_the_audit_trail(app: Flask) -> None:
    owner, registration = make_organizer(), make_registration()
    program = Program(app, make_token(owner))
    token = db.session.scalars(select(AccessToken)).one()
    path = f"/meetings/{registration.meeting.slug}/registrations/{registration.number}"
    program.read(path)
    silent = {"mail": False, "no_mail_because": "Told by phone."}
    assert program.write(f"{path}/confirmation", silent).status == 200
    token.revoke(by=owner, at=NOW)
    db.session.commit()
    trail = select(audit.AuditEntry.action, audit.AuditEntry.actor_id, audit.AuditEntry.detail)
    acts = [tuple(row) for row in db.session.execute(trail.where(audit.AuditEntry.object_type == "access_token"))]
    assert acts == [
        ("access_token.issue", owner.id, {"scopes": ["organizer:read", "organizer:write"]}),
        ("access_token.write", owner.id, {"act": "step"}),
        ("access_token.revoke", owner.id, {}),
    ]


@pytest.mark.parametrize(
    ("role", "writes", "may"),
    [
        (Role.ORGANIZER, True, True),
        (Role.ORGANIZER, False, True),
        (Role.PRESS, False, True),
        (Role.PRESS, True, False),  # writing in one role is no writing in another
        (Role.TRAVEL, False, False),
    ],
)
def test_a_token_may_write_only_in_the_role_it_is_for(role: Role, writes: bool, may: bool) -> None:
    token = AccessToken(scopes=[Scope.ORGANIZER_WRITE, Scope.PRESS_READ])
    assert token.is_for([role], writes) is may
