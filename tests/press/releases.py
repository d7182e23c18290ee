"""Releases for tests, made by the verbs of the model."""

import itertools
from collections.abc import Iterable
from datetime import date
from typing import Any

from jcmevents.press.blocks import Kind
from jcmevents.press.models import Release
from jcmevents.press.texts import ReleaseText, TextBlock
from tests.factories import NOW, make_meeting

_numbers = itertools.count(1)
BLOCKS = (
    {"kind": Kind.DATE, "text": "{release_date}"},
    {"kind": Kind.TITLE, "text": "Meeting held in {meeting_city}"},
    {"kind": Kind.LEAD, "text": "The {meeting_ordinal} was held on {meeting_days}."},
)


def make_release(
    *, langs: Iterable[str] = ("en",), blocks: Iterable[dict[str, Any]] = BLOCKS, **values: Any
) -> Release:
    """A draft about the Fourth Meeting in Hayama, unless told otherwise, with the same blocks in each language."""
    if "meeting" not in values:
        values["meeting"] = make_meeting(ordinal=4, cities={"en": "Hayama", "ja": "葉山"})
    details = {
        "slug": f"release-{next(_numbers)}",
        "publisher": "iges",
        "released_on": date(2025, 3, 6),
        "by": None,
        "at": NOW,
        **values,
    }
    release = Release.draft(**details)
    for lang in langs:
        text = release.begin_text(lang, by=None, at=NOW)
        for block in blocks:
            add_block(text, **block)
    return release


def make_published(**values: Any) -> Release:
    release = make_release(**values)
    release.publish([], by=None, at=NOW)
    return release


def add_block(begun: ReleaseText, /, kind: Kind = Kind.PARA, **content: str) -> TextBlock:
    return begun.add_block(kind, by=None, at=NOW, **content)
