"""The agenda as it is entered, before it is published, each row with its version."""

from typing import Any

from marshmallow import fields
from sqlalchemy.orm import selectinload

from jcmevents.accounts.access import by_token
from jcmevents.accounts.models import Role
from jcmevents.agenda.models import Session
from jcmevents.api.blueprint import WITH_TOKEN, bp
from jcmevents.api.fields import TEXTS, Listed, PageQuery, UtcInstant, page_of
from jcmevents.api.paging import NUMBER, Order, page
from jcmevents.meetings.models import Meeting

BY_ID = Order([Session.id], [NUMBER])


class ItemEntered(Listed):
    """Something that happens in the session. Without `starts` it follows what stands before it."""

    id = fields.Integer()
    version = fields.Integer()
    position = fields.Integer()
    kind = fields.String()
    titles = fields.Dict(**TEXTS)
    starts = fields.Time(format="%H:%M", allow_none=True)
    minutes = fields.Integer(allow_none=True)


class SessionEntered(Listed):
    """A session as organizers have entered it."""

    id = fields.Integer()
    uid = fields.String()
    version = fields.Integer()
    held_on = fields.Date(attribute="day.held_on")
    starts = fields.Time(format="%H:%M")
    ends = fields.Time(format="%H:%M", allow_none=True)
    starts_utc = UtcInstant(attribute="starts_at")
    code = fields.String()
    kind = fields.String()
    titles = fields.Dict(**TEXTS)
    record_rule = fields.String()
    room = fields.Dict(**TEXTS, attribute="room.names", allow_none=True, dump_default=None)
    items = fields.List(fields.Nested(ItemEntered))


@bp.route("/meetings/<meeting_slug>/sessions", tags=["organizers"])
@by_token(Role.ORGANIZER)
@bp.doc(security=WITH_TOKEN)
@bp.arguments(PageQuery, location="query")
@bp.response(200, page_of(SessionEntered))
def sessions(wanted: dict[str, Any], meeting: Meeting) -> dict[str, Any]:
    """The sessions as they are entered"""
    query = Session.of_meeting(meeting).options(selectinload(Session.items))
    rows, following = page(query, BY_ID, wanted)
    return {"items": rows, "next": following}
