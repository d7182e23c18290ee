"""Who spoke at the opening of a meeting, by its agenda, named as a house writes names."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from jcmevents.agenda.kinds import Duty, Kind, RecordRule
from jcmevents.agenda.models import Item, Session
from jcmevents.agenda.roles import Role
from jcmevents.extensions import db
from jcmevents.meetings.models import Day, Meeting
from jcmevents.press.house import House
from jcmevents.press.proofreading import JAPANESE
from jcmevents.text import localized


def opening_speakers(meeting: Meeting) -> Sequence[Role]:
    """Those who speak in the first ceremony on the record that has speakers, in the order of the programme."""
    there = (Session.meeting_id == meeting.id, Session.removed_at.is_(None), Item.removed_at.is_(None))
    told = (Session.record_rule == RecordRule.ON_RECORD, Item.kind == Kind.CEREMONY, Role.duty == Duty.SPEAKER)
    query = select(Role, Session.id).join(Item, Role.item_id == Item.id).join(Item.session).join(Session.day)
    in_order = query.where(*there, *told).order_by(Day.held_on, Session.starts, Item.position, Role.position)
    rows = db.session.execute(in_order).all()
    return [role for role, session_id in rows if session_id == rows[0][1]]


def named(role: Role, house: House) -> str:
    """MATSUZAWA Yutaka (Ministry of the Environment): the name in the house's order, what the person does and where.

    In Japanese, and where its parts are known in Japanese letters only, it stays as it was entered.
    """
    name = localized(role.told_names, house.lang)
    parts = (role.registration.family_name, role.registration.given_name) if role.registration else ("", "")
    as_entered = role.names or house.lang == "ja" or JAPANESE.search("".join(parts))
    written = name if as_entered else house.person(name, *parts)
    affiliation = localized(role.told_affiliations, house.lang)
    return house.bodies_of(written, [affiliation]) if affiliation else written
