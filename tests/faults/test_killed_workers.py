"""Workers are killed while people register: whoever was told a number is there, once, with the mail."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from jcmevents.audit import AuditEntry
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.history import StateChange
from jcmevents.registration.models import Registration
from tests.faults.client import Lost
from tests.faults.people import Applicants, number_told, open_delegation, states_of

AT_A_TIME = 12  # people who send at the same moment: three times as many as workers, so that none is idle
WORKERS = 4
PAUSE = 0.05  # seconds before somebody tries again


class Ledger:
    """What the people outside were told, and how often the connection broke."""

    def __init__(self) -> None:
        self.numbers: dict[int, str] = {}
        self.seen: Counter[str] = Counter()
        self._changed = threading.Condition()

    def acknowledge(self, person: int, number: str) -> None:
        with self._changed:
            self.numbers[person] = number
            self._changed.notify_all()

    def note(self, what: str) -> None:
        with self._changed:
            self.seen[what] += 1

    def wait_for(self, acknowledged: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.numbers) >= acknowledged, timeout=300)


def register(applicants: Applicants, person: int, form: dict[str, Any], ledger: Ledger) -> None:
    """Send the same form until there is an answer, as a browser's reload does."""
    while True:
        try:
            answer = applicants.send(form)
        except Lost:
            ledger.note("connections lost")
        else:
            if answer.status < 500:
                return ledger.acknowledge(person, number_told(answer))
            ledger.note(f"answers {answer.status}")
        time.sleep(PAUSE)


def workers_of(master: int) -> list[int]:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return [int(pid) for pid in children]


def kill_one_worker(master: int, ledger: Ledger) -> None:
    """Kill -9 a worker of gunicorn's, chosen at random."""
    while not (workers := workers_of(master)):
        time.sleep(PAUSE)
    os.kill(random.choice(workers), signal.SIGKILL)  # noqa: S311
    ledger.note("workers killed")


def test_every_acknowledged_registration_is_there_once_with_its_mail(
    server: Any, in_full: bool, ledger: Callable[[str], None]
) -> None:
    people, kills = (600, 25) if in_full else (40, 3)
    delegation = open_delegation(people // 2)
    outside = Ledger()
    url, master = server(workers=WORKERS)
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        applicants = Applicants(url, delegation)
        forms = [applicants.filled_in(person) for person in range(people)]
        sent = [pool.submit(register, applicants, person, form, outside) for person, form in enumerate(forms)]
        for number in range(1, kills + 1):
            outside.wait_for(number * people // (kills + 1))
            kill_one_worker(master, outside)
        for sending in sent:
            sending.result()
    ledger(f"{people} registrations, {dict(outside.seen)}, {len(outside.numbers)} acknowledged")
    assert outside.seen["workers killed"] == kills
    assert outside.seen["connections lost"] >= kills // 2  # the kills hit busy workers
    assert_stored_once(delegation, outside)


def assert_stored_once(delegation: Any, outside: Ledger) -> None:
    """Ledger, registrations, histories, mails and audit trail tell the same."""
    people = len(outside.numbers)
    assert states_of(delegation) == {"submitted": people // 2, "waitlisted": people - people // 2}
    stored = db.session.execute(select(Registration.number, Registration.email, Registration.id)).all()
    assert {number: f"person{person}@example.org" for person, number in outside.numbers.items()} == {
        number: email for number, email, _id in stored
    }
    ids = sorted(id for _number, _email, id in stored)
    assert len(ids) == people
    entered = select(StateChange.registration_id).join(OutgoingMail, OutgoingMail.id == StateChange.mail_id)
    assert sorted(db.session.scalars(entered)) == ids
    assert db.session.scalar(select(func.count(OutgoingMail.id))) == people
    audited = select(AuditEntry.object_id).where(AuditEntry.object_type == "registration")
    assert sorted(db.session.scalars(audited)) == ids
