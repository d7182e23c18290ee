"""The control without the check: what is scheduled counts as out."""

from datetime import UTC, datetime

from sqlalchemy import literal

from jcmevents.extensions import Instant
from jcmevents.factory import create_app
from jcmevents.press import embargo

embargo.NOW = literal(datetime.max.replace(tzinfo=UTC), Instant())
app = create_app()
