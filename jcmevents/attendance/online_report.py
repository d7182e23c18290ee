"""Reports of online meetings (Zoom, Teams, Webex): who joined when, several joins of one person merged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from flask_babel import gettext
from sqlalchemy import select

from jcmevents.accounts.models import User
from jcmevents.attendance.models import Source
from jcmevents.attendance.noting import Seen, see
from jcmevents.attendance.places import Place
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Mode
from jcmevents.registration.models import Registration
from jcmevents.registration.states import EXPECTED
from jcmevents.sheet import Sheet
from jcmevents.text import folded

# Heads of columns as the three products write them, in the order in which they are looked for.
NAMES = ("name", "participant", "attendee name", "display name", "full name", "氏名", "名前")
JOINS = ("join time", "first join", "join date", "joined at", "参加時刻", "参加時間")
LEAVES = ("leave time", "last leave", "leave date", "left at", "退出時刻", "退出時間")
ADDRESSES = ("user email", "email", "attendee email", "participant id (upn)", "メール")
MOMENTS = (
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M"),
    *("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%y %H:%M:%S"),
    *("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M:%S"),
)
_BESIDE_NAME = re.compile(r"\s*[(（#].*$")


@dataclass(frozen=True)
class Joined:
    """Somebody of the report, all joins together. `minutes` without overlaps of two devices."""

    name: str
    address: str
    first: datetime
    last: datetime
    minutes: int


def read_report(sheet: Sheet, place: Place, zone: str) -> list[Joined]:
    """Whom the report, with times by the clock of `zone`, tells of on the day of `place`.

    Raises RuleBroken where it is no such report.
    """
    clock = ZoneInfo(zone)
    spans: dict[str, list[tuple[str, str, datetime, datetime]]] = defaultdict(list)
    for name, address, join, leave in _lines([sheet.head, *(cells for _number, cells in sheet.rows)]):
        came, went = _moment(join, place, clock), _moment(leave, place, clock)
        if name and came and went and went >= came:
            spans[address or folded(name)].append((name, address, came, went))
    if not spans:
        raise RuleBroken(gettext("No joins of this day were found in the file."), field="file")
    return [_merged(each) for each in spans.values()]


def _lines(rows: Iterable[list[str]]) -> Iterator[tuple[str, str, str, str]]:
    """(name, address, join, leave) of the first table of the file that has them; reports begin with other lines."""
    columns: list[int | None] = []
    for cells in rows:
        if not columns:
            found = [_column(cells, heads) for heads in (NAMES, ADDRESSES, JOINS, LEAVES)]
            columns = found if None not in (found[0], found[2], found[3]) else []
        elif sum(map(bool, cells)) < 3:
            return  # the table is at its end
        else:
            name, address, join, leave = (_cell(cells, column) for column in columns)
            yield _BESIDE_NAME.sub("", name), address.casefold(), join, leave


def _column(cells: list[str], heads: tuple[str, ...]) -> int | None:
    plain = [_BESIDE_NAME.sub("", cell).strip().casefold() for cell in cells]
    return next((plain.index(head) for head in heads if head in plain), None)


def _cell(cells: list[str], column: int | None) -> str:
    return cells[column].strip() if column is not None and column < len(cells) else ""


def _moment(text: str, place: Place, clock: ZoneInfo) -> datetime | None:
    """The moment, by the clock of the meeting, if it is on the day: that tells month and day apart too."""
    plain = " ".join(text.replace(",", " ").split())
    for form in MOMENTS:
        try:
            moment = datetime.strptime(plain, form).replace(tzinfo=clock).astimezone(place.meeting.tz)
        except ValueError:
            continue
        if moment.date() == place.day.held_on:
            return moment
    return None


def _merged(spans: list[tuple[str, str, datetime, datetime]]) -> Joined:
    there, until = timedelta(), None
    for _name, _address, came, went in sorted(spans, key=lambda span: span[2]):
        begin = max(came, until) if until else came
        there += max(went - begin, timedelta())
        until = max(went, until) if until else went
    name, address, first, _went = min(spans, key=lambda span: span[2])
    return Joined(name, address, first, max(span[3] for span in spans), int(there.total_seconds() // 60))


def matched(meeting: Meeting, joined: list[Joined]) -> list[str]:
    """The number of the registration for each, by address or by all words of the name; "" where it is not certain."""
    people = db.session.scalars(Registration.of_meeting(meeting).where(Registration.state.in_(EXPECTED))).all()
    by_address, by_words = defaultdict(set), defaultdict(set)
    for person in people:
        by_address[person.email.casefold()].add(person.number)
        for name in (person.full_name, person.list_name, person.badge_name):
            by_words[_words(name)].add(person.number)
    found = [(by_address[each.address] if each.address else set()) or by_words[_words(each.name)] for each in joined]
    return [next(iter(numbers)) if len(numbers) == 1 else "" for numbers in found]


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", folded(name)))


def note_joins(place: Place, joins: Iterable[tuple[str, datetime, datetime]], *, by: User | None, at: datetime) -> None:
    """Note who (number, first join, last leave) was there online. The same report noted again changes nothing."""
    told = list(joins)
    wanted = select(Registration.number, Registration.id).where(
        Registration.meeting_id == place.meeting.id,
        Registration.number.in_([number for number, _first, _last in told]),
        Registration.state.in_(EXPECTED),
    )
    ids = {number: id for number, id in db.session.execute(wanted)}
    seen = [_seen(place, ids[number], first, last) for number, first, last in told if number in ids]
    see(place.meeting, seen, by=by, at=at)


def _seen(place: Place, person: int, first: datetime, last: datetime) -> Seen:
    return Seen(
        uid=str(uuid5(NAMESPACE_URL, f"report/{place.key}/{person}/{first.isoformat()}")),
        registration_id=person,
        day_id=place.day.id,
        session_id=place.session.id if place.session else None,
        mode=Mode.ONLINE,
        source=Source.REPORT,
        seen_at=first,
        left_at=last,
    )
