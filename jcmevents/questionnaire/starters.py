"""Questions to begin with, kept as data in starters.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

STARTERS = Path(__file__).with_name("starters.yaml")


@cache
def _starters() -> dict[str, Any]:
    stored: dict[str, Any] = yaml.safe_load(STARTERS.read_text(encoding="utf-8"))
    return stored


def titles() -> dict[str, dict[str, str]]:
    """Title per language of each starter, by key."""
    return {key: starter["titles"] for key, starter in _starters().items()}


def rows(key: str) -> list[dict[str, Any]]:
    """The fields of a starter as `FormField.add_all` takes them. Raises KeyError."""
    return [dict(row) for row in _starters()[key]["fields"]]
