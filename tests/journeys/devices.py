"""A device at the door: a real browser with a profile of its own on the disk, which is a station."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from jcmevents import clock
from jcmevents.attendance.stations import Station
from jcmevents.extensions import db
from tests.live import BROWSERS, PATIENCE, watched


class Device:
    """A browser with a profile of its own on the disk, which is a station."""

    def __init__(self, window: Browser, server: str, profile: Path, *arguments: str):
        self.window, self.server, self.profile, self.arguments = window, server, profile, arguments
        self.start()

    def start(self) -> None:
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.context: BrowserContext = self.window.browser_type.launch_persistent_context(
            self.profile,
            executable_path=_program(),
            args=[*root, *self.arguments],
            base_url=self.server,
            permissions=["camera"],
            viewport={"width": 390, "height": 844},
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.faults = watched(self.page)
        self.sent: list[str] = []
        self.page.on("request", self._remember)

    def open(self, station: Station) -> None:
        """Open the station's link as the organizers have handed it over."""
        token = station.link(lang="en", by=None, at=clock.now())
        db.session.commit()
        self.page.goto(f"/links/{token}")
        if "/links/" in self.page.url:  # a device that is the station already is led on
            self.page.locator("main form button").click()
        self.ready()
        expect(self.page.locator("body[data-kept]")).to_be_attached()

    def ready(self) -> None:
        expect(self.page.locator("body[data-ready]")).to_be_attached()

    def _remember(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/sync"):
            self.sent.append(request.post_data or "")

    def scan_all(self, codes: list[str]) -> None:
        """Let a scanner type the codes one after the other, each when the one before has been answered."""
        self.page.evaluate(
            """async (codes) => {
              const [field, answer] = [document.querySelector("[data-entry]"), document.querySelector("[data-answer]")];
              for (const code of codes) {
                const answered = new Promise((done) => {
                  const watch = new MutationObserver(() => { watch.disconnect(); done(); });
                  watch.observe(answer, { childList: true });
                });
                field.value = code;
                field.form.requestSubmit();
                await answered;
              }
            }""",
            codes,
        )

    def scan(self, code: str) -> None:
        self.page.fill("[data-entry]", code)
        self.page.press("[data-entry]", "Enter")

    def kill(self) -> None:
        """End the browser as a flat battery would."""
        for process in _processes(self.profile):
            with suppress(ProcessLookupError):  # it went with the one before
                os.kill(process, signal.SIGKILL)
        while _processes(self.profile):
            time.sleep(0.05)
        (self.profile / "SingletonLock").unlink(missing_ok=True)

    def online(self, station: Station) -> None:
        """The line is back. A browser killed in its first half minute may have forgotten its link and gets another."""
        self.context.set_offline(False)
        self.open(station)
        expect(self.page.locator("[data-waiting]")).to_have_text("All sent")

    def send_everything_again(self) -> None:
        """As a device does that has not heard the answer."""
        self.page.evaluate(
            """async (bodies) => {
              const address = document.body.dataset.address;
              const { csrf } = await (await fetch(`${address}/expected`)).json();
              const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
              for (const body of bodies) {
                const answer = await fetch(`${address}/sync`, { method: "POST", headers, body });
                if (!answer.ok) throw new Error(answer.status);
              }
            }""",
            list(self.sent),
        )

    @property
    def answer(self) -> Any:
        return self.page.locator("[data-answer]")


def _program() -> str:
    return next(filter(None, map(shutil.which, BROWSERS)))


def _processes(profile: Path) -> list[int]:
    """The processes of the browser that uses this profile."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            if str(profile).encode() in (folder / "cmdline").read_bytes() and state != "Z":
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@contextmanager
def device(window: Browser, server: str, profile: Path, *arguments: str) -> Iterator[Device]:
    made = Device(window, server, profile, *arguments)
    yield made
    made.context.close()
    assert made.faults == []
