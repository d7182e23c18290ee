"""The application as it is served, and a real browser to look at it."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from jcmevents.accounts.models import User
from jcmevents.extensions import db
from tests.browser import PASSWORD

ROOT = Path(__file__).parent.parent
AXE = ROOT / "tests/vendor/axe-core/axe.min.js"
PATIENCE = 60_000  # ms that a page may take to show what a test waits for, on a machine with much else to do
expect.set_options(timeout=PATIENCE)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def served(environment: dict[str, str], log: Path, *options: str, application: str = "app:app") -> Iterator[str]:
    """gunicorn with two workers on a free port, until the block ends; yields its address. `options` are gunicorn's."""
    with serving(environment, log, *(options or ("--workers", "2")), application=application) as (url, _process):
        yield url


@contextmanager
def serving(
    environment: dict[str, str], log: Path, *options: str, application: str = "app:app"
) -> Iterator[tuple[str, int]]:
    """As `served`; yields the address and the process id of gunicorn's master."""
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as output:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        bound = ["--bind", f"fd://{listener.fileno()}"]
        command = [sys.executable, "-m", "gunicorn", *options, *bound, application]
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment, "JCMEVENTS_BASE_URL": url},
            pass_fds=[listener.fileno()],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            urlopen(f"{url}/healthz", timeout=120).close()  # noqa: S310 - waits in the listener's queue until a worker is up
            yield url, server.pid
        except OSError as error:
            raise RuntimeError(f"the server did not answer:\n{log.read_text()}") from error
        finally:
            server.terminate()
            server.wait(timeout=60)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium. Without one the test is skipped, unless JCMEVENTS_REQUIRE_BROWSER says it may not be."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        tell = pytest.fail if os.environ.get("JCMEVENTS_REQUIRE_BROWSER") else pytest.skip
        tell("no Chromium found: bin/setup --test installs it")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's sandbox does not work for root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


def watched(page: Page) -> list[str]:
    """Collects what goes wrong inside the page: script errors and whatever the content security policy refused."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    return faults


def leave_by(way: Locator) -> None:
    """Press a button or link and wait until the page that it leads to is there, even one with the same address."""
    with way.page.expect_navigation():
        way.click()


def sign_in(page: Page, user: User) -> None:
    """Sign in by the form. Gives the user a password first, and commits."""
    user.set_password(PASSWORD)
    db.session.commit()
    page.goto("/sign-in")
    page.fill("[name=email]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds serious or critical on the open page: rule, help, and the first elements."""
    page.evaluate(AXE.read_text())  # evaluated from outside, so the page's policy need not allow it
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{rule['id']}: {rule['help']}: {[node['html'][:100] for node in rule['nodes'][:3]]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]
