"""People at the other end of real connections, who note what they were told."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode, urlsplit

PATIENCE = 120  # seconds until an answer has to come
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')
Result = TypeVar("Result")


class Answer(NamedTuple):
    status: int
    location: str
    body: str

    def hidden_fields(self) -> dict[str, str]:
        """The hidden fields of the forms of the page."""
        found = (dict(_ATTRIBUTE.findall(field)) for field in _HIDDEN.findall(self.body))
        return {field["name"]: unescape(field.get("value", "")) for field in found if "name" in field}


class Lost(Exception):
    """The connection broke before the answer came."""


class Visitor:
    """A browser with cookies and nothing else. Its requests may be sent from many threads."""

    def __init__(self, url: str):
        self.address = urlsplit(url).netloc
        self.cookies: dict[str, str] = {}

    def send(
        self, method: str, path: str, fields: dict[str, object] | None = None, cookies: dict[str, str] | None = None
    ) -> Answer:
        """`cookies` go with this request only. Raises Lost."""
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in {**self.cookies, **(cookies or {})}.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(fields, doseq=True) if fields is not None else None, headers)
            response = connection.getresponse()
            body = response.read().decode()
        except (http.client.HTTPException, ConnectionError) as error:
            raise Lost(type(error).__name__) from error
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _equals, value = cookie.partition(";")[0].partition("=")
            if name not in (cookies or {}):
                self.cookies[name] = value
        return Answer(response.status, response.headers.get("Location", ""), body)

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, fields: dict[str, object]) -> Answer:
        return self.send("POST", path, fields)


def at_once(acts: Iterable[Callable[[], Result]]) -> list[Result]:
    """Do all of `acts` at the same moment, each in a thread of its own; their results, in order."""
    waiting = list(acts)
    start = threading.Barrier(len(waiting))

    def one(act: Callable[[], Result]) -> Result:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(waiting)) as pool:
        return list(pool.map(one, waiting))
