"""A mail server that keeps what it gets."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller

PATIENCE = 120  # seconds, on a machine with much else to do


@contextmanager
def closed_port() -> Iterator[int]:
    """A port of this machine that is taken, so that nobody else takes it, and on which nobody listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield reserved.getsockname()[1]


class _Listening(Controller):
    """Listens on a socket that is open already: a port that was only found free could be taken until then."""

    def __init__(self, handler: Any, listener: socket.socket):
        super().__init__(handler, hostname="127.0.0.1", port=listener.getsockname()[1], ready_timeout=PATIENCE)
        self._listener = listener

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._listener)


class Sink:
    """Listens on a free port of this machine until `stop`; answers from `start` on."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refused: set[str] = set()  # addresses it does not know
        self.answers = threading.Event()  # while not set, it takes mails but does not say so
        self.answers.set()
        self._came = threading.Condition()
        self._controller = _Listening(self, socket.create_server(("127.0.0.1", 0)))

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self.answers.set()
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

    def wait_until(self, come: Callable[[], bool]) -> None:
        """Until `come`, asked after each mail that arrives. Raises TimeoutError."""
        with self._came:
            if not self._came.wait_for(come, PATIENCE):
                raise TimeoutError(f"only {self.ids} came")

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        mail = cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default))
        with self._came:
            self.mails.append(mail)
            self._came.notify_all()
        await asyncio.to_thread(self.answers.wait, PATIENCE)
        return "250 OK"
