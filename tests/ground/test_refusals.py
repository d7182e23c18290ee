"""What a request may not contain, the page that says so, and the headers of every answer."""

from typing import Any

import pytest
from flask import Flask

from jcmevents.errors import RuleBroken
from jcmevents.factory import create_app
from jcmevents.meetings.models import Series
from tests.browser import PASSWORD, Browser, elsewhere
from tests.factories import make_delegation, make_meeting, make_organizer
from tests.page import Page

TEN_MEGABYTES = 10 * 1024 * 1024
NOT_UTF8 = [b"\xff", b"\xc3\x28", b"\xe3\x81", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\x93\xfa\x96\x7b"]
BROKEN = [*NOT_UTF8, b"\x00", b"a\x00b"]
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def percent(raw: bytes) -> str:
    return "".join(f"%{byte:02X}" for byte in raw)


def send(browser: Browser, path: str, kind: str, fields: list[tuple[bytes, bytes]]) -> Page:
    """Post `fields` byte by byte as given, with a valid token."""
    fields = [(b"csrf_token", browser.csrf_token().encode()), *fields]
    if kind == FORM:
        return browser.open(path, method="POST", data=b"&".join(b"=".join(f) for f in fields), content_type=FORM)
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    body = b"".join(part % f for f in fields) + b"--x--\r\n"
    return browser.open(path, method="POST", data=body, content_type=f"{MULTIPART}; boundary=x")


def tell(page: Page, status: int) -> str:
    """What the error page says; it has that status and says it too."""
    assert page.status == status
    assert f"Error {status}" in page.text
    return page.text


@pytest.mark.parametrize("raw", BROKEN)
@pytest.mark.parametrize("place", ["/meetings/?lang={}", "/countries/?on={}", "/?{}=1"])
def test_a_query_that_is_no_text_is_refused(browser: Browser, place: str, raw: bytes) -> None:
    assert "UTF-8" in tell(browser.get(place.format(percent(raw))), 400)


@pytest.mark.parametrize("raw", BROKEN)
@pytest.mark.parametrize("folder", ["/meetings/", "/countries/", "/"])
def test_an_address_that_is_no_text_is_refused(browser: Browser, folder: str, raw: bytes) -> None:
    path = (folder.encode() + raw).decode("latin-1")  # as a server hands over what came with per cent signs
    assert "UTF-8" in tell(browser.get(folder, environ_overrides={"PATH_INFO": path}), 400)


@pytest.mark.parametrize("raw", BROKEN)
def test_a_form_that_holds_no_text_is_refused_and_changes_nothing(organizer: Browser, raw: bytes) -> None:
    for sent in (raw, percent(raw).encode()):
        page = send(organizer, "/meetings/series/new", FORM, [(b"key", b"gp"), (b"title_en", sent)])
        assert "UTF-8" in tell(page, 400)
    assert Series.by_key("gp") is None


@pytest.mark.parametrize("raw", BROKEN)
def test_a_multipart_form_that_holds_no_text_is_refused(organizer: Browser, raw: bytes) -> None:
    page = send(organizer, "/meetings/series/new", MULTIPART, [(b"title_en", b"good"), (b"title_en", raw)])
    assert "UTF-8" in tell(page, 400)


@pytest.mark.parametrize("kind", [FORM, MULTIPART])
@pytest.mark.parametrize("path", ["/meetings/new", "/meetings/series/new", "/sign-in"])
def test_ten_megabytes_in_a_field_are_refused_with_a_sentence(organizer: Browser, path: str, kind: str) -> None:
    page = send(organizer, path, kind, [(b"title_en", b"x" * TEN_MEGABYTES)])
    assert "larger than we can accept" in tell(page, 413)


@pytest.mark.parametrize("kind", [FORM, MULTIPART])
def test_thousands_of_fields_are_refused(organizer: Browser, kind: str) -> None:
    page = send(organizer, "/meetings/new", kind, [(b"field%d" % n, b"x" * 400) for n in range(6000)])
    assert "larger than we can accept" in tell(page, 413)


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/meetings/nothing", "/meetings/nothing/edit", "/countries/ZZ", "/countries/ß", "/meetings/a/b/c"],
)
def test_what_does_not_exist_is_not_found(organizer: Browser, path: str) -> None:
    assert "nothing at this address" in tell(organizer.get(path), 404)


@pytest.mark.parametrize("number", ["0", "2147483647", "2147483648", "9" * 19, "9" * 400, "-1", "1.5", "１"])
def test_a_row_that_cannot_be_is_not_found(organizer: Browser, number: str) -> None:
    delegations = f"/meetings/{make_delegation().meeting.slug}/delegations"
    tell(organizer.get(f"{delegations}/{number}"), 404)
    tell(organizer.post(f"{delegations}/{number}/invitation"), 404)


@pytest.mark.parametrize("path", ["/sign-out", "/meetings/{}/publication"])
def test_an_address_that_only_takes_posts_says_so(organizer: Browser, path: str) -> None:
    page = organizer.get(path.format(make_meeting().slug))
    assert "press a button" in tell(page, 405)
    assert "POST" in page.headers["Allow"]
    assert "GET" not in page.headers["Allow"]


def test_a_form_without_its_token_is_refused(organizer: Browser) -> None:
    page = organizer.open("/meetings/series/new", method="POST", data={"key": "gp", "title_en": "GP"})
    assert "older sign-in" in tell(page, 400)


def test_a_page_one_may_not_open_says_so(browser: Browser) -> None:
    browser.sign_in(make_organizer())
    user = make_organizer()
    user.grants.clear()
    browser.sign_in(user)
    assert "does not include the right" in tell(browser.get("/meetings/new"), 403)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/nothing", 404),
        ("/meetings/new", 302),
        ("/sign-out", 405),
        ("/?a=%ff", 400),
        ("/healthz", 200),
    ],
)
def test_every_answer_carries_the_headers_that_protect_its_reader(browser: Browser, path: str, status: int) -> None:
    page = browser.get(path)
    assert page.status == status
    assert_protected(page)


def test_refusals_of_forms_carry_them_too(organizer: Browser) -> None:
    assert_protected(organizer.post("/meetings/new", {"title_en": "x" * TEN_MEGABYTES}))
    assert_protected(organizer.post("/meetings/new", {"title_en": ""}))
    assert_protected(organizer.open("/meetings/new", method="POST"))


def assert_protected(page: Page) -> None:
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Permissions-Policy" in page.headers
    assert page.headers["Content-Language"] == "en"


def test_what_somebody_signed_in_sees_is_not_stored(browser: Browser) -> None:
    assert "Cache-Control" not in browser.get("/meetings/").headers
    browser.sign_in(make_organizer())
    assert browser.get("/meetings/").headers["Cache-Control"] == "no-store"


def test_a_file_named_by_its_content_is_kept_for_a_year(browser: Browser) -> None:
    sheet = browser.get("/").select("link[rel=stylesheet]")[0]["href"]
    answer = browser.get(sheet)
    assert "v=" in sheet
    assert "max-age=31536000" in answer.headers["Cache-Control"]


@pytest.fixture
def as_served(environment: dict[str, str]) -> Flask:
    """An application of its own in which errors get the page that visitors see, with views that fail."""
    app = create_app({"TESTING": False})
    for name, error in (("/fails", ZeroDivisionError()), ("/refuses", RuleBroken("Not on Sundays."))):
        app.add_url_rule(name, name[1:], failing(error), methods=["GET", "POST"])
    return app


def failing(error: Exception) -> Any:
    def view() -> None:
        raise error

    view.access = "public"  # type: ignore[attr-defined]
    return view


def test_an_unforeseen_error_gets_a_page_with_a_reference_that_is_in_the_log(
    as_served: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    page = elsewhere(lambda: Browser(as_served).get("/fails"))
    assert "The fault is ours" in tell(page, 500)
    reference = page.one(".error-reference code").text
    assert f"unexpected error {reference}" in caplog.text
    assert "ZeroDivisionError" not in page.body
    assert_protected(page)


def test_a_broken_rule_without_a_form_gets_a_page_that_says_why(as_served: Flask) -> None:
    assert "Not on Sundays." in tell(elsewhere(lambda: Browser(as_served).get("/refuses")), 409)


def test_in_production_answers_are_for_tls_only_and_other_hosts_are_refused(environment: dict[str, str]) -> None:
    app = create_app({"TESTING": True, "PRODUCTION": True, "TRUSTED_HOSTS": ["events.example.org"]})
    browser = Browser(app)
    page = elsewhere(lambda: browser.get("/healthz", base_url="https://events.example.org"))
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    refused = elsewhere(lambda: browser.get("/", base_url="https://evil.example"))
    assert (refused.status, refused.text) == (400, "This site does not answer under this name.")


@pytest.mark.parametrize(
    ("name", "typed"), [("title_en", "GP\u202eevil"), ("key", "gp\x07"), ("title_ja", "会\ufffd合")]
)
def test_a_hidden_character_is_told_at_its_field_and_the_rest_is_kept(
    organizer: Browser, name: str, typed: str
) -> None:
    fields = {"key": "gp", "title_en": "Global Partnership", "title_ja": "会合"}
    page = organizer.submit("/meetings/series/new", **(fields | {name: typed}))
    assert page.status == 200
    assert "taken out" in page.one(f"#{name}-error").text
    shown = page.form(having={"key"}).filled({})
    visible = typed.translate(dict.fromkeys(map(ord, "\u202e\x07\ufffd")))
    assert {field: shown[field] for field in fields} == fields | {name: visible}


def test_signing_in_works_after_all_this(browser: Browser) -> None:
    user = make_organizer(password=PASSWORD)
    assert browser.submit("/sign-in", email=user.email, password=PASSWORD).location == "/"
