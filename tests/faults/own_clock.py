"""The control that shows what the clock of the database is there for: a fast machine that trusts its own clock."""

from sqlalchemy import bindparam

from jcmevents.extensions import Instant
from jcmevents.press import embargo
from tests.faults.fast_clock import app, now

embargo.NOW = bindparam("own_time", callable_=now, type_=Instant())

__all__ = ["app"]
