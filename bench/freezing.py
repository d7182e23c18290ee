"""The summary of many proposals, frozen by a real worker: how long, how the progress is told, how many pages."""

import re
import subprocess
import sys
import time
from datetime import UTC, datetime

from flask import Flask

from bench.server import ROOT
from jcmevents.extensions import db, read_only
from jcmevents.meetings.models import Meeting
from jcmevents.record.versions import Stand, SummaryVersion

PATIENCE = 900  # seconds


def freeze(app: Flask, slug: str) -> None:
    """Have a worker freeze a version, publish it, and print what it took."""
    with app.app_context():
        meeting = Meeting.by_slug(slug)
        if meeting is None:
            sys.exit(f"bench: there is no meeting “{slug}”")
        version = SummaryVersion.freeze(meeting, by=None, at=datetime.now(UTC))
        db.session.commit()
        started = time.monotonic()
        told = _followed(version)
        taken = time.monotonic() - started
        version.publish(by=None, at=datetime.now(UTC))
        db.session.commit()
        print(f"\n{len(version.files)} files frozen by a worker in {taken:.0f} s, progress told in {told} steps:")
        for each in version.files:
            if each.format == "pdf":
                print(f"  {each.form} {each.lang}: {_pages(each.file.read())} pages")
        db.session.rollback()


def _followed(version: SummaryVersion) -> int:
    """Wait until a worker has made the version; how many different numbers of files made were told meanwhile."""
    seen, end = set[int](), time.monotonic() + PATIENCE
    command = [sys.executable, "-m", "flask", "--app", "app", "worker"]
    worker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while version.is_under_way and time.monotonic() < end:
            time.sleep(0.1)
            _look(version)
            seen.add(version.done)
    finally:
        worker.terminate()
        worker.wait(timeout=60)
    if version.stand != Stand.FROZEN:
        sys.exit(f"bench: the summary is {version.stand}: {version.problem}")
    return len(seen)


def _look(version: SummaryVersion) -> None:
    """Read how far it is, without keeping the worker from writing."""
    token = read_only.set(True)
    db.session.refresh(version)
    db.session.commit()
    read_only.reset(token)


def _pages(pdf: bytes) -> int:
    told = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()  # noqa: S607
    found = re.search(r"Pages:\s+(\d+)", told)
    return int(found[1]) if found else 0
