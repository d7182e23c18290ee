"""The worker is killed in the middle of a step with many people and started again: everybody takes it once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.batches import Batch, BatchMember, Outcome
from jcmevents.registration.history import StateChange
from jcmevents.registration.models import Registration
from tests.factories import make_batch, make_delegation, make_registration
from tests.live import ROOT

PATIENCE = 300  # seconds
PAUSE = 0.02


@pytest.fixture
def start_worker(app: Any, environment: dict[str, str]) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts the worker that carries out what is due, always the same one."""
    running: list[subprocess.Popen[bytes]] = []
    command = [sys.executable, "-m", "flask", "--app", "app", "worker"]
    settings = {**os.environ, **environment}

    def start() -> subprocess.Popen[bytes]:
        running.append(subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.DEVNULL))
        return running[-1]

    yield start
    for worker in running:
        worker.kill()
        worker.wait()


def settled(batch_id: int) -> int:
    """With how many people the batch is done."""
    db.session.rollback()
    done = select(func.count()).where(BatchMember.batch_id == batch_id, BatchMember.outcome != Outcome.WAITING)
    return db.session.scalar(done) or 0


def wait_for(number: int, batch_id: int) -> None:
    end = time.monotonic() + PATIENCE
    while settled(batch_id) < number:
        assert time.monotonic() < end, f"only {settled(batch_id)} of {number}"
        time.sleep(PAUSE)


def test_everybody_is_confirmed_once_although_the_worker_is_killed(
    session: Any, start_worker: Any, in_full: bool, ledger: Callable[[str], None]
) -> None:
    if not in_full:
        pytest.skip("bin/faults does it; tests/registration/test_batches.py stops one without a worker")
    people, kills = 400, 5
    delegation = make_delegation(seats=people)
    chosen = [make_registration(delegation, email=f"p{n}@example.org") for n in range(people)]
    batch_id = make_batch(*chosen).id
    session.commit()
    stops = []
    for number in range(1, kills + 1):
        worker = start_worker()
        wait_for(number * people // (kills + 2), batch_id)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        stops.append(settled(batch_id))
    assert stops[-1] < people  # it was killed in the middle
    start_worker()
    wait_for(people, batch_id)
    ledger(f"step with {people} people, worker killed after {stops}: each confirmed once, with one mail")
    assert_done_once(batch_id, people)


def assert_done_once(batch_id: int, people: int) -> None:
    db.session.expire_all()
    assert db.session.get_one(Batch, batch_id).counts()[Outcome.DONE] == people
    confirmed = select(StateChange.registration_id).where(StateChange.after == "confirmed")
    ids = sorted(db.session.scalars(select(Registration.id)))
    assert sorted(db.session.scalars(confirmed.where(StateChange.mail_id.is_not(None)))) == ids
    assert db.session.scalar(select(func.count(OutgoingMail.id))) == people
