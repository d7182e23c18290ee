"""What the people of the fault tests do: register, nominate, and look afterwards who got a seat."""

from collections import Counter
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import func, select

from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.registration.models import Registration
from tests.factories import NOW, make_delegation
from tests.faults.client import Answer, Visitor


def open_delegation(seats: int) -> Delegation:
    """An invited delegation, of a meeting of its own."""
    delegation = make_delegation(seats=seats)
    delegation.invite(by=None, at=NOW)
    db.session.commit()
    return delegation


class Applicants:
    """People who fill in the public form of one delegation."""

    def __init__(self, url: str, delegation: Delegation):
        self.path = f"/meetings/{delegation.meeting.slug}/registration/new"
        self.visitor = Visitor(url)
        form = self.visitor.get(self.path)
        assert form.status == 200
        self.fields = {**form.hidden_fields(), "delegation": delegation.id}
        self.fields |= {"capacity": "delegate", "mode": "on_site", "gender": "not_said", "lang": "en"}

    def filled_in(self, number: int) -> dict[str, Any]:
        """The form as one of them has filled it in; sent again, it is the same sending."""
        person = {"full_name": f"Person {number}", "email": f"person{number}@example.org"}
        return {**self.fields, **person, "once": token_urlsafe(24)}

    def send(self, fields: dict[str, Any]) -> Answer:
        """Raises Lost."""
        return self.visitor.post(self.path, fields)


def number_told(answer: Answer) -> str:
    """The number of the registration that the answer leads to."""
    assert answer.status == 302, f"{answer.status}: {answer.body[:2000]}"
    return answer.location.rpartition("/")[2]


def states_of(delegation: Delegation) -> Counter[str]:
    """How many people of the delegation are in which state."""
    db.session.rollback()
    count = select(Registration.state, func.count()).where(Registration.of(delegation)).group_by(Registration.state)
    return Counter({state: number for state, number in db.session.execute(count)})
