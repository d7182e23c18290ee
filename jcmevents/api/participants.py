"""The list of participants, where the organizers have made it public."""

from typing import Any

from flask import abort
from marshmallow import fields

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.api.blueprint import bp
from jcmevents.api.fields import Listed, PageQuery, page_of
from jcmevents.api.paging import some
from jcmevents.meetings.models import Meeting
from jcmevents.record.attending import Stage
from jcmevents.record.participants import Entry, ParticipantList, Readers
from jcmevents.record.parts import Part


class ParticipantNamed(Listed):
    """Somebody who consented to be named to the public."""

    honorific = fields.String()
    name = fields.String()
    function = fields.String()
    unit = fields.String()


class DelegationNamed(Listed):
    """A delegation and its people, the head first."""

    part = fields.String(metadata={"description": "Where in the list: partner countries, organizations, ..."})
    country = fields.String(allow_none=True)
    name = fields.String(metadata={"description": "The formal name in the language asked for."})
    people = fields.List(fields.Nested(ParticipantNamed))
    further = fields.Integer(metadata={"description": "How many took part without being named."})


def _told(part: Part, entry: Entry) -> dict[str, Any]:
    return {
        "part": part.value,
        "country": entry.delegation.country_iso2,
        "name": entry.delegation.name(form="formal"),
        "people": entry.named(Readers.PUBLIC),
        "further": entry.further(Readers.PUBLIC),
    }


@bp.route("/meetings/<meeting_slug>/participants", tags=["meetings"])
@public
@bp.arguments(PageQuery, location="query")
@bp.response(200, page_of(DelegationNamed, stage=fields.String(), people=fields.Integer()))
def participants(wanted: dict[str, Any], meeting: Meeting) -> dict[str, Any]:
    """The list of participants, where it is public

    Provisional until the meeting is over, then final. Only who consented to it is named.
    """
    if not meeting.participants_public:
        abort(404)
    listed = ParticipantList.of(meeting, Stage.of(meeting, clock.now()))
    entries, following = some(((part, entry) for part, entries in listed.parts for entry in entries), wanted)
    items = [_told(part, entry) for part, entry in entries]
    return {"items": items, "next": following, "stage": listed.stage, "people": listed.people}
