"""The application on a machine whose clock is three seconds ahead of the others'."""

from datetime import UTC, datetime, timedelta

from jcmevents import clock
from jcmevents.factory import create_app

AHEAD = timedelta(seconds=3)


def now() -> datetime:
    return datetime.now(UTC) + AHEAD


clock.now = now
app = create_app()
