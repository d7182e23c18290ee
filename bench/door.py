"""Ten stations check people in at once: how long a scan takes from the request to the answer.

Usage: python -m bench.door
"""

import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import func, select

from bench.load import Client, WrongAnswer
from bench.server import ROOT, WORKERS, served
from jcmevents import clock
from jcmevents.attendance.badges import Badge
from jcmevents.attendance.models import Attendance
from jcmevents.attendance.stations import Station
from jcmevents.countries.models import Country
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.factory import create_app
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration

STATIONS, SCANS = 10, 60  # scans of each station, one every half second as a brisk person works
PAUSE = 0.5  # seconds
MOST_MS = 200


class Device(Client):
    """A device that is a station."""

    def open(self, token: str, station: int) -> None:
        page = self.get(f"/links/{token}")
        csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        self._send("POST", f"/links/{token}", f"csrf_token={csrf.group(1) if csrf else ''}").read()
        self.address = f"/station/{station}"
        self.csrf = json.loads(self.get(f"{self.address}/expected"))["csrf"]

    def scan(self, code: str) -> float:
        """Milliseconds until the answer that the person is present."""
        at = datetime.now(UTC).isoformat()
        body = json.dumps([{"kind": "sighting", "uid": str(uuid4()), "at": at, "code": code}])
        headers = {"Cookie": self.cookie, "Content-Type": "application/json", "X-CSRFToken": self.csrf}
        begun = time.perf_counter()
        self.connection.request("POST", f"{self.address}/sync", body, headers)
        response = self.connection.getresponse()
        answer = response.read()
        took = (time.perf_counter() - begun) * 1000
        if response.status != 200 or b'"present"' not in answer:
            raise WrongAnswer(f"a scan was answered {response.status}: {answer[:200]!r}")
        return took


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="jcmevents-bench.") as folder:
        settings = {"JCMEVENTS_DATA_DIR": folder}
        os.environ.update(settings)
        command = [sys.executable, "-m", "flask", "--app", "app", "demo"]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        app = create_app()
        with app.app_context():
            opened, codes = _fill()
        with served("app:app", settings, Path(folder) / "app.log") as port:
            took = _measure(port, opened, codes)
        with app.app_context():
            present = db.session.scalar(select(func.count(Attendance.id)).where(Attendance.scans == 1))
    _tell(took, present or 0)


def _fill() -> tuple[list[tuple[str, int]], list[str]]:
    """Links and ids of the stations, and a badge for each scan."""
    now = clock.now()
    today, how = now.astimezone(UTC).date(), {"by": None, "at": now}
    meeting = Meeting.convene(slug="door", titles={"en": "Door"}, start=today, end=today, zone="UTC", **how)
    delegation = Delegation.admit(meeting, country=Country.by_code("MN"), seats=STATIONS * SCANS, **how)
    people = [Registration.nominate(delegation, full_name=f"Person {n}", **how) for n in range(STATIONS * SCANS)]
    for person in people:
        person.confirm(**how)
    codes = [badge.token for badge in Badge.issue_all(meeting, people, **how)]
    stations = [Station.set_up(meeting, f"Station {n}", day=meeting.days[0], **how) for n in range(STATIONS)]
    opened = [(station.link(lang="en", **how), station.id) for station in stations]
    db.session.commit()
    return opened, codes


def _measure(port: int, opened: list[tuple[str, int]], codes: list[str]) -> list[float]:
    def station(number: int) -> list[float]:
        device = Device(port)
        device.open(*opened[number])
        time.sleep(PAUSE * number / STATIONS)
        took = []
        for code in codes[number::STATIONS]:
            took.append(device.scan(code))
            time.sleep(PAUSE)
        return took

    with ThreadPoolExecutor(STATIONS) as stations:
        return sorted(took for run in stations.map(station, range(STATIONS)) for took in run)


def _tell(took: list[float], present: int) -> None:
    median, p95 = took[len(took) // 2], took[math.ceil(len(took) * 0.95) - 1]
    print(f"{STATIONS} stations, {len(took)} scans, {WORKERS} workers, {os.cpu_count()} processors")
    print(f"median {median:.0f} ms, p95 {p95:.0f} ms, longest {took[-1]:.0f} ms; {present} people present once")
    if p95 > MOST_MS or present != len(took):
        sys.exit(f"bench: wanted p95 under {MOST_MS} ms and everybody present once")


if __name__ == "__main__":
    main()
