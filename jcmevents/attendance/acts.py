"""What a station sends: sightings, walk-ins and retractions, each under a name that its device gave it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from jcmevents.registration.models import NOT_BY_APPLICATION
from jcmevents.registration.states import Capacity
from jcmevents.text import clean, without_refused

MOST_AT_ONCE = 100
LONGEST = 200  # letters of a name or a reason


@dataclass(frozen=True)
class Sighted:
    """A badge's code as scanned, or the number of somebody found by name."""

    uid: str
    at: datetime
    code: str = ""
    number: str = ""


@dataclass(frozen=True)
class WalkedIn:
    uid: str
    at: datetime
    name: str
    delegation_id: int
    capacity: Capacity
    function: str


@dataclass(frozen=True)
class Retracted:
    """`uid` is that of the sighting."""

    uid: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Unreadable:
    """Says its name, but not what happened. It is refused by itself, so that it does not hold up the others."""

    uid: str


Act = Sighted | WalkedIn | Retracted


def read(sent: Any) -> list[Act | Unreadable]:
    """The acts in what was sent. Raises ValueError for what is no list of things with names."""
    if not isinstance(sent, list) or len(sent) > MOST_AT_ONCE:
        raise ValueError("a list of acts is wanted")
    return [_read(each) for each in sent]


def _read(sent: Any) -> Act | Unreadable:
    if not isinstance(sent, dict) or not isinstance(sent.get("uid"), str):
        raise ValueError("not an act")
    uid = str(UUID(sent["uid"]))
    try:
        return _KINDS[sent["kind"]](sent, uid, _moment(sent["at"]))
    except (KeyError, TypeError, AttributeError, ValueError):
        return Unreadable(uid)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without zone")
    return moment


def _text(sent: dict[str, Any], name: str) -> str:
    """What was typed, without characters that are refused elsewhere: one bad act must not hold up the others."""
    return clean(without_refused(str(sent.get(name, "")))).strip()[:LONGEST]


def _sighted(sent: dict[str, Any], uid: str, at: datetime) -> Act:
    return Sighted(uid, at, code=_text(sent, "code"), number=_text(sent, "number"))


def _walked_in(sent: dict[str, Any], uid: str, at: datetime) -> Act:
    name, capacity = _text(sent, "name"), Capacity(sent["capacity"])
    if not name or capacity in NOT_BY_APPLICATION:
        raise ValueError("nobody, or in a capacity that the door does not give")
    return WalkedIn(uid, at, name, int(sent["delegation"]), capacity, _text(sent, "function"))


def _retracted(sent: dict[str, Any], uid: str, at: datetime) -> Act:
    return Retracted(uid, at, _text(sent, "why"))


_KINDS: dict[str, Callable[[dict[str, Any], str, datetime], Act]] = {
    "sighting": _sighted,
    "walk_in": _walked_in,
    "retraction": _retracted,
}
