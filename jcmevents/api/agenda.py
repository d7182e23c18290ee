"""The agenda as it was published last: wall times, their zone, and the instants in UTC."""

from typing import Any

from marshmallow import fields

from jcmevents.accounts.access import public
from jcmevents.agenda.data import as_data
from jcmevents.agenda.editions import Edition
from jcmevents.agenda.kinds import Audience
from jcmevents.agenda.readers import programme_for
from jcmevents.api.blueprint import bp
from jcmevents.api.fields import TEXTS, Listed, Query, UtcInstant
from jcmevents.meetings.models import Meeting

WALL = "The time on the wall, in the zone of the meeting."


class PersonNamed(Listed):
    """Somebody with a part in the programme."""

    duty = fields.String()
    names = fields.Dict(**TEXTS)
    affiliations = fields.Dict(**TEXTS)
    on_behalf_of = fields.Dict(**TEXTS)
    is_online = fields.Boolean()


class MaterialNamed(Listed):
    """Something handed out."""

    id = fields.Integer()
    kind = fields.String()
    titles = fields.Dict(**TEXTS)
    lang = fields.String()


class EntryTold(Listed):
    """What sessions and items have in common."""

    id = fields.Integer()
    kind = fields.String()
    titles = fields.Dict(**TEXTS)
    abstracts = fields.Dict(**TEXTS)
    questions = fields.Dict(**TEXTS)
    starts = fields.String(allow_none=True, metadata={"description": WALL, "example": "09:30"})
    ends = fields.String(allow_none=True, metadata={"description": WALL})
    starts_at = fields.String(allow_none=True, metadata={"description": "The same with its offset from UTC."})
    ends_at = fields.String(allow_none=True)
    starts_utc = UtcInstant(of="starts_at", allow_none=True)
    ends_utc = UtcInstant(of="ends_at", allow_none=True)
    people = fields.List(fields.Nested(PersonNamed))
    materials = fields.List(fields.Nested(MaterialNamed))


class ItemTold(EntryTold):
    """What happens in a session, one after the other."""

    minutes = fields.Integer(allow_none=True)


class SessionTold(EntryTold):
    """A session. `uid` and `sequence` are those of the calendar file."""

    uid = fields.String()
    sequence = fields.Integer()
    code = fields.String()
    record_rule = fields.String()
    zone = fields.String(metadata={"description": "The zone as it is called at that time, e.g. JST, CEST."})
    room = fields.Dict(**TEXTS, allow_none=True)
    summaries = fields.Dict(**TEXTS)
    key_points = fields.List(fields.Dict(**TEXTS))
    items = fields.List(fields.Nested(ItemTold))


class DayTold(Listed):
    held_on = fields.String(metadata={"format": "date"})
    sessions = fields.List(fields.Nested(SessionTold))


class AgendaTold(Listed):
    """The programme of a meeting; `edition` is None while nothing has been published."""

    meeting = fields.String()
    zone = fields.String(metadata={"description": "The IANA zone of all wall times.", "example": "Asia/Tokyo"})
    edition = fields.Integer(allow_none=True)
    published_at = UtcInstant(allow_none=True)
    people = fields.List(fields.Nested(PersonNamed))
    days = fields.List(fields.Nested(DayTold))


@bp.route("/meetings/<meeting_slug>/agenda", tags=["meetings"])
@public
@bp.arguments(Query, location="query")
@bp.response(200, AgendaTold)
def agenda(_query: dict[str, Any], meeting: Meeting) -> dict[str, Any]:
    """The published agenda

    As the public reads it, whoever asks: of a session under the Chatham House Rule nobody is named.
    """
    edition = Edition.latest(meeting)
    told = as_data(programme_for(meeting, Audience.PUBLIC))
    head = {"meeting": meeting.slug, "zone": meeting.zone, "edition": edition.number if edition else None}
    published_at = edition.published_at if edition else None
    return {**head, "published_at": published_at, "people": told["people"], "days": told["days"]}
