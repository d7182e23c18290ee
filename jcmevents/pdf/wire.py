"""How the application and the process that makes PDFs talk: messages with their length in front, over a socket."""

import socket
import struct
from time import monotonic

LENGTH = struct.Struct("!Q")


def send(wire: socket.socket, message: bytes, seconds: float | None = None) -> None:
    """Raises TimeoutError when the other side does not take the message in time."""
    wire.settimeout(seconds)
    wire.sendall(LENGTH.pack(len(message)) + message)


def receive(wire: socket.socket, seconds: float | None = None) -> bytes:
    """The next message. Raises TimeoutError, or EOFError when the other side is gone."""
    deadline = None if seconds is None else monotonic() + seconds
    (length,) = LENGTH.unpack(_read(wire, LENGTH.size, deadline))
    return _read(wire, length, deadline)


def _read(wire: socket.socket, size: int, deadline: float | None) -> bytes:
    data = bytearray()
    while len(data) < size:
        wire.settimeout(None if deadline is None else max(deadline - monotonic(), 0.001))
        piece = wire.recv(min(size - len(data), 1 << 20))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)
