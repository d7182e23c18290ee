"""What the people of the fault tests do: register, nominate, and look afterwards who got a seat."""

from collections import Counter
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import func, select

from jcmevents import clock
from jcmevents.application.drafts import COOKIE
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.registration.models import Registration
from tests.application.applicants import make_draft
from tests.factories import NOW, make_delegation, make_meeting
from tests.faults.client import Answer, Visitor


def open_delegation(seats: int) -> Delegation:
    """An invited delegation, of a meeting of its own that is still to come."""
    days = [(clock.now() + timedelta(days=n)).date() for n in (30, 31)]
    delegation = make_delegation(make_meeting(start=days[0], end=days[1]), seats=seats)
    delegation.invite(by=None, at=NOW)
    db.session.commit()
    return delegation


class Applicants:
    """People who have filled in the form of one delegation, each for himself, and send it."""

    def __init__(self, url: str, delegation: Delegation):
        self.meeting, self.delegation_id = delegation.meeting, delegation.id
        self.path = f"/meetings/{self.meeting.slug}/registration/new"
        self.visitor = Visitor(url)
        form = self.visitor.get(self.path)
        assert form.status == 200
        self.token = form.hidden_fields()["csrf_token"]

    def filled_in(self, number: int) -> dict[str, Any]:
        """What one of them sends, with the cookie of his draft; sent again, it is the same sending."""
        who = {"full_name": f"Person {number}", "email": f"person{number}@example.org"}
        part = {"delegation": str(self.delegation_id), "capacity": "delegate"}
        draft = make_draft(self.meeting, {"who": {**who, "gender": "not_said", "lang": "en"}, "part": part})
        db.session.commit()
        return {"once": token_urlsafe(24), "csrf_token": self.token, COOKIE: draft.cookie}

    def send(self, fields: dict[str, Any]) -> Answer:
        """Raises Lost."""
        cookie = {COOKIE: fields[COOKIE]}
        typed = {name: value for name, value in fields.items() if name != COOKIE}
        return self.visitor.send("POST", f"{self.path}/review", typed, cookies=cookie)


def number_told(answer: Answer) -> str:
    """The number of the registration that the answer leads to."""
    assert answer.status == 302, f"{answer.status}: {answer.body[:2000]}"
    return answer.location.rpartition("/")[2]


def states_of(delegation: Delegation) -> Counter[str]:
    """How many people of the delegation are in which state."""
    db.session.rollback()
    count = select(Registration.state, func.count()).where(Registration.of(delegation)).group_by(Registration.state)
    return Counter({state: number for state, number in db.session.execute(count)})
