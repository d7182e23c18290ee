"""What a station knows: the people expected at its meeting, with no more about them than the door needs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select

from jcmevents.attendance.badges import Badge
from jcmevents.attendance.colours import colours_at
from jcmevents.attendance.models import Attendance, WalkIn
from jcmevents.attendance.stations import Station
from jcmevents.delegations.ordering import all_in_order
from jcmevents.extensions import db
from jcmevents.registration.models import NOT_BY_APPLICATION, Registration
from jcmevents.registration.states import EXPECTED, Capacity
from jcmevents.text import folded

# Never here: address, telephone, passport, answers. A lost device tells no more than the list of participants.
TOLD = (
    Registration.id,
    Registration.number,
    Registration.full_name,
    Registration.badge_name,
    Registration.reading,
    Registration.honorific,
    Registration.delegation_id,
    Registration.capacity,
)


def expected_at(station: Station) -> dict[str, Any]:
    """For the device: people, delegations and capacities, and the digests of badges, of which none can be made."""
    delegations = {delegation.id: delegation.name() for delegation in all_in_order(station.meeting)}
    return {
        "people": _people(station, delegations),
        "dead": list(db.session.scalars(select(Badge.digest).where(_of(Badge, station), Badge.killed_at.is_not(None)))),
        "delegations": [{"id": id, "name": name} for id, name in delegations.items()],
        "colours": colours_at(station.meeting),
        "capacities": [{"code": c, "name": c.label} for c in Capacity if c not in NOT_BY_APPLICATION],
    }


def _of(table: Any, station: Station) -> Any:
    return table.meeting_id == station.meeting_id


def _people(station: Station, delegations: dict[int, str]) -> list[dict[str, Any]]:
    badges, seen = _badges(station), _seen(station)
    walked_in = select(WalkIn.registration_id).where(_of(WalkIn, station))
    wanted = or_(Registration.state.in_(EXPECTED), Registration.id.in_(walked_in))
    rows = db.session.execute(select(*TOLD, Registration.state).where(_of(Registration, station), wanted))
    return [
        {
            "number": row.number,
            "name": f"{row.honorific} {row.full_name}".strip(),
            "reading": row.reading,
            "delegation": delegations[row.delegation_id],
            "capacity": row.capacity,
            "label": Capacity(row.capacity).label,
            "search": _searched(row, delegations[row.delegation_id]),
            "badge": badges.get(row.id),
            "seen": seen.get(row.id),
            "waits": row.state not in EXPECTED,
        }
        for row in rows
    ]


def _searched(row: Any, delegation: str) -> str:
    return folded(" ".join((row.full_name, row.badge_name, row.reading, row.number, delegation)))


def _badges(station: Station) -> dict[int, str]:
    live = select(Badge.registration_id, Badge.digest).where(_of(Badge, station), Badge.killed_at.is_(None))
    return {person: digest for person, digest in db.session.execute(live)}


def _seen(station: Station) -> dict[int, str]:
    """When those who were seen at the station's place came first, by id of the registration."""
    place = and_(Attendance.day_id == station.day_id, Attendance.session_id == station.session_id)
    rows = select(Attendance.registration_id, Attendance.first_seen_at).where(_of(Attendance, station), place)
    return {person: at.isoformat() for person, at in db.session.execute(rows)}
