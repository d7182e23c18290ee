"""A program that uses the interface: it sends requests with its token and reads JSON."""

import json
from typing import Any

from flask import Flask

from tests.browser import Browser
from tests.page import Page


class Program:
    """`secret`: its token; without one it reads what is public."""

    def __init__(self, app: Flask, secret: str | None = None):
        self.browser = Browser(app)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def ask(self, path: str, *, method: str = "GET", headers: dict[str, str] | None = None, **options: Any) -> Page:
        """The answer at `path` below /api/v1, whatever it is."""
        return self.browser.open(
            f"/api/v1{path}", method=method, headers={**self.headers, **(headers or {})}, **options
        )

    def read(self, path: str, **options: Any) -> Any:
        """What is told at `path`."""
        answer = self.ask(path, **options)
        assert answer.status == 200, f"{path}: {answer.status} {answer.body}"
        return json.loads(answer.body)

    def everything(self, path: str) -> list[Any]:
        """All items of a list, page by page."""
        items, page = [], self.read(path)
        while True:
            items += page["items"]
            if page["next"] is None:
                return items
            page = self.read(f"{path}{'&' if '?' in path else '?'}cursor={page['next']}")

    def write(self, path: str, body: Any, *, method: str = "POST", headers: dict[str, str] | None = None) -> Page:
        sent = {"Content-Type": "application/json", **(headers or {})}
        return self.ask(path, method=method, data=json.dumps(body), headers=sent)


def problem(answer: Page) -> Any:
    """The problem that the answer tells of."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = json.loads(answer.body)
    assert told["status"] == answer.status
    return told
