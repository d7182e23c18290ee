"""The colours of capacities at the door are those of the badges. The floor that draws badges tells them here."""

from __future__ import annotations

from collections.abc import Callable

from jcmevents.meetings.models import Meeting

Colours = dict[str, tuple[str, str]]  # by capacity: of the ground, and of the letters on it
Tells = Callable[[Meeting], Colours]
_tellers: list[Tells] = []


def tells_colours(tell: Tells) -> Tells:
    """Let `tell` say what the capacities look like at a meeting."""
    _tellers.append(tell)
    return tell


def colours_at(meeting: Meeting) -> Colours:
    return {capacity: look for tell in _tellers for capacity, look in tell(meeting).items()}
