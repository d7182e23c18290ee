"""A document kept for good: as JSON that loses nothing, pictures included, and back.

Unlike `document.json`, which tells programs outside what a document says, this is read by nobody but `restored`.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from jcmevents.document import blocks
from jcmevents.document.blocks import Document
from jcmevents.document.runs import Value

KIND = "="  # the key under which an object says what it is; no field has this name


def stored(document: Document) -> str:
    """The same text for equal documents."""
    return json.dumps(_kept(document), ensure_ascii=False, sort_keys=True)


def restored(text: str) -> Document:
    """The document that `stored` has written. Fields that came later have their defaults."""
    document = json.loads(text, object_hook=_object)
    if not isinstance(document, Document):
        raise ValueError("this is no document")
    return document


def _kept(value: Any) -> Any:
    match value:
        case bytes():
            return {KIND: "bytes", "base64": b64encode(value).decode()}
        case date():
            return {KIND: "date", "day": value.isoformat()}
        case tuple():
            return [_kept(item) for item in value]
    if is_dataclass(value):
        return {KIND: type(value).__name__} | {each.name: _kept(getattr(value, each.name)) for each in fields(value)}
    return value


def _object(content: dict[str, Any]) -> Any:
    kind = content.pop(KIND)
    if kind == "bytes":
        return b64decode(content["base64"])
    if kind == "date":
        return date.fromisoformat(content["day"])
    return _kinds()[kind](**content)


@cache
def _kinds() -> dict[str, type]:
    """Every class a document is made of, by its name."""
    return {kind.__name__: kind for kind in _below(Value)} | {Document.__name__: blocks.Document}


def _below(kind: type) -> list[type]:
    children: list[type] = kind.__subclasses__()
    return [each for child in children for each in (child, *_below(child))]
