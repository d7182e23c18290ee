"""Warm processes that make PDFs. One that runs too long or too large is killed; the application never hangs with it."""

import atexit
import json
import os
import queue
import socket
import subprocess
import sys
import threading
from pathlib import Path

from flask_babel import gettext

from jcmevents.errors import DocumentFailed
from jcmevents.pdf.wire import receive, send

PROCESSES = 2  # at the same time, per application process; each needs 100 to 300 MB
START_SECONDS = 60
RENDERS = 200  # a process is then replaced, whatever memory it may have gathered
PROJECT = Path(__file__).parents[2]
FONTS = PROJECT / "static" / "print" / "fonts.conf"
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")


class Renderer:
    """A child process and our end of its wire."""

    def __init__(self) -> None:
        self.renders = 0
        self.wire, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own program, no word of it from outside
                [sys.executable, "-m", "jcmevents.pdf.child"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd=PROJECT,
                env=_environment(),
                start_new_session=True,
            )
        try:
            receive(self.wire, START_SECONDS)
        except (EOFError, OSError):
            self.kill()
            raise DocumentFailed(
                gettext("The PDF program does not start. Ask the administrator to check the installation.")
            ) from None

    def answer(self, order: bytes, seconds: float) -> bytes:
        self.renders += 1
        send(self.wire, order, seconds)
        return receive(self.wire, seconds)

    @property
    def is_fit(self) -> bool:
        return self.renders < RENDERS and self.process.poll() is None

    def kill(self) -> None:
        self.wire.close()
        self.process.kill()
        self.process.wait()

    def forget(self) -> None:
        """Let go of a process that belongs to the process this one was forked from."""
        self.wire.close()
        self.process.returncode = 0


def _environment() -> dict[str, str]:
    """No keys, no passwords. Our order of fonts, unless the system has its own configuration of them."""
    return {"FONTCONFIG_FILE": str(FONTS)} | {name: os.environ[name] for name in PASSED_ON if name in os.environ}


class Pool:
    """Lends out at most PROCESSES renderers at a time and keeps them warm in between."""

    def __init__(self) -> None:
        self.permits = threading.BoundedSemaphore(PROCESSES)
        self.free: queue.LifoQueue[Renderer] = queue.LifoQueue()

    def answer(self, order: bytes, seconds: float) -> bytes:
        if not self.permits.acquire(timeout=seconds):
            raise DocumentFailed(gettext("Too many documents are being made at the moment. Please try again later."))
        try:
            return self._answer(self._fit_renderer(), order, seconds)
        finally:
            self.permits.release()

    def _answer(self, renderer: Renderer, order: bytes, seconds: float) -> bytes:
        try:
            answer = renderer.answer(order, seconds)
        except BaseException:
            renderer.kill()
            raise
        if answer.startswith(b"%PDF"):
            self.free.put(renderer)
        else:  # what a page broke off in the middle has left behind is not worth finding out
            renderer.kill()
        return answer

    def _fit_renderer(self) -> Renderer:
        while not self.free.empty():
            renderer = self.free.get_nowait()
            if renderer.is_fit:
                return renderer
            renderer.kill()
        return Renderer()

    def close(self) -> None:
        while not self.free.empty():
            self.free.get_nowait().kill()

    def forget(self) -> None:
        while not self.free.empty():
            self.free.get_nowait().forget()


_pool = Pool()


def ask(html: str, lang: str, seconds: float, memory: int) -> bytes:
    """What a renderer answers: a PDF or the name of what went wrong. Raises TimeoutError or EOFError."""
    order = {"html": html, "lang": lang, "seconds": seconds, "memory": memory}
    return _pool.answer(json.dumps(order).encode(), seconds)


def _after_fork() -> None:
    """A server forks its workers: each starts renderers of its own."""
    global _pool
    _pool.forget()
    _pool = Pool()


atexit.register(lambda: _pool.close())
os.register_at_fork(after_in_child=_after_fork)
