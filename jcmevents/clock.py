"""The only clock. Everything else takes the time as an argument or asks here, so tests can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_frozen: ContextVar[datetime | None] = ContextVar("frozen_time", default=None)


def now() -> datetime:
    """The present instant as an aware datetime in UTC."""
    return _frozen.get() or datetime.now(UTC)


def frozen() -> datetime | None:
    """The instant that the clock is held at, if it is."""
    return _frozen.get()


@contextmanager
def frozen_at(instant: datetime) -> Iterator[None]:
    """Let `now()` answer `instant` (aware) inside the block; for tests and the demo meeting."""
    if instant.tzinfo is None:
        raise ValueError("frozen_at needs an aware datetime")
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
