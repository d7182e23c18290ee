"""What holds for all jobs. That they outlive a killed worker is shown with mails, in tests/mail/test_worker.py."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dbos import DBOS, DBOSClient
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from jcmevents import clock, jobs
from jcmevents.files.models import StoredFile
from jcmevents.jobs import engine, queue, registry

AT = datetime(2025, 2, 17, 3, 0, tzinfo=UTC)
Db = scoped_session[Session]
Handed = list[tuple[str, int]]


@pytest.fixture(autouse=True)
def _nothing_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_functions", {})
    monkeypatch.setattr(registry, "_sweeps", [])
    monkeypatch.setattr(registry, "_chores", [])


@pytest.fixture
def handed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Handed:
    """The jobs that were handed to the engine."""
    calls: Handed = []
    monkeypatch.setitem(app.config, "JOBS_BY_HAND", False)
    monkeypatch.setattr(queue, "hand_over", lambda _app, kind, row_id, _at: calls.append((kind, row_id)))
    return calls


@pytest.fixture
def job_engine(app: Flask, session: Db, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DBOSClient]:
    """The engine's own database, with nobody to carry jobs out."""
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    app.extensions.pop("job_engine", None)
    DBOS.migrate(queue.engine_url(app), schema=queue.SCHEMA)
    yield queue.client(app)
    app.extensions.pop("job_engine").destroy()


def new_row(session: Db, name: str = "a") -> StoredFile:
    """Any row will do; its size counts the work done."""
    kind: dict[str, Any] = {"media_type": "application/pdf", "sha256": "0", "sensitive": False}
    row = StoredFile(name=name, original_name="letter.pdf", created_at=AT, size=0, **kind)
    session.add(row)
    return row


def register_counting(session: Db) -> None:
    @jobs.register("count")
    def count(row_id: int) -> None:
        row = session.get_one(StoredFile, row_id)
        row.size += 1
        row.created_at = clock.now()

    @jobs.register_sweep
    def uncounted(at: datetime) -> list[tuple[str, int]]:
        ids = session.scalars(select(StoredFile.id).where(StoredFile.size == 0, StoredFile.created_at <= at))
        return [("count", row_id) for row_id in ids]


def test_drain_does_and_commits_what_is_due_at_that_time(app: Flask, session: Db) -> None:
    register_counting(session)
    due, later = new_row(session, "due"), new_row(session, "later")
    later.created_at = AT + timedelta(hours=1)
    session.commit()
    assert jobs.drain(app, AT + timedelta(minutes=1)) == [("count", due.id)]
    session.rollback()
    assert (due.size, later.size) == (1, 0)
    assert due.created_at == AT + timedelta(minutes=1)


def test_drain_ends_although_a_row_stays_due(app: Flask, session: Db) -> None:
    jobs.register("nothing")(lambda _row_id: None)
    jobs.register_sweep(lambda _at: [("nothing", 1)])
    assert jobs.drain(app, AT) == [("nothing", 1)]


def test_job_that_fails_changes_nothing(app: Flask, session: Db) -> None:
    row = new_row(session)
    session.commit()

    @jobs.register("break")
    def break_off(row_id: int) -> None:
        session.get_one(StoredFile, row_id).size = 9
        session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        registry.run_job(app, "break", row.id)
    session.refresh(row)
    assert row.size == 0


def test_sweep_that_fails_keeps_no_other_from_its_rows(
    app: Flask, session: Db, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_at: datetime) -> list[tuple[str, int]]:
        raise LookupError

    jobs.register_sweep(broken)
    jobs.register_sweep(lambda _at: [("mail", 7)])
    assert list(registry.due_jobs(app, AT)) == [("mail", 7)]
    assert "broken failed" in caplog.text


def test_chore_runs_once_per_period_even_if_it_fails(app: Flask, session: Db) -> None:
    runs: list[datetime] = []
    last_run: dict[registry.Chore, datetime] = {}

    @jobs.register_chore(timedelta(hours=1))
    def tidy(at: datetime) -> None:
        runs.append(at)
        raise LookupError

    for minutes in (0, 30, 59, 60, 61, 200):
        registry.run_chores(app, AT + timedelta(minutes=minutes), last_run)
    assert runs == [AT, AT + timedelta(minutes=60), AT + timedelta(minutes=200)]


def test_job_is_handed_over_when_the_act_is_committed(session: Db, handed: Handed) -> None:
    row = new_row(session)
    jobs.enqueue("count", row)
    session.flush()
    assert handed == []
    session.commit()
    assert handed == [("count", row.id)]
    session.commit()
    assert len(handed) == 1


def test_job_of_an_act_rolled_back_is_not_handed_over(session: Db, handed: Handed) -> None:
    jobs.enqueue("count", new_row(session))
    session.rollback()
    session.commit()
    assert handed == []


def test_savepoint_hands_nothing_over_before_the_whole_act_is_committed(session: Db, handed: Handed) -> None:
    with session.begin_nested():
        kept = new_row(session, "kept")
        jobs.enqueue("count", kept)
    savepoint = session.begin_nested()
    jobs.enqueue("count", new_row(session, "undone"))
    savepoint.rollback()
    assert handed == []
    session.commit()
    assert handed == [("count", kept.id)]


def test_act_is_committed_although_the_engine_is_away(
    app: Flask, session: Db, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object) -> None:
        raise OSError

    monkeypatch.setitem(app.config, "JOBS_BY_HAND", False)
    monkeypatch.setattr(queue, "hand_over", away)
    row = new_row(session)
    jobs.enqueue("count", row)
    session.commit()
    session.expire_all()
    assert session.get_one(StoredFile, row.id).name == "a"
    assert "waits for the sweep" in caplog.text


def test_sweep_hands_over_every_due_row(app: Flask, session: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: Handed = []
    monkeypatch.setattr(engine, "hand_over", lambda _app, kind, row_id, _at: calls.append((kind, row_id)))
    jobs.register_sweep(lambda _at: [("mail", 1), ("document", 2)])
    engine.sweep(app, AT)
    assert calls == [("mail", 1), ("document", 2)]


def test_engine_takes_a_job_once_while_it_waits(app: Flask, job_engine: DBOSClient) -> None:
    for seconds in (0, 10, 70):
        queue.hand_over(app, "once", 7, AT + timedelta(seconds=seconds))
    queue.hand_over(app, "once", 8, AT)
    waiting = job_engine.list_workflows(workflow_id_prefix="once:")
    assert sorted(job.input["args"] for job in waiting) == [("once", 7), ("once", 8)]


def test_engine_gives_out_anew_what_a_worker_has_held_too_long(app: Flask, job_engine: DBOSClient) -> None:
    queue.hand_over(app, "held", 7, AT)
    queue.hand_over(app, "held", 7, AT + queue.TAKEN_OVER_AFTER)
    assert len(job_engine.list_workflows(workflow_id_prefix="held:")) == 2


def test_engine_forgets_a_job_a_day_after_it_ended(app: Flask, job_engine: DBOSClient) -> None:
    for number in (1, 2):
        queue.hand_over(app, "ended", number, AT)
    waiting, ended = job_engine.list_workflows(workflow_id_prefix="ended:")
    job_engine.cancel_workflow(ended.workflow_id)
    queue.forget_finished(app, clock.now() + timedelta(hours=23))
    assert len(job_engine.list_workflows(workflow_id_prefix="ended:")) == 2
    queue.forget_finished(app, clock.now() + timedelta(hours=25))
    [left] = job_engine.list_workflows(workflow_id_prefix="ended:")
    assert left.workflow_id == waiting.workflow_id
