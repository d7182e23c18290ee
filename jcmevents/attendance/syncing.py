"""Taking in what a station has noted, online at once or after hours without a line; sending it again does no harm."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import and_, select

from jcmevents.attendance.acts import Act, Retracted, Sighted, Unreadable, WalkedIn
from jcmevents.attendance.badges import TOKEN, Badge, as_printed
from jcmevents.attendance.models import AT_STATIONS, Sighting, Source, WalkIn
from jcmevents.attendance.noting import Seen, retract, see
from jcmevents.attendance.stations import Station
from jcmevents.crypto import token_digest
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Mode
from jcmevents.registration.models import Registration
from jcmevents.registration.states import EXPECTED, State
from jcmevents.text import current_language, written_date

FAST_CLOCK = timedelta(minutes=2)  # ahead of ours is believed; more is not


class Outcome(enum.StrEnum):
    """What becomes of an act."""

    PRESENT = "present"
    AGAIN = "again"  # seen at this place before
    WAITING = "waiting"  # entered; the organizers decide
    RETRACTED = "retracted"
    REFUSED = "refused"


Answer = dict[str, Any]


class Syncing:
    """One sending of acts by `station`. Everything stored follows from the acts, not from their order."""

    def __init__(self, station: Station, at: datetime):
        self.station, self.meeting, self.at = station, station.meeting, at
        self.answers: dict[str, Answer] = {}

    def take(self, sent: Sequence[Act | Unreadable]) -> dict[str, Answer]:
        """Note the acts; what came of each, by its uid."""
        self.station.last_heard_at = self.at
        for unread in (each for each in sent if isinstance(each, Unreadable)):
            self._refuse(unread.uid, gettext("This could not be read. Please note it again."))
        acts = [each for each in sent if not isinstance(each, Unreadable)]
        timely = [act for act in acts if self._is_timely(act)]
        seen = self._walk_ins([a for a in timely if isinstance(a, WalkedIn)])
        seen += self._sightings([a for a in timely if isinstance(a, Sighted)])
        see(self.meeting, seen, by=None, at=self.at)
        self._retract([act for act in acts if isinstance(act, Retracted)])
        self._tell(seen)
        return self.answers

    def _is_timely(self, act: Act) -> bool:
        """Whether the act is of the station's day; a clock that cannot be right is not believed."""
        day = self._believed(act.at).astimezone(self.meeting.tz).date()
        if not isinstance(act, Retracted) and day != self.station.day.held_on:
            wanted = written_date(self.station.day.held_on, current_language())
            self._refuse(act.uid, gettext("This station is for %(day)s only.", day=wanted))
        return act.uid not in self.answers

    def _believed(self, told: datetime) -> datetime:
        plausible = self.station.created_at <= told <= self.at + FAST_CLOCK
        return min(told, self.at) if plausible else self.at

    def _refuse(self, uid: str, why: str) -> None:
        self.answers[uid] = {"outcome": Outcome.REFUSED, "why": why}

    def _seen(self, uid: str, registration: Registration, source: Source, at: datetime) -> Seen:
        return Seen(
            uid=uid,
            registration_id=registration.id,
            day_id=self.station.day_id,
            session_id=self.station.session_id,
            mode=Mode.ON_SITE,
            source=source,
            seen_at=self._believed(at),
            station_id=self.station.id,
        )

    def _walk_ins(self, acts: Sequence[WalkedIn]) -> list[Seen]:
        known = {row.uid: row for row in self._of(WalkIn, WalkIn.uid, [act.uid for act in acts])}
        delegations = {d.id: d for d in self._of(Delegation, Delegation.id, [act.delegation_id for act in acts])}
        seen = []
        for act in acts:
            if act.uid in known:
                person = known[act.uid].registration
            elif delegation := delegations.get(act.delegation_id):
                person = self._enter(act, delegation)
            else:
                self._refuse(act.uid, gettext("This delegation is not at this meeting."))
                continue
            seen.append(self._seen(act.uid, person, Source.NAME, act.at))
        return seen

    def _enter(self, act: WalkedIn, delegation: Delegation) -> Registration:
        details = {"full_name": act.name, "capacity": act.capacity, "function": act.function}
        person = Registration.walk_in(delegation, by=None, at=self.at, **details)
        db.session.flush()
        entry = WalkIn(uid=act.uid, meeting_id=self.meeting.id, registration_id=person.id, entered_at=act.at)
        entry.station_id = self.station.id
        db.session.add(entry)
        return person

    def _sightings(self, acts: Sequence[Sighted]) -> list[Seen]:
        digests = {act.uid: token_digest(as_printed(act.code)) for act in acts if TOKEN.fullmatch(as_printed(act.code))}
        badges = {badge.digest: badge for badge in self._of(Badge, Badge.digest, digests.values())}
        numbers = [act.number for act in acts if not act.code]
        people = {person.number: person for person in self._of(Registration, Registration.number, numbers)}
        seen = []
        for act in acts:
            badge = badges.get(digests.get(act.uid, ""))
            if person := self._admitted(act, badge, people):
                seen.append(self._seen(act.uid, person, Source.BADGE if act.code else Source.NAME, act.at))
        return seen

    def _admitted(self, act: Sighted, badge: Badge | None, people: dict[str, Registration]) -> Registration | None:
        """Whom the act shows, if he may come in; else it is refused."""
        person = (badge.registration if badge else None) if act.code else people.get(act.number)
        if person is None:
            self._refuse(act.uid, gettext("This code is no badge of this meeting."))
        elif act.code and badge and not badge.is_live:
            self._refuse(act.uid, gettext("This badge has been replaced. Ask for the new one."))
        elif person.state not in EXPECTED:
            state = State(person.state).label
            self._refuse(act.uid, gettext("%(name)s is “%(state)s”.", name=person.full_name, state=state))
        return None if act.uid in self.answers else person

    def _of(self, table: Any, column: Any, values: Iterable[Any]) -> list[Any]:
        """The rows of this meeting with one of the values."""
        wanted = list(values)
        found = select(table).where(table.meeting_id == self.meeting.id, column.in_(wanted))
        return list(db.session.scalars(found)) if wanted else []

    def _retract(self, acts: Sequence[Retracted]) -> None:
        by_reason: dict[str, list[str]] = defaultdict(list)
        for act in acts:
            by_reason[act.why or gettext("no reason given")].append(act.uid)
        for why, uids in by_reason.items():
            retract(self.meeting, uids, why=why, by=None, at=self.at, station=self.station)
            self.answers |= {f"{uid}/retraction": {"outcome": Outcome.RETRACTED} for uid in uids}

    def _tell(self, seen: Sequence[Seen]) -> None:
        """The first to have seen somebody at this place has him present; the others have seen him again."""
        ids = {each.registration_id for each in seen}
        people = {row.id: row for row in self._of(Registration, Registration.id, ids)}
        first = self._first(ids)
        for each in seen:
            person, sighting = people[each.registration_id], first.get(each.registration_id)
            again = sighting is not None and sighting.uid != each.uid
            outcome = Outcome.AGAIN if again else Outcome.PRESENT
            self.answers[each.uid] = {
                "outcome": outcome if person.state in EXPECTED else Outcome.WAITING,
                "number": person.number,
                "seen": sighting.seen_at.isoformat() if sighting else None,
            }

    def _first(self, ids: Iterable[int]) -> dict[int, Sighting]:
        """The earliest standing sighting of these people at the place of the station."""
        here = and_(Sighting.day_id == self.station.day_id, Sighting.session_id == self.station.session_id)
        at_stations = Sighting.registration_id.in_(list(ids)) & Sighting.source.in_(AT_STATIONS)
        found = Sighting.of_meeting(self.meeting).where(here, at_stations, Sighting.standing())
        first: dict[int, Sighting] = {}
        for sighting in db.session.scalars(found.order_by(Sighting.seen_at, Sighting.uid)):
            first.setdefault(sighting.registration_id, sighting)
        return first
