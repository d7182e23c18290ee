"""A browser without a screen: it opens pages, fills in their forms, and looks every page over."""

import contextvars
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, has_app_context
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict

from jcmevents import clock
from jcmevents.accounts.models import User
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.extensions import db
from tests.page import Page

Answer = TypeVar("Answer")

PASSWORD = "the seventh train leaves at noon"


def elsewhere(call: Callable[[], Answer]) -> Answer:
    """Call it as another process would see it: without the test's application context, but at the test's time."""
    context = contextvars.Context()
    for variable, value in contextvars.copy_context().items():
        if not variable.name.startswith("flask."):
            context.run(variable.set, value)
    return context.run(call)


class Browser:
    """One person's browser, with cookies. What the test has made is committed before each request."""

    def __init__(self, app: Flask):
        self.app = app
        self.client = app.test_client()

    def open(self, path: str, *, method: str = "GET", headers: dict[str, str] | None = None, **options: Any) -> Page:
        """Send one request and return its answer, redirects not followed. `options` as of Flask's test client."""
        if has_app_context():
            db.session.commit()
        response = elsewhere(lambda: self.client.open(path, method=method, headers=headers, buffered=True, **options))
        if has_app_context():
            db.session.expire_all()
        return Page(response, f"{method} {path}", fragment="HX-Request" in (headers or {}))

    get = open

    def post(self, path: str, data: Any = None, **options: Any) -> Page:
        """Send `data` as no page of ours need have offered it, with a valid CSRF token."""
        fields = MultiDict(data or {})
        fields.setdefault("csrf_token", self.csrf_token())
        return self.open(path, method="POST", data=fields, **options)

    def submit(self, page: str | Page, *, action: str | None = None, **fields: Any) -> Page:
        """Open a page (or take an opened one), fill in the form that has `fields`, send it.

        What is not given is sent as the page shows it. `action` picks one of several forms.
        """
        page = self.open(page) if isinstance(page, str) else page
        form = page.form(having=set(fields), action=action)
        path = form.get("action") or page.path.partition(" ")[2]
        data = form.filled(fields)
        if (form.get("method") or "get").lower() == "get":
            return self.open(path, query_string=data)
        shown = page.path.partition(" ")[2]
        sender = {"Origin": "http://localhost", "Referer": f"http://localhost{shown}"}
        return self.open(path, method="POST", data=data, headers=sender)

    def follow(self, page: Page) -> Page:
        """The page that a redirect leads to."""
        assert page.location, f"{page.path} answered {page.status} and leads nowhere"
        return self.open(page.location)

    def sign_in(self, user: User, password: str | None = None) -> "Browser":
        """Sign in by the form, as anybody does. Without a password the user is given one first."""
        if password is None:
            user.set_password(PASSWORD)
        self.client = self.app.test_client()
        answer = self.submit("/sign-in", email=user.email, password=password or PASSWORD)
        assert answer.status == 302, answer.text
        return self

    def hold_link(self, purpose: str, subject_id: int, **issued: Any) -> PrivateLink:
        """Open a private link to the row, as from a mail that has just come."""
        details = {"to": "holder@example.org", "lang": "en", "by": None, "at": clock.now(), **issued}
        link, token = PrivateLink.issue(purpose, subject_id, **details)
        assert self.submit(f"/links/{token}", action=f"/links/{token}").status == 302
        return link

    def csrf_token(self) -> str:
        """A token that the present session accepts."""

        def token() -> str:
            with self.client.session_transaction() as session:
                return session.setdefault("csrf_token", "0" * 40)

        return URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token").dumps(elsewhere(token))

    @staticmethod
    def path_of(location: str | None) -> str:
        """The path of an address, without its scheme and host."""
        return urlsplit(location or "").path
