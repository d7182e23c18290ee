"""The delegations of a meeting, for the organizers: their seats, and how many are taken."""

from typing import Any

from flask import abort
from marshmallow import fields

from jcmevents.accounts.access import by_token
from jcmevents.accounts.models import Role
from jcmevents.api.blueprint import WITH_TOKEN, bp
from jcmevents.api.fields import Listed, OneWord, PageQuery, Query, page_of
from jcmevents.api.paging import NUMBER, Order, page
from jcmevents.delegations.models import Delegation, InvitationState
from jcmevents.meetings.models import Meeting
from jcmevents.registration.models import Registration

BY_ID = Order([Delegation.id], [NUMBER])
PLAIN = ("id", "seats", "funded_seats", "invitation")


class DelegationListed(Listed):
    """A country or a body that is to come."""

    id = fields.Integer()
    country = fields.String(allow_none=True)
    organization = fields.String(allow_none=True)
    name = fields.String()
    formal_name = fields.String()
    invitation = fields.String()
    seats = fields.Integer()
    funded_seats = fields.Integer()
    seats_taken = fields.Integer()


class DelegationsQuery(PageQuery):
    invitation = OneWord(InvitationState)


def _told(delegation: Delegation, taken: int) -> dict[str, Any]:
    return {name: getattr(delegation, name) for name in PLAIN} | {
        "country": delegation.country_iso2,
        "organization": delegation.organization.key if delegation.organization else None,
        "name": delegation.name(),
        "formal_name": delegation.name(form="formal"),
        "seats_taken": taken,
    }


@bp.route("/meetings/<meeting_slug>/delegations", tags=["organizers"])
@by_token(Role.ORGANIZER)
@bp.doc(security=WITH_TOKEN)
@bp.arguments(DelegationsQuery, location="query")
@bp.response(200, page_of(DelegationListed))
def delegations(wanted: dict[str, Any], meeting: Meeting) -> dict[str, Any]:
    """The delegations and their seats"""
    query = Delegation.of_meeting(meeting)
    if "invitation" in wanted:
        query = query.where(Delegation.invitation == wanted["invitation"])
    rows, following = page(query, BY_ID, wanted)
    taken = Registration.seats_taken_at(meeting)
    return {"items": [_told(row, taken.get(row.id, 0)) for row in rows], "next": following}


@bp.route("/meetings/<meeting_slug>/delegations/<int:delegation_id>", tags=["organizers"])
@by_token(Role.ORGANIZER)
@bp.doc(security=WITH_TOKEN)
@bp.arguments(Query, location="query")
@bp.response(200, DelegationListed)
def delegation(_query: dict[str, Any], meeting: Meeting, delegation_id: int) -> dict[str, Any]:
    """One delegation"""
    found = Delegation.found_in(meeting, delegation_id) or abort(404)
    return _told(found, Registration.seats_taken(found))
