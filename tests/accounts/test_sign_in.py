from datetime import timedelta

import pytest

from jcmevents import clock
from jcmevents.accounts.models import ATTEMPTS_PER_ACCOUNT, Role, SignIn
from jcmevents.extensions import db
from tests.browser import PASSWORD, Browser
from tests.factories import make_meeting, make_organizer, make_user

WRONG = "The e-mail address or the password is not right. Please try again."


def test_the_right_password_leads_to_the_front_page(browser):
    user = make_organizer(password=PASSWORD, name="Hanako")
    answer = browser.submit("/sign-in", email=user.email, password=PASSWORD)
    assert (answer.status, answer.location) == (302, "/")
    assert "Hanako" in browser.follow(answer).text


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(browser):
    known = make_organizer(password=PASSWORD).email
    unknown = known.replace("person", "nobody")
    pages = [browser.submit("/sign-in", email=email, password="x" * 20) for email in (known, unknown)]
    assert [page.status for page in pages] == [422, 422]
    assert all(WRONG in page.text for page in pages)
    told = [
        page.body.replace(email, "").split("csrf_token")[0] for page, email in zip(pages, (known, unknown), strict=True)
    ]
    assert told[0] == told[1]


def test_a_refused_sign_in_keeps_the_address_but_not_the_password(browser):
    page = browser.submit("/sign-in", email="taro@example.org", password="x" * 20)
    shown = page.form(having={"email"}).filled({})
    assert (shown["email"], shown["password"]) == ("taro@example.org", "")


@pytest.mark.parametrize("missing", ["email", "password"])
def test_a_missing_entry_is_told_at_its_field(browser, missing):
    page = browser.submit("/sign-in", **({"email": "a@example.org", "password": "x" * 20} | {missing: ""}))
    assert page.status == 200
    assert page.one(f"#{missing}-error").text.endswith("This field is required.")


def test_a_disabled_user_is_refused_like_a_stranger(browser):
    user = make_organizer(password=PASSWORD)
    user.disabled_at = clock.now()
    assert WRONG in browser.submit("/sign-in", email=user.email, password=PASSWORD).text


def test_a_user_who_is_disabled_is_out_at_once(browser):
    user = make_organizer()
    browser.sign_in(user)
    user.disabled_at = clock.now()
    assert browser.get("/meetings/new").location.startswith("/sign-in")


def test_too_many_refusals_get_a_page_that_says_when_to_come_back(browser):
    user = make_organizer(password=PASSWORD)
    for _ in range(ATTEMPTS_PER_ACCOUNT):
        assert browser.submit("/sign-in", email=user.email, password="x" * 20).status == 422
    page = browser.submit("/sign-in", email=user.email, password=PASSWORD)
    assert page.status == 429
    assert "wait a quarter of an hour" in page.text
    assert page.headers["Retry-After"] == "900"


def test_refusals_do_not_keep_others_out(browser):
    user = make_organizer(password=PASSWORD)
    for _ in range(ATTEMPTS_PER_ACCOUNT):
        browser.submit("/sign-in", email="somebody@example.org", password="x" * 20)
    assert browser.submit("/sign-in", email=user.email, password=PASSWORD).status == 302


def test_a_closed_page_is_opened_after_signing_in(browser):
    user = make_organizer(password=PASSWORD)
    asked = browser.get("/meetings/new?kind=training&note=山田")
    assert asked.status == 302
    answer = browser.submit(browser.follow(asked), email=user.email, password=PASSWORD)
    assert answer.location == "/meetings/new?kind=training&note=%E5%B1%B1%E7%94%B0"


@pytest.mark.parametrize("path", ["/", "/meetings/", "/meetings/jcm-gp-4?lang=ja", "/a/../b", "/%2F/x", "/.//x"])
def test_a_path_of_this_site_is_followed(browser, path):
    assert signed_in_by(browser, path) == path


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "http://evil.example/",
        "HTTPS://evil.example",
        "//evil.example",
        "///evil.example",
        "////evil.example/%2e%2e",
        "/\\evil.example",
        "\\/evil.example",
        "\\\\evil.example",
        "/\\/evil.example",
        "/a\\..\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r/evil.example",
        "\t//evil.example",
        " //evil.example",
        "\u00a0//evil.example",
        "\u3000https://evil.example",
        "/\u2028/evil.example",
        "/\x7f/evil.example",
        "http:evil.example",
        "https:/evil.example",
        "http:///evil.example",
        "http://[",
        "//[",
        "//evil.example\\@localhost/",
        "localhost@evil.example",
        "http://localhost@evil.example",
        "http://localhost.evil.example",
        "//localhost:80@evil.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "evil.example",
        "meetings",
        "?next=//evil.example",
        "#//evil.example",
        "／／evil.example",
        "/／evil.example",
        "%2F%2Fevil.example",
        "/meetings\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_nothing_else_is_followed(browser, target):
    assert signed_in_by(browser, target) == "/"


def signed_in_by(browser, target):
    """Where the sign-in leads that was opened with this `next`; the same for somebody signed in already."""
    user = make_user(password=PASSWORD)
    page = browser.get("/sign-in", query_string={"next": target})
    answer = browser.submit(page, email=user.email, password=PASSWORD)
    assert answer.status == 302
    assert browser.get("/sign-in", query_string={"next": target}).location == answer.location
    sent_anyway = browser.post("/sign-out")
    assert sent_anyway.status == 302
    fields = {"email": user.email, "password": PASSWORD, "next": target}
    assert browser.post("/sign-in", fields).location in (answer.location, None)
    return answer.location


def test_signing_out_ends_the_sign_in_on_the_server(browser, app):
    browser.sign_in(make_organizer())
    thief = Browser(app)
    thief.client.set_cookie("session", browser.client.get_cookie("session").value)
    assert thief.get("/meetings/new").status == 200
    answer = browser.submit("/", csrf_token=browser.csrf_token())
    assert (answer.status, answer.location) == (302, "/")
    assert '"storage"' in answer.headers["Clear-Site-Data"]
    assert "You have signed out." in browser.follow(answer).text
    assert thief.get("/meetings/new").location.startswith("/sign-in")
    assert browser.get("/meetings/new").location.startswith("/sign-in")


def test_signing_out_needs_a_form_of_ours(browser):
    browser.sign_in(make_organizer())
    assert browser.get("/sign-out").status == 405
    assert browser.open("/sign-out", method="POST").status == 400
    assert browser.get("/meetings/new").status == 200


def test_a_revoked_sign_in_opens_nothing_more(browser):
    browser.sign_in(make_organizer())
    db.session.query(SignIn).one().revoked_at = clock.now()
    assert browser.get("/meetings/new").location.startswith("/sign-in")


def test_an_expired_sign_in_opens_nothing_more(browser):
    browser.sign_in(make_organizer())
    with clock.frozen_at(clock.now() + timedelta(hours=8)):
        assert browser.get("/meetings/new").location.startswith("/sign-in")


def test_signing_in_begins_a_new_session(browser):
    user = make_organizer(password=PASSWORD)
    page = browser.get("/sign-in")
    before = page.form(having={"email"}).filled({})["csrf_token"]
    browser.submit(page, email=user.email, password=PASSWORD)
    answer = browser.open("/sign-out", method="POST", data={"csrf_token": before})
    assert answer.status == 400
    assert "older sign-in" in answer.text


@pytest.mark.parametrize("cookie", ["", "x", "eyJfdXNlcl9pZCI6IjEifQ.Z7KkYA.x", "\\", "=" * 3000])
def test_a_forged_cookie_is_nobodys(browser, cookie):
    browser.client.set_cookie("session", cookie)
    assert browser.get("/meetings/").status == 200
    assert browser.get("/meetings/new").location.startswith("/sign-in")


def test_links_to_closed_pages_are_shown_only_to_those_who_may_open_them(browser):
    meeting = make_meeting()
    delegations = f"/meetings/{meeting.slug}/delegations/"
    links = {}
    for role in (Role.ORGANIZER, Role.PRESS):
        page = browser.sign_in(make_user(role)).get(f"/meetings/{meeting.slug}")
        links[role] = {link["href"] for link in page.select("a[href]")}
    assert delegations in links[Role.ORGANIZER]
    assert delegations not in links[Role.PRESS]
    assert "/meetings/new" not in {link["href"] for link in browser.get("/meetings/").select("a[href]")}
