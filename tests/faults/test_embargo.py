"""An embargo holds on every surface, whatever the clocks of the workers show, and ends everywhere at once."""

from __future__ import annotations

import http.client
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import BytesIO
from itertools import cycle
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from flask import Flask
from PIL import Image as Picture
from werkzeug.datastructures import FileStorage

from jcmevents import clock
from jcmevents.accounts.access import PUBLIC
from jcmevents.document import FORMATS
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.press.blocks import Kind
from jcmevents.press.pictures import keep_picture
from jcmevents.press.preparing import prepare
from tests.factories import make_meeting
from tests.press.releases import make_published, make_release, published

RATE = 50  # requests in a second
SLUG, MISSING = "quokka-accord-1", "nobody-knows-it"  # of one length, as lengths are compared too
SECRET = "Quokka"
BLOCKS = (
    {"kind": Kind.TITLE, "text": f"{SECRET} accord signed"},
    {"kind": Kind.LEAD, "text": f"The {SECRET} accord was signed in {{meeting_city}}."},
    {"kind": Kind.IMAGE, "alt": f"The {SECRET} delegation"},
)
ANYTHING = "If-None-Match: *"  # answered with 304 where there is something, whatever it is
SLOW = (".pdf", ".docx", ".zip", ".xlsx")  # printed anew for each who asks
OWN = {"Date", "X-Request-Id", "Set-Cookie"}  # headers that differ between any two answers
HONEST, FAST = "app:app", "tests.faults.fast_clock:app"
PATIENCE = timedelta(seconds=2)  # after which it is out everywhere


class Request(NamedTuple):
    """`expected`: whether the answer is another once the release is out."""

    path: str
    expected: bool = True
    method: str = "GET"
    header: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.header}".strip()


class Answer(NamedTuple):
    """What came back, without what differs between any two answers."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Probe(NamedTuple):
    server: str
    surface: Request
    sent_at: datetime
    came_at: datetime
    is_as_without: bool  # byte-equal to the answer of a site on which the release does not exist
    tells: bool  # the title


def asked(server: str, request: Request) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    name, _colon, value = request.header.partition(": ")
    try:
        connection.request(
            request.method, request.path, headers={"Accept-Language": "en"} | ({name: value} if name else {})
        )
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    headers = sorted((name, value) for name, value in answer.getheaders() if name not in OWN)
    return Answer(answer.status, tuple(headers), body)


def surfaces(app: Flask, meeting: Meeting) -> list[Request]:
    """All that is public; where an address names the slug to come, it is asked in several ways."""
    lists = [Request(path) for path in ("/", "/sitemap.xml", "/releases/?search=signed", "/releases/?year=2025")]
    lists += [Request(f"/api/v1/releases?{part}") for part in ("search=signed", "year=2025", "meeting=accord&limit=1")]
    found = [*lists, *(Request(path, "release" in path) for path in addresses(app, meeting))]
    named = [request for request in found if SLUG in request.path]
    asked_otherwise = [(request, {"method": "HEAD"}) for request in named] + [(r, {"header": ANYTHING}) for r in named]
    return list(dict.fromkeys([*found, *(request._replace(**way) for request, way in asked_otherwise)]))


def addresses(app: Flask, meeting: Meeting) -> Iterator[str]:
    """Every public address of the application, of this meeting and of the release to come."""
    values: dict[str, Any] = {
        "release_slug": SLUG,
        "meeting_slug": meeting.slug,
        "release_edition": 1,
        "text_lang": "en",
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            is_of_release = "/releases/" in rule.rule
            known = values | {"slug": SLUG if is_of_release else meeting.slug, "file_format": FORMATS}
            is_public = getattr(app.view_functions[rule.endpoint], "access", None) == PUBLIC
            if not is_public or "GET" not in (rule.methods or ()) or not rule.arguments <= set(known):
                continue
            own = {name: known[name] for name in rule.arguments}
            if "file_format" not in own:
                yield app.url_for(rule.endpoint, **own)
            elif is_of_release:
                yield from (app.url_for(rule.endpoint, **own | {"file_format": each}) for each in FORMATS)


@pytest.fixture
def meeting() -> Meeting:
    """A meeting about which one release is out already, so that no list is empty."""
    meeting = make_meeting(slug="accord", ordinal=4, cities={"en": "Hayama"})
    make_published(slug="older", meeting=make_meeting(ordinal=3, cities={"en": "Hayama"}), langs=("en",))
    db.session.commit()
    return meeting


@pytest.fixture
def span(in_full: bool) -> tuple[float, float]:
    """For how many seconds before and after the time it is asked."""
    return (60, 10) if in_full else (6, 6)


Baseline = dict[tuple[str, Request], Answer]


def without(server: str, requests: list[Request]) -> Baseline:
    """What each is answered on a site without the release; where its slug is named, what a wrong slug gets.

    What answers differently each time, as forms with keys of their own do, is left out: it names no release.
    """
    found = {}
    for request in requests:
        missing = request._replace(path=request.path.replace(SLUG, MISSING))
        answer, again = asked(server, missing), asked(server, missing)
        if answer == again:
            found[server, request] = answer._replace(
                headers=tuple((name, value.replace(MISSING, SLUG)) for name, value in answer.headers),
                body=answer.body.replace(MISSING.encode(), SLUG.encode()),
            )
    return found


def probed(servers: list[str], app: Flask, meeting: Meeting, span: tuple[float, float]) -> tuple[list[Probe], datetime]:
    """Everything asked `RATE` times a second around the embargo of a release, and that instant."""
    requests = [each for each in surfaces(app, meeting) if each.expected or not each.path.endswith(SLOW)]
    baseline = {key: answer for server in servers for key, answer in without(server, requests).items()}
    release = make_release(slug=SLUG, meeting=meeting, blocks=BLOCKS)
    release.texts[0].blocks[-1].image = keep_picture(picture(), by=None, at=clock.now())
    published(release, at=clock.now(), opens_at=clock.now() + timedelta(hours=1))
    db.session.commit()
    prepare(release.editions[0].id)  # as the worker does once it is scheduled
    release.call_off(by=None, at=clock.now())
    opens_at = clock.now() + timedelta(seconds=span[0] + 2)
    release.schedule(opens_at, "Asia/Tokyo", by=None, at=clock.now())
    db.session.commit()

    def probe(number: int, server: str, request: Request) -> Probe:
        due = opens_at + timedelta(seconds=number / RATE - span[0])
        time.sleep(max((due - clock.now()).total_seconds(), 0))
        sent_at = clock.now()
        answer = asked(server, request)
        is_as_without = answer == baseline[server, request]
        tells = any(word.encode() in answer.body for word in ((SECRET,) if request.expected else (SECRET, SLUG)))
        return Probe(server, request, sent_at, clock.now(), is_as_without, tells)

    targets = cycle((server, each) for each in requests for server in servers if (server, each) in baseline)
    with ThreadPoolExecutor(12) as pool:
        count = int(sum(span) * RATE)
        waiting = [pool.submit(probe, number, *next(targets)) for number in range(count)]
        return [each.result() for each in waiting], opens_at


def early(probes: list[Probe], opens_at: datetime) -> list[Probe]:
    """What told of it before its time. Pages about something else may change, with the clock; they must not name it."""
    before = [each for each in probes if each.came_at < opens_at]
    return [each for each in before if each.tells or (each.surface.expected and not each.is_as_without)]


def late(probes: list[Probe], opens_at: datetime) -> list[Probe]:
    """What still hid it so long after."""
    after = [each for each in probes if each.sent_at > opens_at + PATIENCE and each.surface.expected]
    return [each for each in after if each.is_as_without]


def picture() -> FileStorage:
    content = BytesIO()
    Picture.new("RGB", (64, 48), "green").save(content, "PNG")
    content.seek(0)
    return FileStorage(content, "delegation.png")


def test_nothing_is_told_before_the_time_and_everything_soon_after(
    app: Flask, server: Any, meeting: Meeting, span: tuple[float, float], ledger: Callable[[str], None]
) -> None:
    servers = [server(1, HONEST)[0], server(1, FAST)[0]]
    probes, opens_at = probed(servers, app, meeting, span)
    before = [each for each in probes if each.came_at < opens_at]
    after = [each for each in probes if each.sent_at > opens_at + PATIENCE]
    assert {each.server for each in before} == {each.server for each in after} == set(servers)
    assert [(str(each.surface), each.came_at - opens_at) for each in early(probes, opens_at)] == []
    assert Counter(str(each.surface) for each in late(probes, opens_at)) == {}
    seen = [each for each in probes if each.surface.expected and not each.is_as_without]
    first = min(each.came_at for each in seen) - opens_at
    kinds = [len({each.surface for each in some}) for some in (probes, after)]
    ledger(
        f"embargo: {len(before)} requests in the {span[0]} s before, {kinds[0]} kinds of them to 2 servers 3 s apart:"
        f" 0 told anything; first told {first.total_seconds():.2f} s after it; {len(after)} requests, {kinds[1]} kinds,"
        " from 2 s after it on: 0 hid it"
    )


@pytest.mark.parametrize("control", ["tests.faults.own_clock:app", "tests.faults.unguarded:app"])
def test_without_the_clock_of_the_database_it_leaks(
    app: Flask, server: Any, meeting: Meeting, ledger: Callable[[str], None], control: str
) -> None:
    probes, opens_at = probed([server(1, control)[0]], app, meeting, (4, 0))
    told = early(probes, opens_at)
    ledger(f"control {control}: {len(told)} of {len(probes)} answers told of it before its time")
    assert told
    assert any(each.tells for each in told)
