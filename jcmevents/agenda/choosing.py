"""Which part of a programme a visitor has asked for: a day, a room, what he has chosen for himself.

His choice is kept in his browser: it works without an account, and nobody else learns of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from jcmevents.agenda.programme import Programme, ProgrammeSession, room_key
from jcmevents.errors import RuleBroken

SEPARATOR = "."  # stands in cookies and addresses as it is
MOST = 100  # sessions; browsers keep cookies of 4096 characters, and a uid has 36
KEPT = ("day", "room", "run", "mine", "zone")  # what an address says about the part shown


def uids_of(text: str | None) -> tuple[str, ...]:
    """The uids in a cookie or an address, each once."""
    return tuple(dict.fromkeys(uid for uid in (text or "").split(SEPARATOR) if uid))


def text_of(uids: tuple[str, ...]) -> str:
    return SEPARATOR.join(uids)


def changed(chosen: tuple[str, ...], *, add: str | None, remove: str | None) -> tuple[str, ...]:
    """`chosen` with one session more or less. Refuses more than a browser keeps."""
    kept = tuple(uid for uid in chosen if uid not in (add, remove))
    if add and len(kept) >= MOST:
        raise RuleBroken(gettext("Your own agenda is full: %(n)d sessions.", n=MOST))
    return (*kept, add) if add else kept


@dataclass(frozen=True)
class Part:
    """The part of a programme that an address asks for; `chosen` are uids."""

    asked: Mapping[str, Any]
    chosen: tuple[str, ...] = ()

    @classmethod
    def asked_for(cls, arguments: Mapping[str, str], cookie: str | None) -> Part:
        return cls({name: arguments[name] for name in KEPT if arguments.get(name)}, uids_of(cookie))

    @property
    def day(self) -> str | None:
        return self.asked.get("day")

    @property
    def room(self) -> str | None:
        return self.asked.get("room")

    @property
    def run(self) -> str | None:
        return self.asked.get("run")

    @property
    def is_mine(self) -> bool:
        return "mine" in self.asked

    @property
    def is_whole(self) -> bool:
        return not (self.day or self.room or self.run or self.is_mine)

    def but(self, **others: Any) -> dict[str, Any]:
        """What an address says that differs from this one in `others`; None leaves something out."""
        return {**self.asked, **others}

    def of(self, programme: Programme) -> Programme:
        return programme if self.is_whole else programme.only(self._has)

    def _has(self, session: ProgrammeSession) -> bool:
        in_time = not self.day or session.held_on.isoformat() == self.day
        in_place = not self.room or room_key(session.room) == self.room
        in_run = not self.run or not session.run or room_key(session.run) == self.run
        return in_time and in_place and in_run and (not self.is_mine or session.uid in self.chosen)

    def own(self, programme: Programme) -> tuple[str, ...]:
        """Those of his sessions that the programme has."""
        present = {session.uid for session in programme.sessions}
        return tuple(uid for uid in self.chosen if uid in present)
