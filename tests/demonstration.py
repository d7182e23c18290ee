"""The demonstration in the test database, for tests that only read it or put back what they change."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from jcmevents.demo.loading import DEMO, load_demo
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from tests.database import empty
from tests.factories import NOW


@contextmanager
def demonstration(app: Flask) -> Iterator[Meeting]:
    """The 4th meeting, loaded once for the whole block, in an application context; afterwards all is empty again."""
    with app.app_context():
        load_demo(NOW)
        db.session.commit()
        meeting = Meeting.by_slug(DEMO)
        assert meeting
        db.session.rollback()  # an open transaction would keep the server of a journey from writing
        yield meeting
        db.session.rollback()
        db.session.remove()
        empty(db.engine)
