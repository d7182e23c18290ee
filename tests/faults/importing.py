"""Organizers who import a file while others register."""

from typing import Any

from flask import current_app

from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.roster.importing.models import Outcome
from jcmevents.roster.importing.work import import_now
from tests.faults.client import Answer


class Importer:
    """Imports files of people of one delegation, in a process of its own beside the server's."""

    def __init__(self, delegation: Delegation):
        self.app: Any = current_app._get_current_object()  # type: ignore[attr-defined]
        self.meeting_id, self.iso2 = delegation.meeting_id, delegation.country_iso2

    def enter_two(self, number: int) -> Answer:
        """Done (302) if somebody of the file got a seat, else refused with the reason (409)."""
        people = [f"Imported {number}.{n},{self.iso2},imported{number}.{n}@example.org" for n in range(2)]
        content = "\n".join(["Full name,Delegation,E-mail", *people]).encode()
        with self.app.app_context():
            meeting = db.session.get_one(Meeting, self.meeting_id)
            done = import_now(meeting, content, f"{number}.csv", dry_run=False, lang="en")
            added, refused = (done.counts.get(outcome, 0) for outcome in (Outcome.ADDED, Outcome.REFUSED))
            assert added + refused == len(people), done.counts
            return Answer(302 if added else 409, "", "")
