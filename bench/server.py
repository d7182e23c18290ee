"""An application on gunicorn as it is deployed, on a free port, until the block ends."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.load import Client

ROOT = Path(__file__).parents[1]
WORKERS = "2"


@contextmanager
def served(app: str, settings: dict[str, str], log: Path) -> Iterator[int]:
    """Yields the port at which `app` ("module:name") answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as output:
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", app]
        environment = {**os.environ, **settings, "WEB_CONCURRENCY": WORKERS, "BIND": f"fd://{listener.fileno()}"}
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            pass_fds=[listener.fileno()],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            Client(port).get("/")  # waits in the listener's queue until a worker is up
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)
