from collections.abc import Iterator

import pytest

from jcmevents import clock
from tests.factories import NOW, make_delegation, make_meeting


@pytest.fixture(autouse=True)
def at_the_first_day() -> Iterator[None]:
    """Meetings of the factories are held at NOW; before they are over people register."""
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def delegation(session):
    delegation = make_delegation(make_meeting(slug="open", titles={"en": "Open meeting", "ja": "公開会合"}), seats=2)
    delegation.invite(by=None, at=NOW)
    return delegation
