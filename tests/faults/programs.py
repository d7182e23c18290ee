"""What a program of the fault tests does: enters people of one delegation with a token, and changes them."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from jcmevents import clock
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from tests.factories import make_organizer, make_token
from tests.faults.client import PATIENCE, Answer, Lost


class EnteringProgram:
    """It has a token of its own. Its requests may be sent from many threads."""

    def __init__(self, url: str, delegation: Delegation):
        self.address = urlsplit(url).netloc
        self.secret = make_token(make_organizer(), at=clock.now())
        db.session.commit()
        self.delegation_id = delegation.id
        self.path = f"/api/v1/meetings/{delegation.meeting.slug}/registrations"

    def send(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """Raises Lost."""
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        sent = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json", **(headers or {})}
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, sent)
            response = connection.getresponse()
            return Answer(response.status, response.headers.get("Location", ""), response.read().decode())
        except (http.client.HTTPException, ConnectionError) as error:
            raise Lost(type(error).__name__) from error
        finally:
            connection.close()

    def enter(self, number: int, *, key: str | None = None, **fields: Any) -> Answer:
        person = {"delegation": self.delegation_id, "full_name": f"Program {number}", **fields}
        return self.send("POST", self.path, person, {"Idempotency-Key": key} if key else None)

    def change(self, number: str, read: str, **fields: Any) -> Answer:
        """Change the person with this number, of whom the state `read` was read."""
        return self.send("PATCH", f"{self.path}/{number}", fields, {"If-Match": read})
