"""An agenda as a file tells it, before anything of it is entered.

A file is a list of entries, each a mapping with some of the keys in KEYS. An entry with `items` is a session with
items, any other one a session by itself. Times are chained: what has no start begins when the entry before it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, NamedTuple

from flask_babel import gettext

from jcmevents.agenda import cells
from jcmevents.agenda.kinds import Duty, Kind, RecordRule
from jcmevents.agenda.walltime import later, minutes_of
from jcmevents.errors import RuleBroken

MOST_ENTRIES = 1_000
TEXTS = {"titles": "title", "abstracts": "abstract", "questions": "questions"}
LONGEST_TITLE = 300  # characters
PEOPLE = {str(duty): duty for duty in Duty if duty != Duty.MC}
KEYS = {
    *("day", "start", "end", "minutes", "kind", "room", "code", "record", "mode", "session", "items", "run"),
    *(name for text in TEXTS.values() for name in (text, f"{text}_en", f"{text}_ja")),
    *(name for duty in PEOPLE for name in (duty, f"{duty}s")),
}


class Fault(NamedTuple):
    """What is wrong, and where in the file."""

    where: str
    sentence: str


@dataclass
class Planned:
    """A session or an item. `end` is None where neither the file nor what comes after says."""

    where: str
    titles: dict[str, str]
    kind: Kind
    starts: time | None
    ends: time | None
    minutes: int | None
    people: list[dict[str, Any]]
    abstracts: dict[str, str]
    questions: dict[str, str]
    day: date | None = None
    room: dict[str, str] = field(default_factory=dict)
    run: str = ""
    code: str = ""
    record_rule: RecordRule = RecordRule.ON_RECORD
    items: list[Planned] = field(default_factory=list)


@dataclass
class Plan:
    """All sessions in the order of the file, and what could not be read."""

    sessions: list[Planned] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    zone: str = ""
    entries: int = 0

    @classmethod
    def of(cls, entries: Iterable[tuple[str, Any]], *, day: date | None = None, zone: str = "") -> Plan:
        """Read (where, entry) pairs; `day` is that of entries which do not say. Raises RuleBroken for too many."""
        plan = cls(zone=zone)
        for where, entry in entries:
            if session := plan._read(where, entry):
                day = session.day = session.day or day
                plan.sessions.append(session)
        plan._chain()
        return plan

    def _read(self, where: str, entry: Any, *, within: bool = False) -> Planned | None:
        self.entries += 1
        if self.entries > MOST_ENTRIES:
            raise RuleBroken(gettext("The file is too long: %(n)s entries at most.", n=MOST_ENTRIES), field="file")
        try:
            planned = _planned(where, entry)
            items = _items(where, entry, within=within)
        except RuleBroken as broken:
            self.faults.append(Fault(where, str(broken)))
            return None
        planned.items = [item for place, each in items if (item := self._read(place, each, within=True))]
        return planned

    def _chain(self) -> None:
        """Give each session the start and the end that it does not name itself."""
        before: Planned | None = None
        for session in self.sessions:
            _begin(session, before if before and before.day == session.day else None)
            if session.starts is None:
                sentence = gettext("This has no start, and nothing before it says when it begins.")
                self.faults.append(Fault(session.where, sentence))
            self._time_items(session)
            before = session
        for session in self.sessions:
            session.ends = session.ends or self._next_start(session)
        self.sessions = [session for session in self.sessions if session.starts]

    def _time_items(self, session: Planned) -> None:
        clock = session.starts
        for item in session.items:
            try:
                clock = _timed(item, clock)
            except RuleBroken as broken:
                self.faults.append(Fault(item.where, str(broken)))
        if session.items and not session.ends:
            session.ends = clock

    def _next_start(self, session: Planned) -> time | None:
        """When the next session of the day begins in the same room."""
        same = [each for each in self.sessions if (each.day, each.room) == (session.day, session.room)]
        after = [each.starts for each in same if each.starts and session.starts and each.starts > session.starts]
        return min(after, default=None)


def _begin(session: Planned, before: Planned | None) -> None:
    if session.starts is None and session.items:
        session.starts = session.items[0].starts
    if session.starts is None and before:
        session.starts = before.ends
    if session.starts and session.minutes and not session.ends:
        session.ends = later(session.starts, session.minutes)


def _timed(item: Planned, clock: time | None) -> time | None:
    """Set the minutes of an item that names its end; the time at which it ends, as far as that is known."""
    start = item.starts or clock
    if item.ends and start:
        item.minutes = minutes_of(item.ends) - minutes_of(start)
        if item.minutes <= 0:
            raise RuleBroken(gettext("This ends before it starts. Please check both times."))
        return item.ends
    return later(start, item.minutes) if start and item.minutes else None


def _planned(where: str, entry: Any) -> Planned:
    if not isinstance(entry, Mapping):
        raise RuleBroken(gettext("This is not an entry with named values, such as title and start."))
    if unknown := sorted(str(key) for key in entry if key not in KEYS):
        raise RuleBroken(gettext("Nothing is known of “%(names)s” here.", names=", ".join(unknown)))
    titles = cells.texts(entry, "title") or cells.texts({"title": entry.get("session")}, "title")
    if not titles:
        raise RuleBroken(gettext("The title is missing."))
    if max(map(len, titles.values())) > LONGEST_TITLE:
        raise RuleBroken(gettext("The title is longer than %(n)s characters.", n=LONGEST_TITLE))
    people = _people(entry)
    return Planned(
        where=where,
        titles=titles,
        kind=cells.kind(entry.get("kind")) or _likely_kind(people),
        starts=cells.clock(entry.get("start")),
        ends=cells.clock(entry.get("end")),
        minutes=cells.number(entry.get("minutes")),
        people=people,
        abstracts=cells.texts(entry, "abstract"),
        questions=cells.texts(entry, "questions"),
        day=cells.day(entry.get("day")),
        room=cells.texts(entry, "room"),
        run=cells.line(entry.get("run")),
        code=cells.line(entry.get("code")),
        record_rule=cells.record_rule(entry.get("record")),
    )


def _likely_kind(people: list[dict[str, Any]]) -> Kind:
    spoken = any(person["duty"] == Duty.SPEAKER for person in people)
    return Kind.PRESENTATION if spoken else Kind.DISCUSSION


def _people(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    online = cells.is_online(entry.get("mode"))
    named = (
        (duty, person)
        for name, duty in PEOPLE.items()
        for value in (entry.get(name), entry.get(f"{name}s"))
        for person in cells.people(value)
    )
    # The mode of an entry is that of whoever speaks in it.
    return [
        {**person, "duty": duty, "is_online": person["is_online"] or (online and duty != Duty.MODERATOR)}
        for duty, person in named
    ]


def _items(where: str, entry: Mapping[str, Any], *, within: bool) -> list[tuple[str, Any]]:
    """The (where, entry) pairs of the items of `entry`, which stands itself in a session or not."""
    items = entry.get("items") or []
    if not isinstance(items, list) or (items and within):
        raise RuleBroken(gettext("“items” is a list of entries, and items have none of their own."))
    return [each if isinstance(each, tuple) else (f"{where}.{n}", each) for n, each in enumerate(items, start=1)]
