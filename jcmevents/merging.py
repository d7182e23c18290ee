"""Two people at one form: what each changed goes together; of a field that both changed both texts are shown.

A page says in a hidden field what each field held when it was read: not the text, a mark of it. A field that holds
something else when it comes back was touched by the reader; one of which the stored value has another mark than
the one that was read was changed by somebody else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from wtforms import Field

Part = Callable[[str], str]  # the name of the part to which a field belongs, by the name of the field


def marks(values: Mapping[str, Any]) -> str:
    """What a page carries along about the `values` that it shows, by name of the field."""
    return json.dumps({name: _mark(value) for name, value in values.items()}, separators=(",", ":"))


def _mark(value: Any) -> str:
    """Equal for equal values; nothing, an empty text and an empty list are equal."""
    plain = json.dumps(value if value not in (None, []) else "", default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def _read(carried: str | None) -> dict[str, str]:
    """The marks that came back, by name; none if they are not what a page of ours carries."""
    try:
        told = json.loads(carried or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def take_over(form: Mapping[str, Field], stored: Mapping[str, Any], carried: str | None, part: Part) -> set[str]:
    """Give the fields that their reader left alone what is stored now; the names of those that both have changed.

    The fields of one part are touched together: half of an address and half of another would be neither.
    Without marks nobody knows what was read: then all that differs counts as changed by both.
    """
    read = _read(carried)
    mine = {part(name) for name in stored if _mark(form[name].data) != read.get(name)}
    theirs = {part(name) for name in stored if _mark(stored[name]) != read.get(name)}
    for name in stored:
        if part(name) in theirs - mine:
            _fill(form[name], stored[name])
    both = mine & theirs
    return {name for name in stored if part(name) in both and _mark(form[name].data) != _mark(stored[name])}


def _fill(field: Field, value: Any) -> None:
    field.process(None, data=value)
    field.raw_data = None  # else an input would go on showing what was sent
    shown = field._value() if hasattr(field, "_value") else str(value)
    field.raw_data = [shown] if value not in (None, "", []) else []  # a field that must be filled in asks for it
