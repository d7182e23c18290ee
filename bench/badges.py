"""A thousand badges by a real worker under a cap on its memory: how long, how much, is every name there whole.

Of the people of the sample every tenth stays at home.

.venv/bin/python -m bench.badges [--people 1150] [--layout a6]
bin/with-postgresql .venv/bin/python -m bench.badges
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate

from bench.server import ROOT
from jcmevents.accounts.models import Role, User
from jcmevents.badges.design import Layout
from jcmevents.badges.printing import people_of, request_badges
from jcmevents.countries.loading import load_reference_data
from jcmevents.demo.sample import make_sample
from jcmevents.downloads import Download
from jcmevents.downloads.models import DownloadState
from jcmevents.extensions import db, read_only
from jcmevents.factory import create_app
from jcmevents.registration.selection import Selection

CAP = 1024 << 20  # bytes of memory that the worker, and each process it starts, may ask for beyond its code
PATIENCE = 600  # seconds
LONG = "Venkataramanasubrahmanyeswararaolakshminarasimhamurthyvenkatasam"
HARD = (LONG, "ហ៊ុន ម៉ាណែត", "สมชาย กิตติศักดิ์", "𠮷野家 髙橋")
UNSEEN = re.compile(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.badges", description=__doc__)
    parser.add_argument("--people", type=int, default=1150)
    parser.add_argument("--layout", choices=[str(layout) for layout in Layout], default=str(Layout.A6))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jcmevents-bench.") as folder:
        _set_up(folder)
        with create_app().app_context():
            download, names = _ask_for(asked.people, Layout(asked.layout))
            _wait_for(download)
            assert download.file is not None  # noqa: S101 - it is ready
            _require_all(names, download.file.read())


def _set_up(folder: str) -> None:
    database = os.environ.get("JCMEVENTS_TEST_DATABASE_URL")
    for name in [name for name in os.environ if name.startswith("JCMEVENTS_")]:
        del os.environ[name]
    os.environ["JCMEVENTS_DATA_DIR"] = folder
    if database:
        os.environ["JCMEVENTS_DATABASE_URL"] = database


def _ask_for(people: int, layout: Layout) -> tuple[Download, list[str]]:
    flask_migrate.upgrade()
    load_reference_data(db.session)
    meeting, at = make_sample(people, 0), datetime.now(UTC)
    by = User.open_account(email="bench@example.org", name="Bench", password=None, at=at)
    db.session.flush()
    by.grant(Role.ORGANIZER, by=None, at=at)
    expected = db.session.scalars(people_of(meeting, Selection())).all()
    for person, name in zip(expected[:: max(1, people // 40)], HARD * 10, strict=False):
        person.badge_name = name
    started = time.monotonic()
    download = request_badges(meeting, expected, layout=layout, lang="en", by=by, at=at)
    db.session.commit()
    print(f"{len(expected):,} badges asked for in {time.monotonic() - started:.1f} s")
    return download, [person.name_for_badge for person in expected]


def _wait_for(download: Download) -> None:
    """Let a worker make the file; print the seconds it took and the memory that its processes held."""
    started, most = time.monotonic(), {"worker": 0, "PDF process": 0}
    command = [sys.executable, "-m", "flask", "--app", "app", "worker"]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    worker = subprocess.Popen(command, cwd=ROOT, preexec_fn=_cap, **silent)
    try:
        while download.state not in (DownloadState.READY, DownloadState.FAILED):
            if time.monotonic() - started > PATIENCE:
                sys.exit("bench: the file was not made in time")
            time.sleep(0.2)
            most["worker"] = max(most["worker"], _megabytes(worker.pid))
            most["PDF process"] = max(most["PDF process"], *map(_megabytes, _children(worker.pid)), 0)
            _look(download)
    finally:
        worker.terminate()
        worker.wait(timeout=60)
    if download.state == DownloadState.FAILED:
        sys.exit(f"bench: {download.problem}")
    told = ", ".join(f"{what} {megabytes} MB" for what, megabytes in most.items())
    print(f"made in {time.monotonic() - started:.1f} s with the start of the worker; at most: {told}")


def _cap() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (CAP, CAP))


def _look(download: Download) -> None:
    """Read how far it is, without keeping the worker from writing."""
    token = read_only.set(True)
    db.session.refresh(download)
    db.session.commit()
    read_only.reset(token)


def _children(pid: int) -> list[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return []


def _megabytes(pid: int) -> int:
    """The most memory the process has held."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) >> 10
    return 0


def _require_all(names: list[str], content: bytes) -> None:
    told = ""
    for order in ([], ["-raw"]):
        command = ["pdftotext", *order, "-", "-"]
        told += UNSEEN.sub("", subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode())
    missing = [name for name in names if UNSEEN.sub("", name) not in told]
    if missing:
        sys.exit(f"bench: {len(missing)} names are not whole: {missing[:5]}")
    print(f"{len(content) / (1 << 20):.1f} MB; all {len(names):,} names are found whole")


if __name__ == "__main__":
    main()
