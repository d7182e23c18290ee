from datetime import timedelta
from typing import Any

import pytest

from jcmevents import clock
from jcmevents.delegations.links import PURPOSE
from jcmevents.delegations.models import Delegation
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_meeting


def coming_meeting(**values: Any) -> Any:
    """A meeting four weeks from now: links live by the real clock."""
    start = (clock.now() + timedelta(days=28)).date()
    return make_meeting(start=start, end=start + timedelta(days=2), **values)


def invited(country: str = "MN", meeting: Any = None, **values: Any) -> Delegation:
    """An invited delegation of five seats, two of them funded, with its focal point."""
    details = {"seats": 5, "funded_seats": 2, **values}
    delegation = make_delegation(meeting or coming_meeting(), country, **details)
    delegation.invite(by=None, at=NOW)
    delegation.revise(focal_point_name="Bat", focal_point_email="bat@example.mn", by=None, at=NOW)
    return delegation


def door_of(delegation: Delegation) -> str:
    return f"/meetings/{delegation.meeting.slug}/delegations/{delegation.id}/nomination"


@pytest.fixture
def delegation(session: Any) -> Delegation:
    return invited()


@pytest.fixture
def focal_point(browser: Browser, delegation: Delegation) -> Browser:
    """A browser that has opened the private link to the delegation."""
    browser.hold_link(PURPOSE, delegation.id, to="bat@example.mn")
    return browser


@pytest.fixture
def door(delegation: Delegation) -> str:
    return door_of(delegation)
