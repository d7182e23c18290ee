"""One import of very many people by a real worker that is killed on the way: how long, how much memory, who is there.

.venv/bin/python -m bench.importing [--people 100000]
bin/with-postgresql .venv/bin/python -m bench.importing
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import flask_migrate
from sqlalchemy import func, select

from bench.server import ROOT
from jcmevents.countries.loading import load_reference_data
from jcmevents.countries.models import Country
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db, read_only
from jcmevents.factory import create_app
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration
from jcmevents.roster.importing.columns import guessed
from jcmevents.roster.importing.models import ImportState, RosterImport
from jcmevents.sheet import as_xlsx, read

NOW = datetime(2025, 2, 17, tzinfo=UTC)
HEAD = ("Id", "Name", "Country", "E-mail", "Position", "Organization", "Capacity", "Phone")
KILLED_AT = 0.4  # of the rows
PATIENCE = 3600  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.importing", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    people = parser.parse_args().people
    with tempfile.TemporaryDirectory(prefix="jcmevents-bench.") as folder:
        _set_up(folder)
        app = create_app()
        with app.app_context():
            roster_import = _take_in(people)
            _carry_on("checked", roster_import, ImportState.CHECKED)
            roster_import.start(by=None, at=datetime.now(UTC))
            _carry_on("entered, the worker killed once", roster_import, ImportState.FINISHED, kill=True)
            _require_everybody(people)
            roster_import.undo(by=None, at=datetime.now(UTC))
            _carry_on("undone", roster_import, ImportState.UNDONE)


def _set_up(folder: str) -> None:
    database = os.environ.get("JCMEVENTS_TEST_DATABASE_URL")
    for name in [name for name in os.environ if name.startswith("JCMEVENTS_")]:
        del os.environ[name]
    os.environ["JCMEVENTS_DATA_DIR"] = folder
    if database:
        os.environ["JCMEVENTS_DATABASE_URL"] = database


def _take_in(people: int) -> RosterImport:
    """A meeting of all countries, and a workbook in which their people stand all mixed up, ready to be checked."""
    flask_migrate.upgrade()
    load_reference_data(db.session)
    countries = db.session.scalars(select(Country).order_by(Country.iso2)).all()
    days = {"start": date(2025, 6, 2), "end": date(2025, 6, 4), "country_iso2": "JP"}
    meeting = Meeting.convene(slug="large", titles={"en": "Large meeting"}, **days, by=None, at=NOW)
    for country in countries:
        Delegation.admit(meeting, country=country, seats=people // len(countries) + 1, by=None, at=NOW)
    started = time.monotonic()
    content = as_xlsx("People", HEAD, (_person(n, countries[n % len(countries)].iso2) for n in range(people)))
    print(f"{people:,} people in a workbook of {len(content) >> 20} MB, written in {time.monotonic() - started:.0f} s")
    started = time.monotonic()
    sheet = read(content)
    print(f"read in {time.monotonic() - started:.1f} s")
    roster_import = RosterImport.take_in(meeting, sheet, "people.xlsx", lang="en", by=None, at=datetime.now(UTC))
    roster_import.check(guessed(meeting, sheet.head), None, by=None, at=datetime.now(UTC))
    return roster_import


def _person(n: int, country: str) -> list[str]:
    unit = f"Ministry of Climate {n % 97}"
    return [
        f"{n:020}",
        f"Person Number {n}",
        country,
        f"person{n}@example.org",
        "Director",
        unit,
        "delegate",
        "+81 3 1234",
    ]


def _carry_on(what: str, roster_import: RosterImport, ended: ImportState, *, kill: bool = False) -> None:
    """Let a worker carry the import on until it has `ended`; print the seconds it took and the memory it held."""
    db.session.commit()
    started, most = time.monotonic(), 0
    worker = _worker()
    try:
        while roster_import.state != ended:
            if time.monotonic() - started > PATIENCE or roster_import.state == ImportState.FAILED:
                sys.exit(f"bench: the import is {roster_import.state} after {roster_import.done} rows")
            time.sleep(0.5)
            most = max(most, _megabytes(worker.pid))
            _look(roster_import)
            if kill and roster_import.done > KILLED_AT * roster_import.total:
                worker.send_signal(signal.SIGKILL)
                worker.wait()
                print(f"killed after {roster_import.done:,} rows")
                worker, kill = _worker(), False
    finally:
        worker.terminate()
        worker.wait(timeout=60)
    taken = time.monotonic() - started
    print(f"{what}: {taken:.0f} s, a worker held at most {most} MB; rows: {roster_import.counts}", flush=True)


def _look(roster_import: RosterImport) -> None:
    """Read how far it is, without keeping the worker from writing."""
    token = read_only.set(True)
    db.session.refresh(roster_import)
    db.session.commit()
    read_only.reset(token)


def _worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flask", "--app", "app", "worker"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _megabytes(pid: int) -> int:
    """The most memory the process has held."""
    with suppress(FileNotFoundError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) >> 10
    return 0


def _require_everybody(people: int) -> None:
    """Each person is there once, and no delegation has more people than seats."""
    there = db.session.scalar(select(func.count(func.distinct(Registration.email))))
    rows = db.session.scalar(select(func.count(Registration.id)))
    most = db.session.scalars(select(func.count()).select_from(Registration).group_by(Registration.delegation_id)).all()
    seats = db.session.scalar(select(func.max(Delegation.seats)))
    if (there, rows) != (people, people) or max(most) > (seats or 0):
        sys.exit(f"bench: {there} different people in {rows} rows, at most {max(most)} on {seats} seats")
    print(f"{rows:,} people are there, each once, on no more than {seats} seats a delegation")


if __name__ == "__main__":
    main()
