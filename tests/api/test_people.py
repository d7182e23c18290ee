"""The organizers' programs: the roster, entering, changing, steps, attendance; by the rules of the pages."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from jcmevents import audit
from jcmevents.accounts.tokens import Scope
from jcmevents.api.people import PLAIN
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.models import Registration
from tests.api.program import Program, problem
from tests.factories import (
    make_delegation,
    make_item,
    make_meeting,
    make_organizer,
    make_registration,
    make_session,
    make_token,
)

WORDS = ("Anu", "Bat", "Chuluun", "Dorj", "Enkh")
SILENT = {"mail": False, "no_mail_because": "Told by phone."}


@pytest.fixture
def program(app: Flask, session: Any) -> Program:
    return Program(app, make_token())


def people_of(delegation: Any) -> str:
    return f"/meetings/{delegation.meeting.slug}/registrations"


def person_at(registration: Registration) -> str:
    return f"{people_of(registration.delegation)}/{registration.number}"


def count_of(delegation: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(Registration).where(Registration.of(delegation))) or 0


def test_the_roster_tells_listed_fields_and_no_others(program: Program) -> None:
    registration = make_registration(email="anu@example.org", gender="female", wants_visa_letter=True)
    (told,) = program.everything(people_of(registration.delegation))
    assert set(told) == {*PLAIN, "delegation"}
    assert (told["number"], told["email"]) == (registration.number, "anu@example.org")
    assert told["delegation"] == {"id": registration.delegation_id, "country": "MN", "name": "Mongolia"}
    assert program.read(person_at(registration)) == told


def test_the_roster_is_narrowed_down_and_goes_page_by_page(program: Program) -> None:
    delegation = make_delegation(seats=9)
    numbers = [make_registration(delegation, full_name=f"Person {word}").number for word in WORDS]
    make_registration(make_delegation(delegation.meeting, "KE"), capacity="interpreter")
    path = people_of(delegation)
    assert [each["number"] for each in program.everything(f"{path}?limit=2&delegation={delegation.id}")] == numbers
    assert len(program.everything(f"{path}?capacity=interpreter&state=nominated&mode=on_site")) == 1
    assert [each["full_name"] for each in program.everything(f"{path}?search=person+bat")] == ["Person Bat"]


def test_delegations_tell_their_seats(program: Program) -> None:
    delegation = make_registration().delegation
    path = f"/meetings/{delegation.meeting.slug}/delegations"
    (told,) = program.everything(path)
    assert (told["seats"], told["seats_taken"], told["country"], told["invitation"]) == (5, 1, "MN", "not_invited")
    assert program.read(f"{path}/{delegation.id}") == told
    assert program.everything(f"{path}?invitation=accepted") == []


def test_sessions_are_told_as_entered_with_their_versions(program: Program) -> None:
    item = make_item(make_session(make_meeting(start=date(2025, 2, 17))), minutes=20)
    (told,) = program.everything(f"/meetings/{item.session.meeting.slug}/sessions")
    assert (told["uid"], told["version"], told["room"]) == (item.session.uid, item.session.version, None)
    assert (told["held_on"], told["starts"], told["starts_utc"]) == ("2025-02-17", "09:30", "2025-02-17T00:30:00Z")
    assert (told["items"][0]["id"], told["items"][0]["version"], told["items"][0]["minutes"]) == (item.id, 1, 20)


def test_what_belongs_to_another_meeting_is_not_found(program: Program) -> None:
    registration, other = make_registration(), make_delegation()
    path = f"/meetings/{other.meeting.slug}"
    assert program.ask(f"{path}/registrations/{registration.number}").status == 404
    assert program.ask(f"{path}/delegations/{registration.delegation_id}").status == 404
    assert program.write(f"{path}/registrations/{registration.number}/confirmation", SILENT).status == 404
    assert program.write(f"{path}/registrations/{registration.number}/attendance", {"status": "attended"}).status == 404
    refused = program.write(f"{path}/registrations", {"delegation": registration.delegation_id, "full_name": "X"})
    assert (refused.status, list(problem(refused)["errors"])) == (400, ["delegation"])
    assert program.everything(f"{path}/registrations") == []


def test_a_person_is_entered_as_by_the_organizers_own_form(program: Program) -> None:
    delegation = make_delegation(seats=1)
    entered = {"delegation": delegation.id, "full_name": " Ganbaatar\u0301 ", "function": "Director", "lang": "ja"}
    made = program.write(people_of(delegation), entered)
    told = json.loads(made.body)
    assert (made.status, told["state"], told["full_name"]) == (201, "nominated", "Ganbaata\u0155")
    assert program.read(made.headers["Location"].removeprefix("/api/v1")) == told
    full = program.write(people_of(delegation), {**entered, "full_name": "Second"})
    assert full.status == 409
    assert "All 1 seats of Mongolia are taken" in problem(full)["detail"]
    assert count_of(delegation) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"full_name": "  "}, "full_name"),
        ({"full_name": "x" * 201}, "full_name"),
        ({"full_name": None}, "full_name"),
        ({"full_name": ["x"]}, "full_name"),
        ({"full_name": "a\u202eb"}, "full_name"),
        ({"full_name": "a\u0000b"}, "full_name"),
        ({"full_name": "a\ud800b"}, "full_name"),
        ({"email": "nobody"}, "email"),
        ({"capacity": "king"}, "capacity"),
        ({"lang": "xx"}, "lang"),
        ({"state": "confirmed"}, "state"),
        ({"number": "X"}, "number"),
        ({"user_id": 1}, "user_id"),
        ({"funded": True}, "funded"),
        ({"gender": "female"}, "gender"),
        ({"delegation": "1e3"}, "delegation"),
        ({"delegation": True}, "delegation"),
        ({"delegation": 2**40}, "delegation"),
    ],
)
def test_what_cannot_be_entered_is_refused_by_name(program: Program, wrong: dict[str, Any], field: str) -> None:
    delegation = make_delegation()
    refused = program.write(people_of(delegation), {"delegation": delegation.id, "full_name": "Anu", **wrong})
    assert (refused.status, list(problem(refused)["errors"])) == (400, [field])
    assert count_of(delegation) == 0


@pytest.mark.parametrize(
    "body",
    [
        b'{"full_name": "A", "full_name": "B"}',
        b'{"full_name": NaN}',
        b"[" * 100_000,
        b"{",
        b'"x"',
        b"[]",
        b"9" * 5000,
        b'\xff{"full_name": "A"}',
        b"",
    ],
)
def test_a_body_that_is_no_object_with_each_name_once_is_refused(program: Program, body: bytes) -> None:
    path = people_of(make_delegation())
    assert program.ask(path, method="POST", data=body, headers={"Content-Type": "application/json"}).status == 400


def test_a_body_that_is_not_json_or_too_large_is_refused(program: Program) -> None:
    path = people_of(make_delegation())
    assert program.ask(path, method="POST", data={"full_name": "A"}).status == 415
    large = b'{"full_name": "' + b"x" * 3_000_000 + b'"}'
    refused = program.ask(path, method="POST", data=large, headers={"Content-Type": "application/json"})
    assert (refused.status, problem(refused)["title"]) == (413, "Request Entity Too Large")


def test_a_keyed_request_has_its_effect_once(app: Flask, program: Program) -> None:
    delegation = make_delegation()
    path, key = people_of(delegation), {"Idempotency-Key": "k-1"}
    entered = {"delegation": delegation.id, "full_name": "Anu"}
    first, again = (program.write(path, entered, headers=key) for _ in range(2))
    assert (first.status, first.body, first.headers["Location"]) == (
        again.status,
        again.body,
        again.headers["Location"],
    )
    assert count_of(delegation) == 1
    assert program.write(path, {**entered, "full_name": "Bat"}, headers=key).status == 422
    assert program.write(path, entered, headers={"Idempotency-Key": ""}).status == 400
    assert program.write(path, entered, headers={"Idempotency-Key": "k-2"}).status == 201
    other = Program(app, make_token())
    assert other.write(path, entered, headers=key).status == 201
    assert count_of(delegation) == 3


def test_a_refused_request_can_be_sent_again_with_its_key(program: Program) -> None:
    delegation = make_delegation(seats=0)
    path, key = people_of(delegation), {"Idempotency-Key": "k-1"}
    entered = {"delegation": delegation.id, "full_name": "Anu"}
    assert program.write(path, entered, headers=key).status == 409
    delegation.seats = 1
    assert program.write(path, entered, headers=key).status == 201


def test_a_change_needs_the_state_that_was_read_and_loses_nobody_s(program: Program) -> None:
    registration = make_registration(function="Director", unit="Ministry")
    path = person_at(registration)
    read = program.ask(path)
    match = {"If-Match": read.headers["ETag"]}
    assert program.write(path, {"function": "Minister"}, method="PATCH").status == 428
    changed = program.write(path, {"function": "Minister"}, method="PATCH", headers=match)
    told = json.loads(changed.body)
    assert (changed.status, told["function"], told["unit"]) == (200, "Minister", "Ministry")
    assert changed.headers["ETag"] == f'"{told["version"]}"' != read.headers["ETag"]
    clash = program.write(path, {"function": "Adviser"}, method="PATCH", headers=match)
    assert (clash.status, clash.headers["ETag"]) == (412, changed.headers["ETag"])
    assert problem(clash)["current"] == told == program.read(path)
    assert program.ask(path, headers={"If-None-Match": changed.headers["ETag"]}).status == 304


@pytest.mark.parametrize(
    "wrong", [{"state": "attended"}, {"delegation": 1}, {"number": "X"}, {"version": 9}, {"late": True}]
)
def test_what_follows_from_rules_cannot_be_set(program: Program, wrong: dict[str, Any]) -> None:
    path = person_at(make_registration())
    refused = program.write(path, wrong, method="PATCH", headers={"If-Match": program.ask(path).headers["ETag"]})
    assert (refused.status, list(problem(refused)["errors"])) == (400, list(wrong))


def test_steps_go_by_the_rules_of_the_page_and_tell_the_person(program: Program) -> None:
    registration = make_registration(email="anu@example.org")
    path = person_at(registration)
    confirmed = program.write(f"{path}/confirmation", {"reason": "Complete."})
    assert (confirmed.status, json.loads(confirmed.body)["state"]) == (200, "confirmed")
    assert db.session.scalars(select(OutgoingMail)).one().to_address == "anu@example.org"
    assert program.write(f"{path}/confirmation", {}).status == 409
    assert program.ask(f"{path}/confirmation").status == 405
    assert program.write(f"{path}/coronation", {}).status == 404
    for wrong, field in (({}, "reason"), ({"reason": "Ill.", "mail": False}, "no_mail_because")):
        refused = program.write(f"{path}/withdrawal", wrong)
        assert (refused.status, list(problem(refused)["errors"])) == (400, [field])
    assert json.loads(program.write(f"{path}/withdrawal", {"reason": "Ill.", **SILENT}).body)["state"] == "withdrawn"
    assert registration.history[-1].no_mail_because == "Told by phone."


def test_attendance_is_noted_and_taken_back(program: Program) -> None:
    registration = make_registration()
    path = f"{person_at(registration)}/attendance"
    assert program.write(path, {"status": "attended"}).status == 409  # not confirmed yet
    registration.confirm(by=None, at=registration.created_at)
    for status in ("attended", "no_show", "confirmed"):
        assert json.loads(program.write(path, {"status": status}).body)["state"] == status
    assert program.write(path, {"status": "lost"}).status == 400


def test_what_a_program_does_is_done_by_its_account(app: Flask, session: Any) -> None:
    owner, delegation = make_organizer(), make_delegation()
    program = Program(app, make_token(owner, Scope.ORGANIZER_WRITE))
    program.write(people_of(delegation), {"delegation": delegation.id, "full_name": "Anu"})
    entry = select(audit.AuditEntry.actor_id).where(audit.AuditEntry.action == "registration.nominated")
    assert db.session.scalars(entry).all() == [owner.id]


@pytest.mark.parametrize("what", ["registrations", "delegations", "sessions"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    program: Program, queries: Callable[[], AbstractContextManager[list[str]]], what: str
) -> None:
    program.read("/token")  # the first of ten requests takes uses for all of them
    counts = []
    for number in (1, 5):
        meeting = make_meeting()
        for country in ("MN", "KE", "VN", "LA", "PW")[:number]:
            make_registration(make_delegation(meeting, country))
            make_item(make_session(meeting))
        db.session.commit()
        with queries() as statements:
            assert len(program.read(f"/meetings/{meeting.slug}/{what}")["items"]) == number
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 16
