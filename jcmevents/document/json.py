"""A document as data: every block with its kind and its text, for programs that set it themselves."""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from jcmevents.document.blocks import Document
from jcmevents.document.runs import Link, Strong, Text


def as_json(document: Document) -> str:
    return json.dumps(_plain(document), ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    match value:
        case Text():
            return _run(value)
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
    return _content(value) if is_dataclass(value) else value


def _content(block: Any) -> dict[str, Any]:
    """Every field of a document or block but the bytes of a picture."""
    content = {each.name: getattr(block, each.name) for each in fields(block)}
    shown = {name: _plain(item) for name, item in content.items() if not isinstance(item, bytes)}
    return {"kind": block.kind} | shown


def _run(run: Text) -> dict[str, Any]:
    marks = {"lang": run.lang, "strong": isinstance(run, Strong), "url": run.url if isinstance(run, Link) else None}
    return {"text": run.text} | {name: mark for name, mark in marks.items() if mark}
