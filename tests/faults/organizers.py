"""What an organizer of the fault tests does: enters people, withdraws them, promotes those who wait."""

from secrets import token_urlsafe
from typing import Any

from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.registration.models import Registration
from tests.browser import PASSWORD
from tests.factories import make_organizer
from tests.faults.client import Answer, Visitor


class Organizer:
    """Signed in, at the registrations of one delegation."""

    def __init__(self, url: str, delegation: Delegation):
        user = make_organizer(password=PASSWORD)
        db.session.commit()
        self.visitor, self.delegation_id = Visitor(url), delegation.id
        form = self.visitor.get("/sign-in").hidden_fields()
        answer = self.visitor.post("/sign-in", {**form, "email": user.email, "password": PASSWORD})
        assert answer.status == 302, answer.body
        self.path = f"/meetings/{delegation.meeting.slug}/registrations"
        self.token = self.visitor.get(f"{self.path}/new").hidden_fields()["csrf_token"]

    def entry(self, number: int, **fields: Any) -> dict[str, Any]:
        """The form of a new person, filled in; sent again, it is the same sending."""
        person = {"full_name": f"Entered {number}", "delegation": self.delegation_id, "lang": "en"}
        usual = {"capacity": "delegate", "mode": "on_site", "gender": "not_said", "once": token_urlsafe(24)}
        return {"csrf_token": self.token, **usual, **person, **fields}

    def enter(self, entry: dict[str, Any]) -> Answer:
        return self.visitor.post(f"{self.path}/new", entry)

    def take(self, number: str, noun: str) -> Answer:
        """Take a step with the person who has this number."""
        told = {"why": "Agreed.", "mail": "none", "no_mail_because": "Told by phone."}
        return self.visitor.post(f"{self.path}/{number}/{noun}", {"csrf_token": self.token, **told})


def seat_and_let_wait(delegation: Delegation, seated: int, waiting: int) -> tuple[list[str], list[str]]:
    """Numbers of people who hold a seat and of people who wait."""
    at = delegation.created_at
    people = [
        Registration.apply(delegation, full_name=f"Before {n}", by=None, at=at, email=f"before{n}@example.org")
        for n in range(seated + waiting)
    ]
    db.session.commit()
    numbers = [person.number for person in people]
    return numbers[:seated], numbers[seated:]
