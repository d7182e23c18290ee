"""The pages that a focal point opens by private link, and the delegation they are about."""

from flask import Blueprint, abort

from jcmevents.accounts.private_links import holds_link
from jcmevents.delegations.links import PURPOSE
from jcmevents.delegations.models import Delegation
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration

bp = Blueprint("nomination", __name__, url_prefix="/meetings/<meeting_slug>/delegations/<int:delegation_id>/nomination")


def own(meeting: Meeting, delegation_id: int) -> Delegation:
    """The delegation, if this browser holds a link to it, else 404: whether there is another is not told."""
    delegation = Delegation.found_in(meeting, delegation_id)
    if delegation is None or not holds_link(PURPOSE, delegation.id):
        abort(404)
    return delegation


def own_person(delegation: Delegation, number: str) -> Registration:
    """The member of `delegation` with this number, else 404."""
    registration = Registration.found_in(delegation.meeting, number)
    if registration is None or registration.delegation_id != delegation.id:
        abort(404)
    return registration
