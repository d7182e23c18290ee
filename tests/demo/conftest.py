from collections.abc import Iterator

import pytest
from flask import Flask

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from tests.demonstration import demonstration


@pytest.fixture(scope="module")
def loaded(app: Flask) -> Iterator[Meeting]:
    with demonstration(app) as meeting:
        yield meeting


@pytest.fixture
def meeting(loaded: Meeting) -> Iterator[Meeting]:
    """The 4th meeting of the demonstration; what a test does to it is undone."""
    yield loaded
    db.session.rollback()
