"""A release described in a file: kept texts, its facts and the blocks of its texts, entered through the verbs."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from jcmevents.accounts.models import User
from jcmevents.meetings.models import Meeting
from jcmevents.press.blocks import Kind
from jcmevents.press.models import Release
from jcmevents.press.standing import StandingText
from jcmevents.press.twins import match, pairs_in


def enter_release(path: Path, *, by: User | None, at: datetime) -> Release:
    """Draft the release that the YAML file at `path` describes; the meetings it names must exist."""
    described: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    release = Release.draft(
        slug=described["slug"],
        meeting=Meeting.by_slug(described["meeting"]),
        publisher=described["publisher"],
        joint_with=described.get("joint_with", ()),
        released_on=_day(described["released_on"]),
        by=by,
        at=at,
    )
    _keep(described.get("kept", ()), by=by, at=at)
    for key, values in described["facts"].items():
        release.set_fact(key, by=by, at=at, **_columns(values))
    for lang, text in described["texts"].items():
        begun = release.begin_text(lang, by=by, at=at)
        for block in text["blocks"]:
            content = {name: value for name, value in block.items() if name != "kind"}
            begun.add_block(Kind(block["kind"]), by=by, at=at, **content)
    for pair in pairs_in(release.texts):
        match(pair, by=by, at=at)
    return release


def _keep(texts: Iterable[dict[str, Any]], *, by: User | None, at: datetime) -> None:
    """Keep these texts for all releases, unless there are some of their names already."""
    for text in texts:
        if not StandingText.versions_of(text["key"]):
            days = {"valid_from": _day(text["valid_from"]), "as_of": _day(text["as_of"])}
            StandingText.enter(**{**text, **days}, by=by, at=at)


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """What the file says about a fact, as columns of `Fact`."""
    columns = {name: value for name, value in values.items() if name != "meeting"}
    if "meeting" in values:
        columns["subject_meeting"] = Meeting.by_slug(values["meeting"])
    if "as_of" in values:
        columns["as_of"] = _day(values["as_of"])
    return columns


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
