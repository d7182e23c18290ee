"""Taking in sightings and retractions, and letting attendance and the states of registrations follow from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import selectinload

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.attendance.models import AT_STATIONS, Attendance, Retraction, Sighting
from jcmevents.attendance.rule import AttendanceRule
from jcmevents.attendance.stations import Station
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Mode
from jcmevents.registration.confirming import when_confirmed
from jcmevents.registration.models import Registration
from jcmevents.registration.states import EXPECTED, State

AT_ONCE = 500  # people settled together

Place = tuple[int, int, int | None]  # ids of registration, day, session


@dataclass(frozen=True)
class Seen:
    """Who was seen where; columns of `Sighting`."""

    uid: str
    registration_id: int
    day_id: int
    session_id: int | None
    mode: str
    source: str
    seen_at: datetime
    left_at: datetime | None = None
    station_id: int | None = None


def see(meeting: Meeting, seen: Sequence[Seen], *, by: User | None, at: datetime) -> None:
    """Note who was seen. What is known by its `uid` already changes nothing, whatever else it says."""
    people = _held(meeting, {each.registration_id for each in seen})
    known = set(db.session.scalars(select(Sighting.uid).where(Sighting.uid.in_([each.uid for each in seen]))))
    for each in {each.uid: each for each in reversed(seen) if each.uid not in known}.values():
        noted = {"meeting_id": meeting.id, "received_at": at, "noted_by_id": by.id if by else None}
        db.session.add(Sighting(**asdict(each), **noted))
    _settle(meeting, people, by=by, at=at)


def retract(
    meeting: Meeting, uids: Collection[str], *, why: str, by: User | None, at: datetime, station: Station | None = None
) -> None:
    """Take sightings back; those at a station only by that station itself. May come before what it takes back."""
    sightings = Sighting.of_meeting(meeting).where(Sighting.uid.in_(uids))
    found = {sighting.uid: sighting for sighting in db.session.scalars(sightings)}
    people = _held(meeting, {sighting.registration_id for sighting in found.values()})
    known = set(db.session.scalars(select(Retraction.sighting_uid).where(Retraction.sighting_uid.in_(uids))))
    for uid in sorted(set(uids) - known):
        if station is None or uid not in found or found[uid].station_id == station.id:
            _take_back(meeting, uid, why, by, at, station)
    _settle(meeting, people, by=by, at=at)


def _take_back(meeting: Meeting, uid: str, why: str, by: User | None, at: datetime, station: Station | None) -> None:
    retraction = Retraction(sighting_uid=uid, meeting_id=meeting.id, why=why[:200], retracted_at=at)
    retraction.by_id, retraction.station_id = by.id if by else None, station.id if station else None
    db.session.add(retraction)
    audit.record("attendance.retract", retraction, by=by, at=at)


def forget_sightings(
    meeting: Meeting, people: Iterable[Registration], *, why: str, by: User | None, at: datetime
) -> None:
    """Take back all that was seen of these people: an organizer says they were not there."""
    ids = [person.id for person in people]
    theirs = select(Sighting.uid).where(Sighting.registration_id.in_(ids), Sighting.standing())
    if uids := list(db.session.scalars(theirs)):
        retract(meeting, uids, why=why, by=by, at=at)


def settle_all(meeting: Meeting, *, by: User | None, at: datetime) -> None:
    """Let everybody's attendance follow anew, after the rule has changed."""
    seen = select(Sighting.registration_id).where(Sighting.meeting_id == meeting.id).distinct()
    ids = iter(db.session.scalars(seen).all())
    while some := list(islice(ids, AT_ONCE)):
        _settle(meeting, _held(meeting, some), by=by, at=at)


@when_confirmed
def _settle_confirmed(registration: Registration, by: User | None, at: datetime) -> None:
    """Somebody who was seen before the organizers confirmed him, like a walk-in, has attended from now on."""
    if db.session.scalar(select(Sighting.id).where(Sighting.registration_id == registration.id).limit(1)):
        _settle(registration.meeting, [registration], by=by, at=at)


def _held(meeting: Meeting, ids: Collection[int]) -> list[Registration]:
    """These people of the meeting, whom nobody else can change until the transaction ends; always in one order."""
    db.session.flush()
    people = Registration.of_meeting(meeting).where(Registration.id.in_(ids)).order_by(Registration.id)
    held = people.with_for_update(of=Registration).options(selectinload(Registration.history))
    return list(db.session.scalars(held.execution_options(populate_existing=True)))


def _settle(meeting: Meeting, people: Collection[Registration], *, by: User | None, at: datetime) -> None:
    db.session.flush()
    ids = [person.id for person in people]
    before = {_place(row): row for row in db.session.scalars(_of(ids))}
    after = _attendance(ids)
    for place in before.keys() - after.keys():
        db.session.execute(delete(Attendance).where(Attendance.id == before[place].id))
    for place, sightings in after.items():
        _write(before.get(place) or _new(meeting, place), place, sightings)
    db.session.flush()
    _judge(meeting, people, {place[0] for place in before}, after, by, at)


def _of(ids: Collection[int]) -> Select[Attendance]:
    return select(Attendance).where(Attendance.registration_id.in_(ids))


def _place(row: Attendance) -> Place:
    return row.registration_id, row.day_id, row.session_id


def _attendance(ids: Collection[int]) -> dict[Place, list[Sighting]]:
    """The standing sightings by place, the earliest first. A sighting in a session is one on its day too."""
    standing = select(Sighting).where(Sighting.registration_id.in_(ids), Sighting.standing())
    found: dict[Place, list[Sighting]] = defaultdict(list)
    for sighting in db.session.scalars(standing.order_by(Sighting.seen_at, Sighting.uid)):
        for session_id in {None, sighting.session_id}:
            found[sighting.registration_id, sighting.day_id, session_id].append(sighting)
    return found


def _new(meeting: Meeting, place: Place) -> Attendance:
    registration_id, day_id, session_id = place
    row = Attendance(meeting_id=meeting.id, registration_id=registration_id, day_id=day_id, session_id=session_id)
    db.session.add(row)
    return row


def _write(row: Attendance, place: Place, sightings: list[Sighting]) -> None:
    row.first_seen_at, row.source = sightings[0].seen_at, sightings[0].source
    row.mode = _mode(sighting.mode for sighting in sightings)
    row.scans = sum(s.source in AT_STATIONS and s.session_id == place[2] for s in sightings)


def _mode(modes: Iterable[str]) -> str:
    """The one word for several sightings: on site if it was so once."""
    return Mode.ON_SITE if Mode.ON_SITE in modes else Mode.ONLINE


def _judge(
    meeting: Meeting,
    people: Collection[Registration],
    seen_before: Collection[int],
    after: dict[Place, list[Sighting]],
    by: User | None,
    at: datetime,
) -> None:
    """Who meets the rule has attended; who met it by sightings that were taken back is expected again."""
    rule, theirs = AttendanceRule.of(meeting), defaultdict(list)
    for place in after:
        theirs[place[0]].append(place)
    for person in people:
        if _meets(rule, theirs[person.id]) and person.state in EXPECTED:
            modes = [sighting.mode for place in theirs[person.id] for sighting in after[place]]
            person.mark_attended(by=by, at=at, mode=_mode(modes))
        elif person.state == State.ATTENDED and person.id in seen_before and not _meets(rule, theirs[person.id]):
            person.move_to(State.CONFIRMED, by=by, at=at)


def _meets(rule: AttendanceRule, places: Collection[Place]) -> bool:
    days = sum(session_id is None for _person, _day, session_id in places)
    return rule.is_met(days=days, sessions=len(places) - days)
