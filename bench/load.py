"""A small load loop: as many clients as the server has workers, each asking again as soon as it has its answer."""

import re
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

CLIENTS = 2
WARM_UP, LASTS = 0.3, 2.0  # seconds
PATIENCE = 90  # seconds for one answer


class WrongAnswer(Exception):
    """A page answered something else than 200."""


@dataclass(frozen=True)
class Measured:
    milliseconds: float  # median of one answer
    per_second: float


class Client:
    """Keeps its connection where the server does, and its cookies."""

    def __init__(self, port: int, cookie: str = ""):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.cookie = cookie

    def get(self, path: str) -> str:
        response = self._send("GET", path)
        text = response.read()
        if response.status != 200:
            raise WrongAnswer(f"{path} answered {response.status}")
        return text.decode(errors="replace")

    def sign_in(self, email: str, password: str) -> None:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/sign-in"))
        fields = {"email": email, "password": password, "csrf_token": token.group(1) if token else ""}
        response = self._send("POST", "/sign-in", urlencode(fields))
        response.read()
        if response.status != 302:
            raise WrongAnswer(f"signing in answered {response.status}")

    def _send(self, method: str, path: str, body: str | None = None) -> HTTPResponse:
        headers = {"Cookie": self.cookie, "Accept-Language": "ja"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        if given := response.headers.get_all("Set-Cookie"):
            self.cookie = "; ".join(cookie.partition(";")[0] for cookie in given)
        return response


def hot(port: int, path: str, cookie: str) -> Measured:
    """Ask for `path` over and over."""
    list(_answers(port, path, cookie, WARM_UP))
    with ThreadPoolExecutor(CLIENTS) as clients:
        runs = [clients.submit(lambda: list(_answers(port, path, cookie, LASTS))) for _n in range(CLIENTS)]
    took = [seconds for run in runs for seconds in run.result()]
    return Measured(statistics.median(took) * 1000, len(took) / LASTS)


def once(port: int, path: str, cookie: str) -> Measured:
    seconds = next(_answers(port, path, cookie, 0))
    return Measured(seconds * 1000, 1 / seconds)


def _answers(port: int, path: str, cookie: str, lasts: float) -> Iterator[float]:
    """Seconds of one answer after the other, at least one, for `lasts` seconds."""
    client, end = Client(port, cookie), time.perf_counter() + lasts
    while True:
        begun = time.perf_counter()
        client.get(path)
        done = time.perf_counter()
        yield done - begun
        if done >= end:
            return
