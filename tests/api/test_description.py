"""The description of the interface: complete, valid, and true of every answer, whatever is sent."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from jcmevents.api.blueprint import PREFIX
from jcmevents.api.guide import PURPOSES
from tests.access_table import ACCESS, VISITOR
from tests.api.program import Program
from tests.browser import Browser
from tests.factories import (
    make_attendee,
    make_delegation,
    make_edition,
    make_item,
    make_meeting,
    make_registration,
    make_session,
    make_tabled_proposal,
    make_token,
)
from tests.press.releases import make_published

ROUNDS = 12  # times that each operation is asked for something odd
METHODS = ("get", "post", "patch")
ODD = (
    *("", "0", "-1", "1", "null", "true", "NaN", "1e999", "%00", "../..", "'; --", "{", "é", "ｶﾞ", "\u202e", "\ud83d"),
    *("2025-02-30", "9" * 5000, "x" * 10_000, "en", "ja", "W10=", "*", " ", "\t", "٣", "\u0000"),
)
VALUES = (*ODD, None, True, False, 0, -1, 2**63, 1.5, [], {}, [[]], {"a": None}, ["x"], float("nan"))
BODIES = (b"", b"{", b"null", b"[]", b"\xff", b'{"a": 1, "a": 2}', b"[" * 50_000, b'"\\ud800"', b'{"\\ud800": 1}')


class Operation(NamedTuple):
    name: str
    method: str
    path: str
    told: dict[str, Any]

    @property
    def query(self) -> list[str]:
        return [each["name"] for each in self.told.get("parameters", ()) if each["in"] == "query"]

    @property
    def fields(self) -> list[str]:
        """The names of what its body may hold."""
        body = self.told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        return {"PersonEntered": ENTERED, "PersonChanged": ENTERED}.get(body.get("$ref", "").rpartition("/")[2], OTHERS)


ENTERED = ["delegation", "full_name", "function", "email", "capacity", "mode", "lang", "phone", "reading"]
OTHERS = ["reason", "mail", "no_mail_because", "status"]


@pytest.fixture
def description(app: Flask, session: Any) -> dict[str, Any]:
    told: dict[str, Any] = Program(app).read("/openapi.json")
    return told


def operations_of(description: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in description["paths"].items():
        for method in METHODS:
            if method in methods:
                yield Operation(methods[method]["operationId"], method.upper(), path, methods[method])


def references_in(told: Any) -> Iterator[str]:
    for value in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from references_in(value)
    if isinstance(told, dict) and "$ref" in told:
        yield told["$ref"]


def a_meeting_with_something_of_everything() -> dict[str, str]:
    """Values for every variable part of an address."""
    meeting = make_meeting(participants_public=True)
    registration = make_registration(make_delegation(meeting))
    make_attendee(make_delegation(meeting, "KE"), listed_publicly=True)
    session = make_session(meeting)
    make_item(session)
    make_edition(meeting)
    values = {
        "meeting_slug": meeting.slug,
        "delegation_id": registration.delegation_id,
        "number": registration.number,
        "proposal_id": make_tabled_proposal(session).id,
        "release_slug": make_published(meeting=meeting).slug,
        "text_lang": "en",
        "iso2": "MN",
        "noun": "confirmation",
    }
    return {name: str(value) for name, value in values.items()}


def test_it_names_every_address_and_nothing_else(app: Flask, description: dict[str, Any]) -> None:
    told = {(f"api.{each.name}", each.method) for each in operations_of(description)}
    assert told == {(name, method) for name, row in ACCESS.items() if name.startswith("api.") for method in row}


def test_it_says_which_addresses_need_a_token(description: dict[str, Any]) -> None:
    open_to_all = {each.name for each in operations_of(description) if "security" not in each.told}
    assert open_to_all == {name.removeprefix("api.") for name, row in ACCESS.items() if is_open(name, row)}


def is_open(name: str, row: dict[str, Any]) -> bool:
    return name.startswith("api.") and list(row.values()) == [VISITOR]


def test_it_is_a_whole(description: dict[str, Any]) -> None:
    """Every schema is one, every reference leads somewhere, every variable of an address is described."""
    components = description["components"]
    for schema in components["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for reference in references_in(description):
        _hash, part, kind, name = reference.split("/")
        assert name in description[part][kind]
    for path, methods in description["paths"].items():
        described = {each["name"] for each in methods.get("parameters", ()) if each["in"] == "path"}
        assert described == set(re.findall(r"{(\w+)}", path))
    assert components["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}
    assert all(each.told["summary"] and each.told["responses"] for each in operations_of(description))


def test_the_page_for_people_tells_of_every_address_in_both_languages(app: Flask, description: dict[str, Any]) -> None:
    for lang in ("en", "ja"):
        page = Browser(app).get(f"/api/?lang={lang}")
        assert len(page.select("tbody tr")) == len(list(operations_of(description)))
    assert "アクセストークン" in page.text
    assert set(PURPOSES) == {each.told["summary"] for each in operations_of(description)}


class Judge:
    """Holds answers to the description."""

    def __init__(self, description: dict[str, Any]):
        whole = DRAFT202012.create_resource(description)
        self.registry = Registry().with_resource("description", whole)

    def faults(self, answer: Any, operation: Operation) -> list[str]:
        if answer.status == 404 and answer.headers["Content-Type"] != "application/problem+json":
            return ["404 without a problem"]
        if answer.status < 400:
            told = operation.told["responses"][str(answer.status)].get("content")
            schema = told and told["application/json"].get("schema")
            kind = "application/json"
        else:
            schema, kind = {"$ref": "#/components/schemas/Problem"}, "application/problem+json"
        if answer.headers["Content-Type"] != kind:
            return [f"{answer.status} came as {answer.headers['Content-Type']}"]
        absolute = json.loads(json.dumps(schema or {}).replace('"#/', '"description#/'))
        validator = Draft202012Validator(absolute, registry=self.registry)
        return [error.message for error in validator.iter_errors(json.loads(answer.body))]


def filled(path: str, values: Mapping[str, str | bytes]) -> str:
    return re.sub(r"{(\w+)}", lambda found: quote(values[found[1]], safe=""), path).removeprefix(PREFIX)


def test_every_answer_is_as_described(app: Flask, description: dict[str, Any]) -> None:
    values, judge, program = a_meeting_with_something_of_everything(), Judge(description), Program(app, make_token())
    bodies: dict[str, dict[str, Any]] = {
        "enter": {"delegation": int(values["delegation_id"]), "full_name": "Anu"},
        "change": {"function": "Minister"},
        "step": {"mail": False, "no_mail_because": "Told by phone."},
        "note_attendance": {"status": "attended"},
    }
    for operation in sorted(operations_of(description), key=lambda each: each.name == "note_attendance"):
        sent: dict[str, Any] = {"json": bodies[operation.name]} if operation.name in bodies else {}
        headers = {"If-Match": '"1"'} if operation.name == "change" else {}
        answer = program.ask(filled(operation.path, values), method=operation.method, headers=headers, **sent)
        assert answer.status in (200, 201), (operation, answer.body)
        assert judge.faults(answer, operation) == []


def odd_request(chance: Random, operation: Operation, values: dict[str, str]) -> dict[str, Any]:
    """A request to the operation in which something is odd: the address, the query, the headers, the body."""
    odd = {name: chance.choice((value, value, value, chance.choice(ODD))) for name, value in values.items()}
    names = [*operation.query, "odd"]
    query = {chance.choice(names): chance.choice(ODD) for _ in range(chance.randrange(3))}
    headers = {"Content-Type": "application/json", "If-Match": chance.choice(('"1"', "*", "x", '"'))}
    headers["Idempotency-Key"] = chance.choice(("", "a", "b" * 201, "é"))
    body: Any = {chance.choice([*operation.fields, "odd"]): chance.choice(VALUES) for _ in range(chance.randrange(4))}
    sent = json.dumps(chance.choice((body, body, chance.choice(VALUES)))).encode()
    data = {} if operation.method == "GET" else {"data": chance.choice((sent, sent, sent, chance.choice(BODIES)))}
    path = filled(operation.path, {name: value.encode("utf-8", "surrogatepass") for name, value in odd.items()})
    raw = {name: value.encode("utf-8", "surrogatepass") for name, value in query.items()}
    return {"path": f"{path}?{urlencode(raw)}", "method": operation.method, "headers": headers, **data}


def test_whatever_is_sent_is_answered_as_described(app: Flask, asked: "Asked") -> None:
    """No odd value leads to anything but a described answer."""
    chance, wrong, statuses = Random(20250217), [], Counter[int]()  # noqa: S311 - no secret, and the same every time
    for operation in asked.operations * ROUNDS:
        request = odd_request(chance, operation, asked.values)
        answer = asked.program.ask(**request)
        statuses[answer.status] += 1
        if answer.status >= 500 or (answer.status >= 400 and asked.judge.faults(answer, operation)):
            wrong.append((str(request)[:300], answer.status, answer.body[:200]))
    assert wrong == []
    assert set(statuses) >= {200, 400, 404}


class Asked:
    """What the test above asks, of which meeting, with which token."""

    def __init__(self, app: Flask, description: dict[str, Any]):
        self.operations = sorted(operations_of(description))
        self.values = a_meeting_with_something_of_everything()
        self.program, self.judge = Program(app, make_token()), Judge(description)


@pytest.fixture
def asked(app: Flask, description: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Asked:
    monkeypatch.setattr("jcmevents.accounts.tokens.MOST_PER_MINUTE", 10**9)
    return Asked(app, description)
