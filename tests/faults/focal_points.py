"""What a focal point of the fault tests does: open the private link, and nominate three people at once."""

from secrets import token_urlsafe

from jcmevents import clock
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from tests.faults.client import Answer, Visitor


class FocalPoint:
    """Has opened the link of one delegation."""

    def __init__(self, url: str, delegation: Delegation):
        self.visitor = Visitor(url)
        self.path = f"/meetings/{delegation.meeting.slug}/delegations/{delegation.id}/nomination/people/new"
        to = {"to": "focal@example.org", "lang": "en"}
        _link, token = PrivateLink.issue("delegation", delegation.id, by=None, at=clock.now(), **to)
        db.session.commit()
        form = self.visitor.get(f"/links/{token}").hidden_fields()
        assert self.visitor.post(f"/links/{token}", form).status == 302
        self.token = self.visitor.get(self.path).hidden_fields()["csrf_token"]

    def nominate_three(self, number: int) -> Answer:
        """All three of them, or none."""
        fields: dict[str, object] = {"csrf_token": self.token, "once": token_urlsafe(24)}
        for place, letter in enumerate("abc"):
            person = {
                "full_name": f"Group {number} {letter}",
                "capacity": "delegate",
                "lang": "en",
                "email": "",
                "function": "",
            }
            fields |= {f"people-{place}-{name}": value for name, value in person.items()}
        return self.visitor.post(self.path, fields)
