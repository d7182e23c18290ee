"""Where countries lie on a map of the world: Natural Earth (public domain) in the Equal Earth projection."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("world.json")
WIDTH = 1000


@dataclass(frozen=True)
class Place:
    """A country as the map draws it: its `outline` (an SVG path), or a `point` where it is too small for one."""

    outline: str = ""
    point: tuple[int, int] | None = None


def place_of(iso2: str) -> Place | None:
    """None for what no map shows, such as a body."""
    world = _world()
    if outline := world["outlines"].get(iso2):
        return Place(outline=outline)
    point = world["points"].get(iso2)
    return Place(point=(point[0], point[1])) if point else None


def height() -> int:
    """Of the map, where it is `WIDTH` wide."""
    return int(_world()["height"])


@cache
def _world() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text())
    return found
