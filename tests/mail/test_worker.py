"""The real worker, in processes of its own, on the engine of this test run's database."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from jcmevents import clock
from jcmevents.jobs import queue
from jcmevents.mail.models import JOB, MailState, OutgoingMail
from tests.mail.sink import PATIENCE, Sink

ROOT = Path(__file__).parent.parent.parent
WORKER = """
import sys
from datetime import timedelta
from jcmevents.factory import create_app
from jcmevents.jobs import run_worker
import jcmevents.mail
run_worker(create_app(), sys.argv[1], timedelta(seconds=float(sys.argv[2])))
"""
Db = scoped_session[Session]
Worker = subprocess.Popen[bytes]


@pytest.fixture
def start(
    app: Flask, session: Db, sink: Sink, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Worker]]:
    """Start a worker by its name; by default it sweeps once, when it starts."""
    workers: list[Worker] = []
    settings = os.environ | environment | {"JCMEVENTS_SMTP_URL": sink.url, "JCMEVENTS_DATA_DIR": str(tmp_path)}

    def begin(name: str = "worker-1", sweep_every: float = 3600) -> Worker:
        command = [sys.executable, "-c", WORKER, name, str(sweep_every)]
        workers.append(subprocess.Popen(command, cwd=ROOT, env=settings, start_new_session=True))
        return workers[-1]

    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    app.extensions.pop("job_engine", None)
    yield begin
    sink.answers.set()
    for worker in workers:
        end(worker, signal.SIGKILL)
    if client := app.extensions.pop("job_engine", None):
        client.destroy()


@contextmanager
def silent(sink: Sink) -> Iterator[None]:
    """Inside, the mail server takes mails but does not say so."""
    sink.answers.clear()
    yield
    sink.answers.set()


def end(worker: Worker, number: signal.Signals) -> int:
    """The exit code of the worker, whose processes all get the signal."""
    if worker.poll() is None:
        os.killpg(worker.pid, number)
    return worker.wait(PATIENCE)


def queue_mails(session: Db, count: int) -> list[OutgoingMail]:
    people = [f"{number}@b.example" for number in range(count)]
    mails = [
        OutgoingMail.queue("bare", to=to, name="A", lang="en", at=clock.now(), subject="Hello", body="Text")
        for to in people
    ]
    session.commit()
    return mails


def end_claims(session: Db) -> None:
    """As if the time that a dead worker's claims hold had passed."""
    session.execute(update(OutgoingMail).values(next_attempt_at=clock.now()))
    session.commit()


def states(session: Db) -> set[str]:
    session.rollback()
    found = set(session.scalars(select(OutgoingMail.state)))
    session.rollback()
    return found


def test_mails_outlive_a_worker_killed_while_sending(session: Db, sink: Sink, start: Callable[..., Worker]) -> None:
    ids = [mail.message_id for mail in queue_mails(session, 3)]
    with silent(sink):
        worker = start()
        sink.wait_until(lambda: len(sink.mails) == 3)
        end(worker, signal.SIGKILL)
    assert states(session) == {MailState.SENDING}
    end_claims(session)
    worker = start()
    sink.wait_until(lambda: len(sink.mails) == 6)
    assert end(worker, signal.SIGTERM) == 0  # it finishes what it has begun
    assert states(session) == {MailState.SENT}
    assert Counter(sink.ids) == dict.fromkeys(ids, 2)


def test_mail_leaves_at_once_when_the_act_is_committed(
    app: Flask, session: Db, sink: Sink, start: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_mails(session, 1)
    start()
    sink.wait_until(lambda: len(sink.mails) == 1)  # the worker's only sweep is over
    monkeypatch.setitem(app.config, "JOBS_BY_HAND", False)
    [second] = queue_mails(session, 1)
    sink.wait_until(lambda: second.message_id in sink.ids)


def test_another_worker_takes_over_what_a_dead_one_left(
    app: Flask, session: Db, sink: Sink, start: Callable[..., Worker]
) -> None:
    [mail] = queue_mails(session, 1)
    with silent(sink):
        dead = start("worker-1")
        sink.wait_until(lambda: len(sink.mails) == 1)
        end(dead, signal.SIGKILL)
    start("worker-2")
    end_claims(session)
    queue.hand_over(app, JOB, mail.id, clock.now() + queue.TAKEN_OVER_AFTER)  # as the sweep of that time does
    sink.wait_until(lambda: sink.ids == [mail.message_id] * 2)


def test_sweep_finds_what_was_never_handed_over(session: Db, sink: Sink, start: Callable[..., Worker]) -> None:
    queue_mails(session, 1)
    start(sweep_every=0.5)
    sink.wait_until(lambda: len(sink.mails) == 1)
    queue_mails(session, 2)
    sink.wait_until(lambda: len(sink.mails) == 3)
