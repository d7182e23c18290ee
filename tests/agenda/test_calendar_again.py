"""Calendar files taken into a client by another library than the one that wrote them, and taken in again later."""

from datetime import time
from typing import Any

import pytest
import vobject

from jcmevents.agenda.models import Session
from jcmevents.meetings.models import Meeting
from tests.browser import Browser
from tests.factories import NOW, make_edition, make_meeting, make_session


class Client:
    """What a calendar program does with a published file: an event with the same UID and a higher SEQUENCE replaces."""

    def __init__(self) -> None:
        self.events: dict[str, Any] = {}

    def take_in(self, content: bytes) -> None:
        for event in vobject.readOne(content.decode()).vevent_list:
            known = self.events.get(event.uid.value)
            if known is None or int(event.sequence.value) > int(known.sequence.value):
                self.events[event.uid.value] = event

    @property
    def shown(self) -> dict[str, time]:
        """The start on the wall by title, without what is cancelled."""
        live = (e for e in self.events.values() if "status" not in e.contents or e.status.value != "CANCELLED")
        return {event.summary.value: event.dtstart.value.time() for event in live}


@pytest.fixture
def planned(browser: Browser) -> tuple[Meeting, Session, Session]:
    meeting = make_meeting()
    opening, closing = (
        make_session(meeting, titles={"en": title}, starts=time(hour), ends=time(hour + 1))
        for title, hour in (("Opening", 9), ("Closing", 15))
    )
    make_edition(meeting)
    return meeting, opening, closing


def test_events_are_kept_when_the_file_is_taken_in_again(
    planned: tuple[Meeting, Session, Session], browser: Browser
) -> None:
    meeting, opening, closing = planned
    address = f"/meetings/{meeting.slug}/agenda.ics"
    files = {"whole": "", "one": opening.uid, "own": f"{opening.uid}.{closing.uid}"}
    clients = {name: Client() for name in files}

    def take_in() -> None:
        for name, sessions in files.items():
            clients[name].take_in(browser.get(f"{address}?sessions={sessions}" if sessions else address).data)

    take_in()
    names = {name: set(client.events) for name, client in clients.items()}
    both = {"Opening": time(9), "Closing": time(15)}
    assert {name: c.shown for name, c in clients.items()} == {"whole": both, "one": {"Opening": time(9)}, "own": both}

    opening.revise(starts=time(10), ends=time(11), by=None, at=NOW)
    make_edition(meeting)
    take_in()
    assert {name: set(client.events) for name, client in clients.items()} == names
    assert [client.shown["Opening"] for client in clients.values()] == [time(10)] * 3

    closing.remove(by=None, at=NOW)
    make_edition(meeting)
    take_in()
    assert {name: set(client.events) for name, client in clients.items()} == names
    assert [list(client.shown) for client in clients.values()] == [["Opening"]] * 3


def test_the_same_file_taken_in_twice_changes_nothing(
    planned: tuple[Meeting, Session, Session], browser: Browser
) -> None:
    address, client = f"/meetings/{planned[0].slug}/agenda.ics", Client()
    client.take_in(browser.get(address).data)
    before = dict(client.events)
    client.take_in(browser.get(address).data)
    assert client.events == before
