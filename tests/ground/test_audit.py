from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session, scoped_session

from jcmevents.audit import AuditEntry, record, verify_chain
from jcmevents.files.models import StoredFile

AT = datetime(2025, 2, 17, 3, 0, 0, 123456, tzinfo=UTC)
Db = scoped_session[Session]


@dataclass
class Person:
    """Stands for a user."""

    id: int
    audit_label: str = "organizer"


def new_row(name: str = "a") -> StoredFile:
    """Any row will do."""
    kind: dict[str, Any] = {"media_type": "application/pdf", "size": 1, "sha256": "0", "sensitive": False}
    return StoredFile(name=name, original_name="letter.pdf", created_at=AT, **kind)


def entries(session: Db) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def record_three(session: Db) -> list[AuditEntry]:
    row = new_row()
    session.add(row)
    for number, action in enumerate(["file.keep", "file.read", "file.delete"]):
        record(action, row, by=Person(5), at=AT + timedelta(minutes=number))
    session.commit()
    return entries(session)


def tamper(session: Db, statement: str) -> None:
    session.execute(text(statement))
    session.commit()
    session.expire_all()


def test_entry_says_who_did_what_to_which_row(session: Db) -> None:
    row = new_row()
    session.add(row)
    record("file.keep", row, by=Person(5), at=AT, fields=["name", "size"], meeting_id_before=None)
    session.commit()
    [entry] = entries(session)
    assert (entry.at, entry.actor_id, entry.actor_label, entry.action) == (AT, 5, "organizer", "file.keep")
    assert (entry.object_type, entry.object_id, entry.meeting_id) == ("stored_file", row.id, None)
    assert entry.detail == {"fields": ["name", "size"], "meeting_id_before": None}


def test_entry_of_the_program_itself_is_of_the_system(session: Db) -> None:
    row = new_row()
    session.add(row)
    record("file.expire", row, by=None, at=AT)
    session.commit()
    assert [(entry.actor_id, entry.actor_label) for entry in entries(session)] == [(None, "system")]


def test_act_that_is_rolled_back_leaves_no_entry(session: Db) -> None:
    record("file.keep", new_row(), by=None, at=AT)
    session.rollback()
    session.add(new_row())
    session.commit()
    assert entries(session) == []


def test_only_the_acts_of_the_savepoint_rolled_back_leave_no_entry(session: Db) -> None:
    row = new_row()
    session.add(row)
    record("file.keep", row, by=None, at=AT)
    with session.begin_nested():
        record("file.kept_inside", row, by=None, at=AT)
    savepoint = session.begin_nested()
    record("file.undone", row, by=None, at=AT)
    savepoint.rollback()
    session.commit()
    assert [entry.action for entry in entries(session)] == ["file.keep", "file.kept_inside"]
    assert verify_chain(session) is None


@pytest.mark.parametrize("value", ["Yamada Taro", "山田太郎", "a@b.example", 1.5, {"name": "x"}, ["山田"]])
def test_detail_refuses_what_may_be_personal(session: Db, value: object) -> None:
    with pytest.raises(ValueError, match="ids, names of fields and states"):
        record("file.keep", new_row(), by=None, at=AT, reason=value)


def test_untouched_chain_is_whole(session: Db) -> None:
    assert verify_chain(session) is None
    record_three(session)
    session.expunge_all()
    assert verify_chain(session) is None


@pytest.mark.parametrize(
    "change", ["action = 'file.none'", "actor_id = 6", "object_id = 99", "detail = '{\"a\": 1}'", "hash = 'x'"]
)
def test_altered_entry_breaks_the_chain_there(session: Db, change: str) -> None:
    altered = record_three(session)[1]
    tamper(session, f"UPDATE audit_entry SET {change} WHERE id = {altered.id}")  # noqa: S608
    assert verify_chain(session) == altered.id


def test_missing_entry_breaks_the_chain_at_the_next(session: Db) -> None:
    _first, missing, last = record_three(session)
    tamper(session, f"DELETE FROM audit_entry WHERE id = {missing.id}")  # noqa: S608
    assert verify_chain(session) == last.id


def test_entry_cannot_be_changed(session: Db) -> None:
    entry = record_three(session)[0]
    entry.action = "file.none"
    with pytest.raises(TypeError, match="never changed"):
        session.commit()


def test_entry_cannot_be_deleted(session: Db) -> None:
    session.delete(record_three(session)[0])
    with pytest.raises(TypeError, match="never changed"):
        session.commit()


@pytest.mark.parametrize("statement", [delete(AuditEntry), update(AuditEntry).values(action="file.none")])
def test_entries_cannot_be_changed_in_bulk(session: Db, statement: Any) -> None:
    record_three(session)
    with pytest.raises(TypeError, match="never changed"):
        session.execute(statement)


def test_chain_stays_whole_when_many_act_at_once(app: Flask, session: Db) -> None:
    session.commit()

    def act(number: int) -> None:
        with app.app_context():
            row = new_row(str(number))
            session.add(row)
            record("file.keep", row, by=None, at=AT)
            session.commit()

    with ThreadPoolExecutor(6) as people:
        list(people.map(act, range(24)))
    assert len(entries(session)) == 24
    assert verify_chain(session) is None
