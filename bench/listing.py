"""The list of participants of a large meeting, made by a real worker: how long, how much memory, every name there."""

import csv
import subprocess
import sys
import time
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from bench.server import ROOT
from jcmevents.accounts.models import User
from jcmevents.downloads import Download
from jcmevents.downloads.models import DownloadState
from jcmevents.extensions import db, read_only
from jcmevents.meetings.models import Meeting
from jcmevents.record.attending import Stage
from jcmevents.record.participants import ParticipantList
from jcmevents.record.participants_download import request_list
from jcmevents.record.participants_export import exported

PATIENCE = 900  # seconds
BODY = ["pdftotext", "-raw", "-x", "0", "-y", "62", "-W", "595", "-H", "716", "-", "-"]  # without head and foot


def list_participants(app: Flask, people: int) -> None:
    """Enter a meeting of so many people, have a worker make its provisional list, and print what it took."""
    sample = [sys.executable, "-m", "flask", "--app", "app", "sample", "--registrations", str(people)]
    subprocess.run(sample, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with app.test_request_context():
        meeting = db.session.scalars(select(Meeting).where(Meeting.slug == f"sample-{people}")).one()
        user = db.session.scalars(select(User).limit(1)).one()
        at = datetime.now(UTC)
        download = request_list(meeting, Stage.PROVISIONAL, "pdf", lang="en", by=user, at=at)
        db.session.commit()
        started = time.monotonic()
        told, worker, child = _followed(download)
        taken = time.monotonic() - started
        db.session.refresh(download)
        if download.state != DownloadState.READY or download.file is None:
            sys.exit(f"bench: the list is {download.state}: {download.problem}")
        named, missing = _compared(download.file.read(), _rows(meeting))
        print(f"\nList of participants of {people:,} people: {taken:.0f} s, progress told in {told} steps,")
        print(f"  most memory: worker {worker} MB, a PDF process {child} MB")
        print(f"  {named:,} entries of the CSV looked for in the PDF in order, {missing} missing")
        db.session.rollback()
        if missing:
            sys.exit("bench: PDF and CSV do not agree")


def _rows(meeting: Meeting) -> list[dict[str, str]]:
    listed = ParticipantList.of(meeting, Stage.PROVISIONAL)
    return list(csv.DictReader(StringIO(exported(listed, "csv", datetime.now(UTC)).decode("utf-8-sig"))))


def _compared(pdf: bytes, rows: list[dict[str, str]]) -> tuple[int, int]:
    """How many people the rows name, and how many of them the PDF does not name where they are due."""
    said = "".join(subprocess.run(BODY, input=pdf, capture_output=True, check=True).stdout.decode().split())
    named, missing, place = 0, 0, 0
    for row in rows:
        if row["name"]:
            entry = "".join("".join(row[name] for name in ("honorific", "name", "function", "unit")).split())
            found = said.find(entry, place)
            named, missing, place = named + 1, missing + (found < 0), max(place, found + len(entry))
    return named, missing


def _followed(download: Download) -> tuple[int, int, int]:
    """Wait until a worker has made it: steps of progress told, most memory (MB) of the worker and of a child."""
    seen, worker_most, child_most, end = set[int](), 0, 0, time.monotonic() + PATIENCE
    command = [sys.executable, "-m", "flask", "--app", "app", "worker"]
    worker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while download.state in (DownloadState.WAITING, DownloadState.MAKING) and time.monotonic() < end:
            time.sleep(0.1)
            _look(download)
            seen.add(download.done)
            worker_most = max(worker_most, _most_memory(worker.pid))
            child_most = max([child_most, *map(_most_memory, _children(worker.pid))])
    finally:
        worker.terminate()
        worker.wait(timeout=60)
    return len(seen), worker_most, child_most


def _look(download: Download) -> None:
    """Read how far it is, without keeping the worker from writing."""
    token = read_only.set(True)
    db.session.refresh(download)
    db.session.commit()
    read_only.reset(token)


def _most_memory(process: int) -> int:
    """The most that it held at once, in MB; 0 once it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM")), 0)


def _children(process: int) -> list[int]:
    found = (path.read_text() for path in Path(f"/proc/{process}/task").glob("*/children"))
    return [int(child) for told in found for child in told.split()]
