"""A release described in a file: its facts and the blocks of its texts, entered through the model's verbs."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from jcmevents.accounts.models import User
from jcmevents.meetings.models import Meeting
from jcmevents.press.blocks import Kind
from jcmevents.press.models import Release


def enter_release(path: Path, *, by: User | None, at: datetime) -> Release:
    """Draft the release that the YAML file at `path` describes; the meetings it names must exist."""
    described: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    release = Release.draft(
        slug=described["slug"],
        meeting=Meeting.by_slug(described["meeting"]),
        publisher=described["publisher"],
        released_on=_day(described["released_on"]),
        by=by,
        at=at,
    )
    for key, values in described["facts"].items():
        _enter_fact(release, key, dict(values))
    for lang, text in described["texts"].items():
        begun = release.begin_text(lang, at=at)
        for block in text["blocks"]:
            content = {name: value for name, value in block.items() if name != "kind"}
            begun.add_block(Kind(block["kind"]), at=at, **content)
    return release


def _enter_fact(release: Release, key: str, values: dict[str, Any]) -> None:
    if slug := values.pop("meeting", None):
        values["subject_meeting"] = Meeting.by_slug(slug)
    if "as_of" in values:
        values["as_of"] = _day(values["as_of"])
    release.set_fact(key, **values)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
