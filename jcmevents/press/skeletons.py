"""Skeletons of releases, to begin with: the blocks that a release of this kind usually has."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from jcmevents.accounts.models import User
from jcmevents.extensions import db
from jcmevents.press.blocks import Kind
from jcmevents.press.by_hand import NUMBER, Fact
from jcmevents.press.facts import BY_HAND
from jcmevents.press.models import Release
from jcmevents.press.standing import StandingText
from jcmevents.press.texts import ReleaseText
from jcmevents.press.twins import match, pairs_in
from jcmevents.text import localized

SKELETONS = Path(__file__).parent / "skeletons.yaml"
USUAL = "meeting"


@cache
def _skeletons() -> dict[str, Any]:
    stored: dict[str, Any] = yaml.safe_load(SKELETONS.read_text(encoding="utf-8"))
    return stored


def skeletons() -> list[tuple[str, str]]:
    """Key and name, in the reader's language, of each."""
    return [(key, localized(skeleton["name"])) for key, skeleton in _skeletons().items()]


def lay_out(texts: list[ReleaseText], key: str, *, by: User | None, at: datetime) -> None:
    """Put the blocks of the skeleton `key` into the texts, in their languages; "" puts none."""
    blocks = _skeletons()[key]["texts"] if key else {}
    for text in texts:
        for block in blocks.get(text.lang, ()):
            content = {name: value for name, value in block.items() if name != "kind"}
            if "standing" not in content or StandingText.versions_of(content["standing"]):
                text.add_block(Kind(block["kind"]), by=by, at=at, **content)
    for pair in pairs_in(texts):
        match(pair, by=by, at=at)


def carry_over(release: Release, *, by: User | None, at: datetime) -> None:
    """Take the numbers on which facts rest from the newest release that has them, with the day they were true on."""
    for key in BY_HAND:
        known = select(Fact).join(Fact.release).where(Fact.key == key, Fact.value.is_not(None))
        if last := db.session.scalar(known.order_by(Release.released_on.desc(), Release.id.desc()).limit(1)):
            release.set_fact(key, by=by, at=at, **{name: getattr(last, name) for name in NUMBER})
