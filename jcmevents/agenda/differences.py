"""What is different between two programmes: added, cancelled, moved, or changed in another way."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext

from jcmevents.agenda.programme import Programme, ProgrammeItem, ProgrammeSession
from jcmevents.agenda.walltime import is_twice, zone_label
from jcmevents.text import current_language, localized, short_date


class Change(enum.StrEnum):
    ADDED = "added"
    CANCELLED = "cancelled"
    MOVED = "moved"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        labels = {
            self.ADDED: gettext("New"),
            self.CANCELLED: gettext("Cancelled"),
            self.MOVED: gettext("Moved"),
            self.CHANGED: gettext("Changed"),
        }
        return labels[self]


@dataclass(frozen=True)
class Place:
    """When and where, as on the wall. `held_on` is the day in ISO form.

    `zones` names the zone at start and end where the clock alone does not say when it is: on nights when an hour comes
    twice. Elsewhere it is empty.
    """

    held_on: str
    span: str
    room: dict[str, str]
    zones: tuple[str, ...] = ()

    @property
    def described(self) -> str:
        day = short_date(date.fromisoformat(self.held_on), current_language())
        return " ".join(filter(None, (day, self.span, " / ".join(dict.fromkeys(self.zones)), localized(self.room))))


@dataclass(frozen=True)
class Difference:
    """One session or item that is different. `uid` is the session's; `before` and `after` are None where it is not."""

    change: Change
    uid: str
    titles: dict[str, str]
    before: Place | None
    after: Place | None

    @property
    def described(self) -> str:
        """Moved: “Opening”, 17 Feb 09:30–10:00 Hall → 17 Feb 10:00–10:30 Hall."""
        places = [place.described for place in (self.before, self.after) if place]
        if self.change == Change.CHANGED:
            places = places[-1:]
        where = " \N{RIGHTWARDS ARROW} ".join(places)
        return gettext("%(change)s: “%(title)s”, %(where)s", change=self.change.label, title=self.title, where=where)

    @property
    def title(self) -> str:
        return localized(self.titles)


def differences(old: Programme, new: Programme) -> list[Difference]:
    """What a reader of `old` has to know of `new`, in the order of the clock; what is cancelled comes last."""
    before = {session.uid: session for session in old.sessions}
    after = {session.uid: session for session in new.sessions}
    found = [each for uid, session in after.items() for each in _of_session(before.get(uid), session)]
    gone = [session for uid, session in before.items() if uid not in after]
    return found + [Difference(Change.CANCELLED, each.uid, each.titles, _place(each), None) for each in gone]


def _of_session(old: ProgrammeSession | None, new: ProgrammeSession) -> Iterator[Difference]:
    if old is None:
        yield Difference(Change.ADDED, new.uid, new.titles, None, _place(new))
        return
    places = (_place(old), _place(new))
    moved = places[0] != places[1]
    items = list(_of_items(old, new, moved=moved))
    if moved or (not items and _content(old) != _content(new)):
        yield Difference(Change.MOVED if moved else Change.CHANGED, new.uid, new.titles, *places)
    yield from items


def _of_items(old: ProgrammeSession, new: ProgrammeSession, *, moved: bool) -> Iterator[Difference]:
    """Items that come, go or change; of a session that is moved as a whole their new times go without saying."""
    before, after = ({item.id: item for item in session.items} for session in (old, new))
    for item in new.items:
        was = before.get(item.id)
        here = _place(new, item)
        if was is None:
            yield Difference(Change.ADDED, new.uid, item.titles, None, here)
        elif not moved and _place(old, was) != here:
            yield Difference(Change.MOVED, new.uid, item.titles, _place(old, was), here)
        elif _timeless(was) != _timeless(item):
            yield Difference(Change.CHANGED, new.uid, item.titles, _place(old, was), here)
    for item in old.items:
        if item.id not in after:
            yield Difference(Change.CANCELLED, new.uid, item.titles, _place(old, item), None)


def _place(session: ProgrammeSession, item: ProgrammeItem | None = None) -> Place:
    entry = item or session
    moments = [moment for moment in (entry.starts_at, entry.ends_at) if moment]
    zones = tuple(map(zone_label, moments)) if any(map(is_twice, moments)) else ()
    return Place(session.held_on.isoformat(), entry.span, session.room, zones)


def _timeless(entry: Any) -> Any:
    return replace(entry, starts_at=None, ends_at=None, minutes=None)


def _content(session: ProgrammeSession) -> ProgrammeSession:
    """All but what items say of themselves, what was said afterwards, and how often it was changed."""
    return replace(session, items=(), summaries={}, key_points=(), sequence=0)
