"""How smoothly a full agenda drags: a session is dragged across the grid in Chromium, and its long tasks are told.

Usage: python -m bench.dragging     The machine should have nothing else to do.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date, time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.server import ROOT, served
from jcmevents import clock
from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.demo.accounts import known_accounts
from jcmevents.extensions import db
from jcmevents.factory import create_app
from jcmevents.meetings.models import Meeting

SLUG, ROOMS, HOURS = "full", 4, (9, 10, 11, 14, 15)
DAYS = (date(2027, 2, 15), date(2027, 2, 17))
LONG = 50  # ms from which a task disturbs
DRAGS, STEPS = 3, 60
WATCH = """() => {
  window.tasks = [];
  window.frames = [];
  const note = (list) => tasks.push(...list.getEntries().map((entry) => entry.duration));
  new PerformanceObserver(note).observe({ type: "longtask" });
  let before = performance.now();
  const frame = (now) => { frames.push(now - before); before = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="jcmevents-bench.") as folder:
        settings = {"JCMEVENTS_DATA_DIR": folder}
        for name in [name for name in os.environ if name.startswith("JCMEVENTS_")]:
            del os.environ[name]
        os.environ.update(settings)
        command = [sys.executable, "-m", "flask", "--app", "app", "demo"]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        with create_app().app_context():
            _fill()
        with served("app:app", settings, Path(folder) / "app.log") as port:
            _measure(f"http://127.0.0.1:{port}")


def _fill() -> None:
    """3 days with 4 rooms and 60 sessions, with an item each."""
    act = {"by": None, "at": clock.now()}
    meeting = Meeting.convene(slug=SLUG, titles={"en": "Full"}, start=DAYS[0], end=DAYS[1], **act)
    rooms = [Room.open(meeting, {"en": f"Room {n + 1}"}, **act) for n in range(ROOMS)]
    for day in meeting.days:
        for room in rooms:
            for hour in HOURS:
                place = {"day": day, "room": room, "starts": time(hour), "ends": time(hour, 45)}
                Session.schedule(meeting, titles={"en": f"Session at {hour}"}, **place, **act).add_item(
                    titles={"en": "Talk"}, minutes=20
                )
    db.session.commit()


def _measure(url: str) -> None:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        page = browser.new_page(base_url=url, viewport={"width": 1280, "height": 900})
        _open(page)
        browser.start_tracing(page=page, categories=["toplevel"])
        for _ in range(DRAGS):
            _drag(page)
        worked = _worked(json.loads(browser.stop_tracing())["traceEvents"])
        _tell(page.evaluate("tasks"), page.evaluate("frames"), worked)
        browser.close()


def _open(page: Page) -> None:
    account = known_accounts()[0]
    page.goto("/sign-in")
    page.fill("[name=email]", account["email"])
    page.fill("[name=password]", account["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto(f"/meetings/{SLUG}/agenda/grid")
    page.wait_for_selector(".is-live")
    page.wait_for_timeout(500)
    page.evaluate(WATCH)


def _drag(page: Page) -> None:
    """From the first room to the last and an hour down, and back again, without a stop."""
    box = page.locator("[data-block]").first.bounding_box()
    if box is None:
        sys.exit("bench: the agenda is empty")
    x, y = box["x"] + box["width"] / 3, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 600, y + 100, steps=STEPS)
    page.mouse.move(x + 200, y + 40, steps=STEPS)
    with page.expect_response("**/place"):
        page.mouse.up()


def _worked(events: list[dict[str, Any]]) -> list[float]:
    """How long each task kept the processor busy, in ms: one that waits for a busy machine lasts longer."""
    named = [event for event in events if event["name"] == "thread_name"]
    main = {(each["pid"], each["tid"]) for each in named if each["args"]["name"] == "CrRendererMain"}
    ours = (event for event in events if (event["pid"], event["tid"]) in main)
    return [event.get("tdur", 0) / 1000 for event in ours if event["name"].endswith("RunTask")]


def _tell(tasks: list[float], frames: list[float], worked: list[float]) -> None:
    ordered = sorted(frames)
    print(f"{DRAGS} drags of {2 * STEPS} steps over {len(DAYS) + 1} days, {ROOMS} rooms, 60 sessions")
    print(f"frames: {len(frames)}, median {ordered[len(ordered) // 2]:.1f} ms, longest {ordered[-1]:.1f} ms")
    print(f"longest of {len(worked)} tasks by the time of the processor: {max(worked):.1f} ms")
    print(f"tasks of {LONG} ms or more by the clock: {len(tasks)}{''.join(f', {each:.0f} ms' for each in tasks)}")


if __name__ == "__main__":
    main()
