"""What a reader sees when a part of the system is gone."""

from flask import Flask, request

from jcmevents.factory import create_app
from tests.browser import Browser, elsewhere

NOBODY_LISTENS = "postgresql+psycopg://127.0.0.1:1/nothing"


def app_without_database() -> Flask:
    return create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": NOBODY_LISTENS})


def test_page_without_database_says_when_to_come_back(environment: dict[str, str]) -> None:
    page = elsewhere(lambda: Browser(app_without_database()).open("/meetings/"))
    assert (page.status, page.headers["Retry-After"]) == (503, "30")
    assert "We will be back in a moment" in page.text


def test_page_without_database_is_shown_to_somebody_signed_in_too(environment: dict[str, str]) -> None:
    browser = Browser(app_without_database())
    with browser.client.session_transaction() as session:
        session["_user_id"] = "a token"
    assert elsewhere(lambda: browser.open("/meetings/")).status == 503


def test_readiness_fails_without_database_while_the_process_is_healthy(environment: dict[str, str]) -> None:
    client = app_without_database().test_client()
    answers = elsewhere(lambda: (client.get("/healthz").status_code, client.get("/readyz").status_code))
    assert answers == (200, 503)


def test_client_cannot_choose_its_address_in_production(environment: dict[str, str]) -> None:
    app = create_app({"TESTING": True, "PRODUCTION": True})
    proxied = {"X-Forwarded-For": "192.0.2.9, 198.51.100.7", "X-Forwarded-Proto": "https"}
    seen: dict[str, str] = {}

    @app.before_request
    def look() -> None:
        seen["address"] = request.remote_addr or ""

    elsewhere(lambda: app.test_client().get("/healthz", headers=proxied))
    assert seen == {"address": "198.51.100.7"}
