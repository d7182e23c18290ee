"""What lies on the table of a meeting, as the public may read it."""

from typing import Any

from flask import abort
from marshmallow import fields
from sqlalchemy import select

from jcmevents.accounts.access import public
from jcmevents.api.blueprint import bp
from jcmevents.api.fields import TEXTS, Line, Listed, OneWord, PageQuery, Query, page_of
from jcmevents.api.paging import NUMBER, Order, page
from jcmevents.discussion.models import Theme
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.data import proposal_data, told_to_all
from jcmevents.proposals.models import Proposal, Tag
from jcmevents.proposals.states import ON_THE_TABLE, Kind

ON_ITS_LIST = Order([Proposal.position, Proposal.id], [NUMBER, NUMBER])


class BodyNamed(Listed):
    """A country or a body at the meeting."""

    country = fields.String(allow_none=True)
    organization = fields.String(allow_none=True)
    names = fields.Dict(**TEXTS)


class PointTold(Listed):
    """What was said. Who said it, only as far as the rule of the session lets it be told."""

    kind = fields.String()
    texts = fields.Dict(**TEXTS)
    raised_by = fields.Nested(BodyNamed, allow_none=True)


class ProposalTold(Listed):
    """A proposal, a progress report or a case study, and what came of it."""

    id = fields.Integer()
    kind = fields.String()
    state = fields.String()
    titles = fields.Dict(**TEXTS)
    summaries = fields.Dict(**TEXTS)
    related_rules = fields.Dict(**TEXTS)
    outcomes = fields.Dict(**TEXTS)
    translated = fields.List(fields.String(), metadata={"description": "Languages that the secretariat translated to."})
    session = fields.String(allow_none=True, metadata={"description": "The uid of its session."})
    themes = fields.List(fields.String())
    sponsors = fields.List(fields.Nested(BodyNamed))
    points = fields.List(fields.Nested(PointTold))


class ProposalsQuery(PageQuery):
    kind = OneWord(Kind)
    state = OneWord(ON_THE_TABLE)
    theme = Line(longest=80, metadata={"description": "The key of a theme."})


@bp.route("/meetings/<meeting_slug>/proposals", tags=["proposals"])
@public
@bp.arguments(ProposalsQuery, location="query")
@bp.response(200, page_of(ProposalTold))
def proposals(wanted: dict[str, Any], meeting: Meeting) -> dict[str, Any]:
    """The proposals on the table, in their order"""
    query = told_to_all(meeting)
    for name in ("kind", "state"):
        if name in wanted:
            query = query.where(getattr(Proposal, name) == wanted[name])
    if "theme" in wanted:
        tagged = select(Tag.proposal_id).join(Theme, Theme.id == Tag.theme_id).where(Theme.key == wanted["theme"])
        query = query.where(Proposal.id.in_(tagged))
    rows, following = page(query, ON_ITS_LIST, wanted)
    return {"items": [proposal_data(proposal) for proposal in rows], "next": following}


@bp.route("/meetings/<meeting_slug>/proposals/<int:proposal_id>", tags=["proposals"])
@public
@bp.arguments(Query, location="query")
@bp.response(200, ProposalTold)
def proposal(_query: dict[str, Any], meeting: Meeting, proposal_id: int) -> dict[str, Any]:
    """One proposal"""
    found = db.session.scalar(told_to_all(meeting).where(Proposal.id == proposal_id)) or abort(404)
    return proposal_data(found)
