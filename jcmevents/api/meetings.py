"""Meetings and trainings that are published."""

from typing import Any

from flask import current_app
from flask_login import current_user
from marshmallow import fields
from sqlalchemy import select

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.api.blueprint import bp
from jcmevents.api.fields import TEXTS, Line, Listed, OneWord, PageQuery, Query, UtcInstant, page_of
from jcmevents.api.paging import NUMBER, Order, page
from jcmevents.meetings.models import Kind, Meeting, Series
from jcmevents.text import localized

NEWEST_FIRST = Order([Meeting.id], [NUMBER], descending=True)
PLAIN = ("slug", "kind", "ordinal", "titles", "summaries", "start_on", "end_on", "zone", "mode", "cities", "venues")
FURTHER = ("registration_policy", "registration_opens_at", "registration_closes_at", "participants_public")


class MeetingListed(Listed):
    """A meeting or a training."""

    slug = fields.String(metadata={"description": "Its name in addresses.", "example": "jcm-gp-4"})
    kind = fields.String()
    series = fields.String(allow_none=True)
    ordinal = fields.Integer(allow_none=True)
    title = fields.String(metadata={"description": "In the language asked for."})
    titles = fields.Dict(**TEXTS)
    summaries = fields.Dict(**TEXTS)
    start_on = fields.Date()
    end_on = fields.Date()
    zone = fields.String(metadata={"description": "The IANA zone of its wall times.", "example": "Asia/Tokyo"})
    mode = fields.String()
    country = fields.String(allow_none=True)
    cities = fields.Dict(**TEXTS)
    venues = fields.Dict(**TEXTS)
    is_demonstration = fields.Boolean()
    page = fields.String(metadata={"description": "The address of its page."})


class MeetingTold(MeetingListed):
    """A meeting with its days and with who may register when."""

    days = fields.List(fields.Date())
    registration_policy = fields.String()
    registration_opens_at = UtcInstant(allow_none=True)
    registration_closes_at = UtcInstant(allow_none=True)
    participants_public = fields.Boolean(metadata={"description": "Whether the list of participants is public."})


class MeetingsQuery(PageQuery):
    kind = OneWord(Kind)
    series = Line(longest=60, metadata={"description": "The key of a series.", "example": "jcm-gp"})


def listed(meeting: Meeting) -> dict[str, Any]:
    """What a list tells of the meeting."""
    return {name: getattr(meeting, name) for name in PLAIN} | {
        "title": localized(meeting.titles),
        "series": meeting.series.key if meeting.series else None,
        "country": meeting.country_iso2,
        "is_demonstration": meeting.is_demonstration,
        "page": f"{current_app.config['BASE_URL']}/meetings/{meeting.slug}",
    }


@bp.route("/meetings", tags=["meetings"])
@public
@bp.arguments(MeetingsQuery, location="query")
@bp.response(200, page_of(MeetingListed))
def meetings(wanted: dict[str, Any]) -> dict[str, Any]:
    """The meetings, those entered last first"""
    query = Meeting.visible_to(current_user, clock.now())
    if "kind" in wanted:
        query = query.where(Meeting.kind == wanted["kind"])
    if "series" in wanted:
        query = query.where(Meeting.series_id.in_(select(Series.id).where(Series.key == wanted["series"])))
    rows, following = page(query, NEWEST_FIRST, wanted)
    return {"items": [listed(meeting) for meeting in rows], "next": following}


@bp.route("/meetings/<meeting_slug>", tags=["meetings"])
@public
@bp.arguments(Query, location="query")
@bp.response(200, MeetingTold)
def meeting(_query: dict[str, Any], meeting: Meeting) -> dict[str, Any]:
    """One meeting"""
    further = {name: getattr(meeting, name) for name in FURTHER}
    return {**listed(meeting), **further, "days": [day.held_on for day in meeting.days]}
