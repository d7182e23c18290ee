"""One run: an own database with a large meeting, each page asked for again and again, a table of what it took."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.counting import queries_of
from bench.freezing import freeze
from bench.listing import list_participants
from bench.load import Client, Measured, WrongAnswer, hot, once
from bench.pages import FROZEN, PAGES, PEOPLE, PROPOSALS, SAMPLE_SLUG, Page
from bench.server import ROOT, WORKERS, served
from jcmevents.demo.accounts import known_accounts
from jcmevents.factory import create_app

LISTED = 17_000  # people


def main() -> None:
    argparse.ArgumentParser(prog="bin/bench", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory(prefix="jcmevents-bench.") as folder:
        settings = {"JCMEVENTS_DATA_DIR": folder}
        for name in [name for name in os.environ if name.startswith("JCMEVENTS_")]:
            del os.environ[name]
        os.environ.update(settings)
        _fill()
        try:
            _measure(Path(folder), settings)
        except WrongAnswer as wrong:
            sys.exit(f"bench: {wrong}")


def _fill() -> None:
    print(f"Entering the demonstration and a meeting of {PEOPLE:,} people and {PROPOSALS} proposals ...", flush=True)
    sample = ["sample", "--registrations", str(PEOPLE), "--proposals", str(PROPOSALS)]
    for arguments in (["demo"], sample):
        command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _measure(folder: Path, settings: dict[str, str]) -> None:
    with served("bench.bare:app", settings, folder / "bare.log") as port:
        bare = hot(port, "/", "")
    print(f"\n{WORKERS} workers of gunicorn, {os.cpu_count()} processors\n")
    print(f"{'Page':<34}{'median ms':>10}{'requests/s':>12}{'x bare':>8}{'queries':>9}")
    print(f"{'Bare Flask page':<34}{bare.milliseconds:>10.1f}{bare.per_second:>12.0f}{1:>8.1f}{0:>9}")
    app = create_app()
    with served("app:app", settings, folder / "app.log") as port:
        organizer = _organizer(port)
        for page in PAGES:
            cookie = organizer if page.staff else ""
            taken = _take(page, port, cookie, folder)
            _print(page, taken, taken.milliseconds / bare.milliseconds, queries_of(app, page.path, cookie))
        freeze(app, SAMPLE_SLUG)
        taken = _take(FROZEN, port, "", folder)
        _print(FROZEN, taken, taken.milliseconds / bare.milliseconds, queries_of(app, FROZEN.path, ""))
    list_participants(app, LISTED)


def _take(page: Page, port: int, cookie: str, folder: Path) -> Measured:
    if not page.cold:
        return hot(port, page.path, cookie)
    shutil.rmtree(folder / "cache", ignore_errors=True)
    return once(port, page.path, cookie)


def _organizer(port: int) -> str:
    client, account = Client(port), known_accounts()[0]
    client.sign_in(account["email"], account["password"])
    return client.cookie


def _print(page: Page, taken: Measured, ratio: float, queries: int) -> None:
    print(
        f"{page.name:<34}{taken.milliseconds:>10.1f}{taken.per_second:>12.1f}{ratio:>8.1f}{queries:>9}",
        flush=True,
    )


if __name__ == "__main__":
    main()
